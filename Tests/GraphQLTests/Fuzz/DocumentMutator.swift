/// Breaks documents: bytes, tokens and whole pieces are changed, moved, doubled and taken away.
struct DocumentMutator {
    var random: SeededRandom

    private static let pieces = [
        "{", "}", "(", ")", "[", "]", "\"", "\"\"\"", "\\", "\\u{", "\\uD83D", "...", "#", "$", "@",
        "@skip(if: true)", "@include(if: $v1)", "1.", "-", "0x", "1e999", "9999999999999999999",
        "on ", "null", "true", "__typename", "__schema{types{fields{type{fields{name}}}}}",
        "fragment F on Query { ...F }", "...F2", "query", "subscription", "=", ":", "|", "&", "!",
        "\u{FEFF}", "\r\n", "\u{0}", "\u{1F4F7}", ",,,,",
    ]

    mutating func mutate(_ text: String, with other: String) -> [UInt8] {
        var bytes = Array(text.utf8)
        for _ in 0...random.below(4) {
            guard !bytes.isEmpty else { break }
            random.percent(50) ? mutateBytes(&bytes) : mutateTokens(&bytes, with: Array(other.utf8))
        }
        return bytes
    }

    private mutating func mutateBytes(_ bytes: inout [UInt8]) {
        let position = random.below(bytes.count)
        switch random.below(5) {
        case 0: bytes[position] = UInt8(random.below(256))
        case 1: bytes[position] ^= 1 << UInt8(random.below(8))
        case 2: bytes.removeSubrange(position..<min(position + 1 + random.below(8), bytes.count))
        case 3: bytes.insert(contentsOf: random.pick(Self.pieces).utf8, at: position)
        default: bytes.removeSubrange(position...)
        }
    }

    private mutating func mutateTokens(_ bytes: inout [UInt8], with other: [UInt8]) {
        let one = token(in: bytes)
        switch random.below(5) {
        case 0: bytes.removeSubrange(one)
        case 1: bytes.insert(contentsOf: bytes[one] + [UInt8(ascii: " ")], at: one.lowerBound)
        case 2:
            let another = Array(bytes[token(in: bytes)])
            bytes.replaceSubrange(one, with: another)
        case 3 where !other.isEmpty:
            let from = random.below(other.count)
            let to = min(other.count, from + random.below(200))
            bytes.insert(contentsOf: other[from..<to], at: one.lowerBound)
        default: bytes.replaceSubrange(one, with: random.pick(Self.pieces).utf8)
        }
    }

    /// A run of name characters, or one byte.
    private mutating func token(in bytes: [UInt8]) -> Range<Int> {
        let start = random.below(bytes.count)
        var end = start
        while end < bytes.count, Self.isNamePart(bytes[end]) { end += 1 }
        return start..<max(end, start + 1)
    }

    private static func isNamePart(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
