/// Whether bytes are one JSON value of valid UTF-8. https://www.rfc-editor.org/rfc/rfc8259
struct JSONRecognizer {
    private let bytes: [UInt8]
    private var position = 0

    static func accepts(_ bytes: [UInt8]) -> Bool {
        var recognizer = JSONRecognizer(bytes: bytes)
        return recognizer.value(depth: 0) && recognizer.position == bytes.count
            && String(validating: bytes, as: UTF8.self) != nil
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    private mutating func takes(_ character: Unicode.Scalar) -> Bool {
        guard position < bytes.count, bytes[position] == UInt8(ascii: character) else {
            return false
        }
        position += 1
        return true
    }

    private mutating func takes(_ word: StaticString) -> Bool {
        for offset in 0..<word.utf8CodeUnitCount {
            guard takes(Unicode.Scalar(word.utf8Start[offset])) else { return false }
        }
        return true
    }

    private mutating func value(depth: Int) -> Bool {
        guard position < bytes.count, depth < 1_000 else { return false }
        switch bytes[position] {
        case UInt8(ascii: "{"): return object(depth: depth)
        case UInt8(ascii: "["): return list(depth: depth)
        case UInt8(ascii: "\""): return string()
        case UInt8(ascii: "t"): return takes("true")
        case UInt8(ascii: "f"): return takes("false")
        case UInt8(ascii: "n"): return takes("null")
        default: return number()
        }
    }

    private mutating func object(depth: Int) -> Bool {
        guard takes("{" as Unicode.Scalar) else { return false }
        if takes("}" as Unicode.Scalar) { return true }
        repeat {
            guard string(), takes(":" as Unicode.Scalar), value(depth: depth + 1) else {
                return false
            }
        } while takes("," as Unicode.Scalar)
        return takes("}" as Unicode.Scalar)
    }

    private mutating func list(depth: Int) -> Bool {
        guard takes("[" as Unicode.Scalar) else { return false }
        if takes("]" as Unicode.Scalar) { return true }
        repeat {
            guard value(depth: depth + 1) else { return false }
        } while takes("," as Unicode.Scalar)
        return takes("]" as Unicode.Scalar)
    }

    private mutating func string() -> Bool {
        guard takes("\"" as Unicode.Scalar) else { return false }
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            if byte == UInt8(ascii: "\"") { return true }
            if byte < 0x20 { return false }
            if byte == UInt8(ascii: "\\"), !escape() { return false }
        }
        return false
    }

    private mutating func escape() -> Bool {
        guard position < bytes.count else { return false }
        let byte = bytes[position]
        position += 1
        guard byte == UInt8(ascii: "u") else { return "\"\\/bfnrt".utf8.contains(byte) }
        let digits = bytes[position..<min(position + 4, bytes.count)]
        position += 4
        return digits.count == 4 && digits.allSatisfy { Character(Unicode.Scalar($0)).isHexDigit }
    }

    private mutating func digits() -> Bool {
        let start = position
        while position < bytes.count, (0x30...0x39).contains(bytes[position]) { position += 1 }
        return position > start
    }

    private mutating func number() -> Bool {
        _ = takes("-" as Unicode.Scalar)
        if !takes("0" as Unicode.Scalar), !digits() { return false }
        if takes("." as Unicode.Scalar), !digits() { return false }
        if takes("e" as Unicode.Scalar) || takes("E" as Unicode.Scalar) {
            if !takes("-" as Unicode.Scalar) { _ = takes("+" as Unicode.Scalar) }
            return digits()
        }
        return true
    }
}
