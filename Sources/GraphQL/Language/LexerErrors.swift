/// What is wrong with a source, in the words of the reference implementation.
extension Lexer {
    /// A character as error messages quote it.
    func character(at position: Int) -> String {
        guard position < bytes.count else { return TokenKind.endOfFile.description }
        let byte = bytes[position]
        if byte == UInt8(ascii: "\"") { return "'\"'" }
        if 0x20..<0x7F ~= byte { return "\"\(Character(Unicode.Scalar(byte)))\"" }
        if byte < 0x80 { return "U+" + hexadecimal(UInt32(byte), digits: 4) }
        guard let character = UTF8Sequence(in: bytes, at: position) else {
            return "byte 0x" + hexadecimal(UInt32(byte), digits: 2)
        }
        return "U+" + hexadecimal(character.scalar.value, digits: 4)
    }

    func unexpectedCharacter() -> SyntaxError {
        if bytes[position] == UInt8(ascii: "'") {
            return SyntaxError(
                message: "Unexpected single quote character ('), did you mean to use a double quote"
                    + " (\")?",
                position: position)
        }
        guard characterLength(at: position) != nil else { return invalidCharacter() }
        return SyntaxError(
            message: "Unexpected character: \(character(at: position)).", position: position)
    }

    func invalidCoordinateCharacter() -> SyntaxError {
        guard characterLength(at: position) != nil else { return invalidCharacter() }
        return SyntaxError(
            message: "Invalid character: \(character(at: position)).", position: position)
    }

    /// Bytes that are not UTF-8. An encoded surrogate is called by its code point, as if the text
    /// had come as UTF-16; anything else by its first byte.
    func invalidCharacter(within token: String? = nil) -> SyntaxError {
        let place = token.map { " within \($0)" } ?? ""
        guard let surrogate = UTF8Sequence.surrogate(in: bytes, at: position) else {
            let byte = hexadecimal(UInt32(bytes[position]), digits: 2)
            return SyntaxError(
                message: "Invalid UTF-8\(place): unexpected byte 0x\(byte).", position: position)
        }
        return SyntaxError(
            message: "Invalid character\(place): U+\(hexadecimal(surrogate, digits: 4)).",
            position: position)
    }

    /// What error messages call a token: its kind, and its value if it has one.
    func describe(_ token: Token) -> String {
        guard let value = value(of: token) else { return token.kind.description }
        return "\(token.kind.description) \"\(quote(value.utf8))\""
    }

    func expected(_ kind: TokenKind, found token: Token) -> SyntaxError {
        SyntaxError(
            message: "Expected \(kind.description), found \(describe(token)).",
            position: Int(token.start))
    }
}
