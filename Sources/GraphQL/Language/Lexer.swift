/// Splits the bytes of a source into tokens.
///
/// Works on the bytes in place: a token is a kind and two offsets. Numbers and strings are checked
/// here; they are decoded when their value is asked for. The pointer is valid for the time of
/// one `parse`, which keeps the source alive.
struct Lexer {
    let bytes: UnsafeBufferPointer<UInt8>
    /// Where the next token is looked for.
    var position = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
    }

    /// The byte at a position, or 0 (which is in no token but a string) behind the end.
    @inline(__always)
    func byte(at position: Int) -> UInt8 {
        position < bytes.count ? bytes[position] : 0
    }

    /// The next token. Ignored before it: white space, line ends, commas, comments, byte order marks.
    @inline(__always)
    mutating func next() throws(SyntaxError) -> Token {
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"),
                UInt8(ascii: ","):
                position += 1
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "_"):
                return name()
            case UInt8(ascii: "{"): return punctuator(.braceLeft)
            case UInt8(ascii: "}"): return punctuator(.braceRight)
            case UInt8(ascii: "("): return punctuator(.parenthesisLeft)
            case UInt8(ascii: ")"): return punctuator(.parenthesisRight)
            case UInt8(ascii: ":"): return punctuator(.colon)
            case UInt8(ascii: "$"): return punctuator(.dollar)
            case UInt8(ascii: "!"): return punctuator(.bang)
            case UInt8(ascii: "@"): return punctuator(.at)
            case UInt8(ascii: "="): return punctuator(.equals)
            case UInt8(ascii: "["): return punctuator(.bracketLeft)
            case UInt8(ascii: "]"): return punctuator(.bracketRight)
            case UInt8(ascii: "|"): return punctuator(.pipe)
            case UInt8(ascii: "&"): return punctuator(.ampersand)
            case UInt8(ascii: "."): return try spread()
            case UInt8(ascii: "\""): return try string()
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): return try number()
            case UInt8(ascii: "#"): skipComment()
            case 0xEF where isByteOrderMark(at: position): position += 3
            default: throw unexpectedCharacter()
            }
        }
        return Token(kind: .endOfFile, start: UInt32(bytes.count), end: UInt32(bytes.count))
    }

    /// The next token of a schema coordinate, in which nothing is ignored.
    mutating func nextOfCoordinate() throws(SyntaxError) -> Token {
        switch byte(at: position) {
        case UInt8(ascii: "."): return punctuator(.dot)
        case UInt8(ascii: "("): return punctuator(.parenthesisLeft)
        case UInt8(ascii: ")"): return punctuator(.parenthesisRight)
        case UInt8(ascii: ":"): return punctuator(.colon)
        case UInt8(ascii: "@"): return punctuator(.at)
        case let byte where byte.isNameStart: return name()
        default:
            guard position == bytes.count else { throw invalidCoordinateCharacter() }
            return token(.endOfFile, from: position)
        }
    }

    /// The token from a start to the current position.
    @inline(__always)
    func token(_ kind: TokenKind, from start: Int) -> Token {
        Token(
            kind: kind, start: UInt32(truncatingIfNeeded: start),
            end: UInt32(truncatingIfNeeded: position))
    }

    @inline(__always)
    private mutating func punctuator(_ kind: TokenKind) -> Token {
        position += 1
        return token(kind, from: position - 1)
    }

    /// `Name :: NameStart NameContinue*`
    @inline(__always)
    private mutating func name() -> Token {
        let start = position
        var end = start + 1
        while end < bytes.count, bytes[end].isNameContinue { end += 1 }
        position = end
        return token(.name, from: start)
    }

    /// `Comment :: # CommentChar*`. Bytes that are no character end it, to be refused as a token.
    @inline(never)
    private mutating func skipComment() {
        position += 1
        while position < bytes.count {
            let byte = bytes[position]
            if byte.endsLine { return }
            guard let length = characterLength(at: position) else { return }
            position += length
        }
    }

    /// `...`; fewer dots are no token of a document.
    private mutating func spread() throws(SyntaxError) -> Token {
        let start = position
        let second = byte(at: start + 1)
        if second == UInt8(ascii: ".") {
            guard byte(at: start + 2) == UInt8(ascii: ".") else {
                throw SyntaxError(
                    message: "Unexpected \"..\", did you mean \"...\"?", position: start)
            }
            position += 3
            return token(.spread, from: start)
        }
        guard second.isDigit else { throw unexpectedCharacter() }
        var end = start + 1
        while byte(at: end).isDigit { end += 1 }
        throw SyntaxError(
            message: "Invalid number, expected digit before \".\", did you mean "
                + "\"0.\(quote(bytes[start + 1..<end]))\"?",
            position: start)
    }
}

// MARK: - Characters

extension Lexer {
    private func isByteOrderMark(at position: Int) -> Bool {
        byte(at: position + 1) == 0xBB && byte(at: position + 2) == 0xBF
    }

    /// How many bytes the character at a position has, or nil if they are not valid UTF-8.
    @inline(__always)
    func characterLength(at position: Int) -> Int? {
        bytes[position] < 0x80 ? 1 : UTF8Sequence(in: bytes, at: position)?.length
    }
}
