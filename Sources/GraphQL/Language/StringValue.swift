extension Document {
    /// What a string or block string stands for: escapes are decoded, the indentation of a block
    /// string is removed. Only for values of these kinds.
    package func stringValue(of valueIndex: Int32) -> String {
        let value = values[Int(valueIndex)]
        let start = Int(value.start)
        return source.bytes.withUnsafeBufferPointer { bytes in
            let token = start..<start + Int(value.length)
            return value.kind == .blockString
                ? blockStringValue(bytes, token) : quotedStringValue(bytes, token)
        }
    }

    /// The text of a description.
    package func stringValue(of description: Description) -> String {
        stringValue(of: description.value)
    }
}

extension Lexer {
    func text(of token: Token) -> String {
        switch token.kind {
        case .name, .int, .float:
            String(
                ascii: bytes, Int(token.start)..<Int(token.end))
        default: String(decoding: bytes[Int(token.start)..<Int(token.end)], as: UTF8.self)
        }
    }

    func text(of token: Token, is expected: StaticString) -> Bool {
        let length = expected.utf8CodeUnitCount
        guard Int(token.end - token.start) == length else { return false }
        for offset in 0..<length
        where bytes[Int(token.start) + offset] != expected.utf8Start[offset] { return false }
        return true
    }

    /// What a name, number or string stands for; nil for other tokens.
    func value(of token: Token) -> String? {
        switch token.kind {
        case .name, .int, .float: text(of: token)
        case .string: quotedStringValue(bytes, Int(token.start)..<Int(token.end))
        case .blockString: blockStringValue(bytes, Int(token.start)..<Int(token.end))
        default: nil
        }
    }
}

extension String {
    /// Bytes that the lexer found to be ASCII, so that they are not looked at again. Most
    /// names are short enough to need no memory.
    init(ascii bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) {
        let text = UTF8Span(
            unchecked: bytes.extracting(range).span, isKnownASCII: true)
        self.init(copying: text)
    }
}

/// - Parameter token: from the opening to behind the closing quote, as the lexer accepted it.
private func quotedStringValue(
    _ bytes: UnsafeBufferPointer<UInt8>, _ token: Range<Int>
) -> String {
    let end = token.upperBound - 1
    var position = token.lowerBound + 1
    guard bytes[position..<end].contains(UInt8(ascii: "\\")) else {
        return String(decoding: bytes[position..<end], as: UTF8.self)
    }
    var decoded: [UInt8] = []
    decoded.reserveCapacity(end - position)
    while position < end {
        if bytes[position] == UInt8(ascii: "\\"),
            let escape = try? EscapeSequence(in: bytes, at: position)
        {
            decoded.append(
                contentsOf: UTF8.encode(escape.scalar) ?? UTF8.encodedReplacementCharacter)
            position += escape.length
        } else {
            decoded.append(bytes[position])
            position += 1
        }
    }
    return String(decoding: decoded, as: UTF8.self)
}

/// - Parameter token: with three quotes on both sides, as the lexer accepted it.
private func blockStringValue(
    _ bytes: UnsafeBufferPointer<UInt8>, _ token: Range<Int>
) -> String {
    let content = bytes[token.lowerBound + 3..<token.upperBound - 3]
    return BlockString.value(ofRaw: Array(content))
}
