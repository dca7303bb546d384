/// What a server answers: `250 OK`, or several lines of one code.
struct SMTPReply: Equatable, Sendable {
    let code: Int
    /// The text of each line, without the code.
    let lines: [String]

    /// 2 for done, 3 for go on, 4 for later, 5 for never.
    var kind: Int { code / 100 }

    /// The enhanced status (RFC 3463), such as `5.1.1`. The rest of a text may quote an address.
    var status: String {
        let word = lines.first?.split(separator: " ").first ?? ""
        let isStatus =
            word.split(separator: ".", omittingEmptySubsequences: false).count == 3
            && word.utf8.count <= 11
            && word.utf8.allSatisfy { $0 == UInt8(ascii: ".") || (0x30...0x39).contains($0) }
        return isStatus ? "\(code) \(word)" : "\(code)"
    }

    /// Words of the lines behind the first, such as `["STARTTLS"]` and `["AUTH", "PLAIN"]`, in capitals.
    var extensions: [[String]] {
        lines.dropFirst().map { line in line.uppercased().split(separator: " ").map(String.init) }
    }
}

/// Makes answers of bytes as they come. RFC 5321, 4.2
struct SMTPReplyParser {
    private var line: [UInt8] = []
    private var code = 0
    private var lines: [String] = []

    struct NoReply: Error {}

    /// Whether nothing of another answer has come.
    var isBetweenReplies: Bool { line.isEmpty && lines.isEmpty }

    /// - Returns: the answer that ends with this byte.
    /// - Throws: `NoReply` for what no server says, or too much of it.
    mutating func take(_ byte: UInt8) throws(NoReply) -> SMTPReply? {
        guard byte == UInt8(ascii: "\n") else {
            line.append(byte)
            guard line.count < MailLimits.replyLineBytesMax else { throw NoReply() }
            return nil
        }
        if line.last == UInt8(ascii: "\r") { line.removeLast() }
        let text = String(decoding: line, as: UTF8.self)
        line = []
        guard let number = Int(text.prefix(3)), (200...599).contains(number),
            lines.isEmpty || number == code
        else { throw NoReply() }
        let mark = text.dropFirst(3).first ?? " "
        guard mark == " " || mark == "-", lines.count < MailLimits.replyLinesMax else {
            throw NoReply()
        }
        code = number
        lines.append(String(text.dropFirst(4)))
        guard mark == " " else { return nil }
        defer { lines = [] }
        return SMTPReply(code: code, lines: lines)
    }
}
