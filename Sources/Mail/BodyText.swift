/// The text of a mail with the encoding it is sent in.
struct BodyText {
    let encoding: String
    /// With CRLF at the end of each line.
    let text: String

    /// Letters of a line, without its end. RFC 5322, 2.1.1, and RFC 2045, 6.7
    private static let plainLineBytes = 998
    private static let quotedLineBytes = 76

    init(_ body: String) {
        let lines = body.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        let isPlain = lines.allSatisfy { line in
            line.utf8.count <= Self.plainLineBytes
                && line.utf8.allSatisfy { (0x20...0x7e).contains($0) || $0 == 0x09 }
        }
        encoding = isPlain ? "7bit" : "quoted-printable"
        text = lines.map { (isPlain ? String($0) : Self.quoted($0)) + "\r\n" }.joined()
    }

    /// Quoted-printable, with soft breaks where the line is too long.
    private static func quoted(_ line: Substring) -> String {
        var (text, length) = ("", 0)
        let bytes = Array(line.utf8)
        for (index, byte) in bytes.enumerated() {
            let isLast = index == bytes.count - 1
            let isSpace = byte == 0x20 || byte == 0x09
            let isPlain = (0x21...0x7e).contains(byte) && byte != UInt8(ascii: "=")
            let piece = isPlain || isSpace && !isLast ? String(Unicode.Scalar(byte)) : hex(byte)
            // One letter is left for the sign of a soft break.
            if length + piece.utf8.count > quotedLineBytes - 1 {
                text += "=\r\n"
                length = 0
            }
            text += piece
            length += piece.utf8.count
        }
        return text
    }

    private static func hex(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16, uppercase: true)
        return "=" + (digits.count == 1 ? "0" : "") + digits
    }
}
