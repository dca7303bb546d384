/// The names and values of a URL's query, decoded as browsers encode them.
///
/// A plus is a space; bytes that are no UTF-8 become U+FFFD; a stray `%` stands for itself.
/// https://url.spec.whatwg.org/#concept-urlencoded-parser
struct FormQuery {
    private var pairs: [(name: String, value: String)] = []

    init(_ query: some StringProtocol) {
        for pair in query.utf8.split(separator: UInt8(ascii: "&")) {
            let parts = pair.split(
                separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            let value = parts.count > 1 ? Self.decode(parts[1]) : ""
            pairs.append((Self.decode(parts[0]), value))
        }
    }

    /// The first value of a name. Nil if the name is absent, or its value is empty, which says the
    /// same. https://graphql.github.io/graphql-over-http/draft/#sec-GET
    subscript(name: String) -> String? {
        guard let value = pairs.first(where: { $0.name == name })?.value else { return nil }
        return value.isEmpty ? nil : value
    }

    static func decode(_ text: some Collection<UInt8>) -> String {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(text.count)
        var index = text.startIndex
        while index != text.endIndex {
            let byte = text[index]
            index = text.index(after: index)
            switch byte {
            case UInt8(ascii: "+"): decoded.append(0x20)
            case UInt8(ascii: "%"):
                let rest = text[index...].prefix(2)
                if let value = hexByte(rest) {
                    decoded.append(value)
                    index = text.index(index, offsetBy: 2)
                } else {
                    decoded.append(byte)
                }
            default: decoded.append(byte)
            }
        }
        return String(decoding: decoded, as: UTF8.self)
    }

    private static func hexByte(_ digits: some Collection<UInt8>) -> UInt8? {
        guard digits.count == 2 else { return nil }
        var value: UInt8 = 0
        for digit in digits {
            switch digit {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = value << 4 | (digit - 0x30)
            case UInt8(ascii: "a")...UInt8(ascii: "f"): value = value << 4 | (digit - 0x61 + 10)
            case UInt8(ascii: "A")...UInt8(ascii: "F"): value = value << 4 | (digit - 0x41 + 10)
            default: return nil
            }
        }
        return value
    }
}
