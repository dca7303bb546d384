/// A backslash and what follows it in a string that is no block string.
///
/// ```
/// StringCharacter :: \u EscapedUnicode
///                    \ EscapedCharacter
/// EscapedUnicode :: { HexDigit+ }
///                   HexDigit HexDigit HexDigit HexDigit
/// EscapedCharacter :: one of " \ / b f n r t
/// ```
struct EscapeSequence {
    let scalar: Unicode.Scalar
    /// Bytes of the sequence, with the backslash.
    let length: Int

    /// - Parameter position: of the backslash.
    init(in bytes: UnsafeBufferPointer<UInt8>, at position: Int) throws(SyntaxError) {
        let reader = EscapeReader(bytes: bytes, start: position)
        guard reader.byte(1) == UInt8(ascii: "u") else {
            guard let scalar = Self.character(reader.byte(1)) else {
                throw reader.error("character", characters: 2)
            }
            (self.scalar, length) = (scalar, 2)
            return
        }
        (scalar, length) =
            reader.byte(2) == UInt8(ascii: "{")
            ? try reader.variableWidthUnicode() : try reader.fixedWidthUnicode()
    }

    private static func character(_ byte: UInt8) -> Unicode.Scalar? {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): Unicode.Scalar(byte)
        case UInt8(ascii: "b"): "\u{8}"
        case UInt8(ascii: "f"): "\u{C}"
        case UInt8(ascii: "n"): "\n"
        case UInt8(ascii: "r"): "\r"
        case UInt8(ascii: "t"): "\t"
        default: nil
        }
    }
}

/// Reads the digits of an escape sequence.
private struct EscapeReader {
    let bytes: UnsafeBufferPointer<UInt8>
    /// Of the backslash.
    let start: Int

    /// Longest form with braces: `\u{0010FFFF}`.
    static let lengthMax = 12

    /// A byte of the sequence, or 0 behind the end of the source.
    func byte(_ offset: Int) -> UInt8 {
        start + offset < bytes.count ? bytes[start + offset] : 0
    }

    /// `\u{1F600}`: one to eight digits of a Unicode scalar value.
    func variableWidthUnicode() throws(SyntaxError) -> (Unicode.Scalar, Int) {
        var value: UInt32 = 0
        for offset in 3..<Self.lengthMax {
            if byte(offset) == UInt8(ascii: "}") {
                guard offset > 3, let scalar = Unicode.Scalar(value) else {
                    throw error("Unicode", characters: offset + 1)
                }
                return (scalar, offset + 1)
            }
            guard let digit = byte(offset).hexadecimalValue else {
                throw error("Unicode", characters: offset + 1)
            }
            value = value << 4 | digit
        }
        throw error("Unicode", characters: Self.lengthMax)
    }

    /// `\u00E9`, or two of them that form a surrogate pair.
    func fixedWidthUnicode() throws(SyntaxError) -> (Unicode.Scalar, Int) {
        if let unit = codeUnit(at: 2) {
            if let scalar = Unicode.Scalar(unit) { return (scalar, 6) }
            if 0xD800...0xDBFF ~= unit, byte(6) == UInt8(ascii: "\\"),
                byte(7) == UInt8(ascii: "u"), let trailing = codeUnit(at: 8),
                0xDC00...0xDFFF ~= trailing,
                let scalar = Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (trailing - 0xDC00))
            {
                return (scalar, 12)
            }
        }
        throw error("Unicode", characters: 6)
    }

    /// Four hexadecimal digits.
    private func codeUnit(at offset: Int) -> UInt32? {
        var value: UInt32 = 0
        for offset in offset..<offset + 4 {
            guard let digit = byte(offset).hexadecimalValue else { return nil }
            value = value << 4 | digit
        }
        return value
    }

    /// Quotes so many characters of the source.
    func error(_ kind: String, characters: Int) -> SyntaxError {
        // A character has at most four bytes; what is cut behind the last one is not quoted.
        let end = min(start + 4 * characters, bytes.count)
        let text = String(decoding: bytes[start..<end], as: UTF8.self)
            .unicodeScalars.prefix(characters)
        return SyntaxError(
            message: "Invalid \(kind) escape sequence: \"\(String(text))\".", position: start)
    }
}
