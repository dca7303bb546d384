// MARK: - Numbers

extension Lexer {
    /// `IntValue :: IntegerPart`, `FloatValue :: IntegerPart FractionalPart? ExponentPart?`, neither
    /// followed by a digit, a dot or a name.
    mutating func number() throws(SyntaxError) -> Token {
        let start = position
        var kind = TokenKind.int
        try integerPart()
        if byte(at: position) == UInt8(ascii: ".") {
            kind = .float
            position += 1
            try digits()
        }
        if byte(at: position) | 0x20 == UInt8(ascii: "e") {
            kind = .float
            position += 1
            if byte(at: position) == UInt8(ascii: "+") || byte(at: position) == UInt8(ascii: "-") {
                position += 1
            }
            try digits()
        }
        let following = byte(at: position)
        if following == UInt8(ascii: ".") || following.isNameStart { throw expectedDigit() }
        return token(kind, from: start)
    }

    /// `IntegerPart :: NegativeSign? 0`, `NegativeSign? NonZeroDigit Digit*`
    private mutating func integerPart() throws(SyntaxError) {
        if bytes[position] == UInt8(ascii: "-") { position += 1 }
        guard byte(at: position) == UInt8(ascii: "0") else { return try digits() }
        position += 1
        guard !byte(at: position).isDigit else {
            throw SyntaxError(
                message: "Invalid number, unexpected digit after 0: \(character(at: position)).",
                position: position)
        }
    }

    /// `Digit+`
    private mutating func digits() throws(SyntaxError) {
        guard byte(at: position).isDigit else { throw expectedDigit() }
        repeat { position += 1 } while byte(at: position).isDigit
    }

    private func expectedDigit() -> SyntaxError {
        SyntaxError(
            message: "Invalid number, expected digit but got: \(character(at: position)).",
            position: position)
    }
}

// MARK: - Strings

extension Lexer {
    /// `StringValue :: " StringCharacter* "`, or a block string.
    mutating func string() throws(SyntaxError) -> Token {
        let start = position
        if startsBlockQuotes(at: position) { return try blockString() }
        position += 1
        while position < bytes.count {
            let byte = bytes[position]
            switch byte {
            case _ where byte.isPlainInString: position += 1
            case UInt8(ascii: "\""):
                position += 1
                return token(.string, from: start)
            case UInt8(ascii: "\\"):
                let escape = try EscapeSequence(in: bytes, at: position)
                position += escape.length
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
                throw unterminatedString()
            default:
                try skipStringCharacter()
            }
        }
        throw unterminatedString()
    }

    /// `StringValue :: """ BlockStringCharacter* """`
    private mutating func blockString() throws(SyntaxError) -> Token {
        let start = position
        position += 3
        while position < bytes.count {
            let byte = bytes[position]
            if byte.isPlainInString {
                position += 1
                continue
            }
            if byte == UInt8(ascii: "\""), startsBlockQuotes(at: position) {
                position += 3
                return token(.blockString, from: start)
            }
            if byte == UInt8(ascii: "\\"), startsBlockQuotes(at: position + 1) {
                position += 4
            } else {
                try skipStringCharacter()
            }
        }
        throw unterminatedString()
    }

    private func startsBlockQuotes(at position: Int) -> Bool {
        byte(at: position) == UInt8(ascii: "\"") && byte(at: position + 1) == UInt8(ascii: "\"")
            && byte(at: position + 2) == UInt8(ascii: "\"")
    }

    @inline(__always)
    private mutating func skipStringCharacter() throws(SyntaxError) {
        guard let length = characterLength(at: position) else {
            throw invalidCharacter(within: "String")
        }
        position += length
    }

    private func unterminatedString() -> SyntaxError {
        SyntaxError(message: "Unterminated string.", position: position)
    }
}
