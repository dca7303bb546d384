/// What each of the 256 bytes can be, sixteen in a row: `n` part of a name, `!` more than itself in a
/// string, `.` neither. A constant of the program, which a table made at its start would not be.
private var byteClasses: StaticString {
    """
    ..........!..!..\
    ................\
    ..!.............\
    nnnnnnnnnn......\
    .nnnnnnnnnnnnnnn\
    nnnnnnnnnnn.!..n\
    .nnnnnnnnnnnnnnn\
    nnnnnnnnnnn.....\
    !!!!!!!!!!!!!!!!\
    !!!!!!!!!!!!!!!!\
    !!!!!!!!!!!!!!!!\
    !!!!!!!!!!!!!!!!\
    !!!!!!!!!!!!!!!!\
    !!!!!!!!!!!!!!!!\
    !!!!!!!!!!!!!!!!\
    !!!!!!!!!!!!!!!!
    """
}

extension UInt8 {
    /// `LineTerminator`, of which CR LF is one.
    @inline(__always)
    var endsLine: Bool { self == UInt8(ascii: "\n") || self == UInt8(ascii: "\r") }

    /// `Digit :: one of 0 1 2 3 4 5 6 7 8 9`
    @inline(__always)
    var isDigit: Bool { self &- UInt8(ascii: "0") < 10 }

    /// `NameStart :: Letter _`
    @inline(__always)
    var isNameStart: Bool {
        (self | 0x20) &- UInt8(ascii: "a") < 26 || self == UInt8(ascii: "_")
    }

    /// `NameContinue :: Letter Digit _`
    @inline(__always)
    var isNameContinue: Bool { byteClass == UInt8(ascii: "n") }

    /// Whether a string goes on behind the byte, which stands for itself: it is no quote, backslash,
    /// line end or part of a longer character.
    @inline(__always)
    var isPlainInString: Bool { byteClass != UInt8(ascii: "!") }

    @inline(__always)
    private var byteClass: UInt8 { byteClasses.utf8Start[Int(self)] }

    /// The value of a hexadecimal digit.
    var hexadecimalValue: UInt32? {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(self - UInt8(ascii: "0"))
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(self - UInt8(ascii: "A") + 10)
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(self - UInt8(ascii: "a") + 10)
        default: nil
        }
    }
}

/// Upper-case hexadecimal digits, filled with zeros.
func hexadecimal(_ value: UInt32, digits: Int) -> String {
    let text = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
}

/// Bytes of a document as an error message quotes them: not more than a line or two of them.
func quote(_ bytes: some Collection<UInt8>) -> String {
    let charactersMax = Limits.quotedCharactersMax
    // A character has at most four bytes.
    let front = String(decoding: bytes.prefix((charactersMax + 1) * 4), as: UTF8.self)
    guard front.unicodeScalars.count > charactersMax else { return front }
    return String(front.unicodeScalars.prefix(charactersMax)) + "…"
}

/// A character of more than one byte. https://www.unicode.org/versions/Unicode16.0.0/core-spec/
/// table 3-7 lists the well-formed sequences.
struct UTF8Sequence {
    let scalar: Unicode.Scalar
    let length: Int

    /// Nil if the bytes at a position are no well-formed sequence of two, three or four.
    init?(in bytes: UnsafeBufferPointer<UInt8>, at position: Int) {
        guard let (value, length) = Self.read(bytes, position),
            let scalar = Unicode.Scalar(value)
        else { return nil }
        self.scalar = scalar
        self.length = length
    }

    /// The code point of an encoded surrogate, which is not well-formed.
    static func surrogate(in bytes: UnsafeBufferPointer<UInt8>, at position: Int) -> UInt32? {
        guard let (value, _) = read(bytes, position), 0xD800...0xDFFF ~= value else { return nil }
        return value
    }

    /// The value and length of a sequence in its shortest form, be it a scalar value or not.
    private static func read(
        _ bytes: UnsafeBufferPointer<UInt8>, _ position: Int
    ) -> (UInt32, Int)? {
        let first = bytes[position]
        let length: Int
        let least: UInt32
        switch first {
        case 0xC2...0xDF: (length, least) = (2, 0x80)
        case 0xE0...0xEF: (length, least) = (3, 0x800)
        case 0xF0...0xF4: (length, least) = (4, 0x10000)
        default: return nil
        }
        guard bytes.count - position >= length else { return nil }
        var value = UInt32(first) & (0x7F >> UInt32(length))
        for byte in bytes[position + 1..<position + length] {
            guard byte & 0xC0 == 0x80 else { return nil }
            value = value << 6 | UInt32(byte & 0x3F)
        }
        return value >= least ? (value, length) : nil
    }
}

extension [UInt8] {
    /// The lines of a text, which end at LF, CR or CR LF; at least one.
    var lines: [ArraySlice<UInt8>] {
        var lines: [ArraySlice<UInt8>] = []
        var start = 0
        var position = 0
        while position < count {
            let byte = self[position]
            position += 1
            guard byte.endsLine else { continue }
            lines.append(self[start..<position - 1])
            if byte == UInt8(ascii: "\r"), position < count, self[position] == UInt8(ascii: "\n") {
                position += 1
            }
            start = position
        }
        lines.append(self[start...])
        return lines
    }
}
