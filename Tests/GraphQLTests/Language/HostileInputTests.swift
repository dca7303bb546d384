import Testing

@testable import GraphQL

@Suite struct `Hostile input` {
    @Test(arguments: [KitchenSink.messyQuery, KitchenSink.messySchema])
    func `cut at any byte parses or fails, and what parses can be printed`(text: String) {
        // From the start of each paragraph, as what goes before is whole and would only take time.
        var start = 0
        let bytes = Array(text.utf8)
        for end in bytes.indices {
            parseAndPrint(Array(bytes[start..<end]))
            if bytes[start..<end].suffix(2).elementsEqual("\n\n".utf8) { start = end }
        }
    }

    @Test func `of a megabyte in one token is read or refused`() throws {
        let long = String(repeating: "a", count: 1_000_000)
        let document = try parse(Source("{ \(long)(a: \"\(long.prefix(40_000))\") }"))
        #expect(document.text(document.selections[0].name.name).utf8.count == 1_000_000)
        for text in [
            "\"\(long)", "\"\"\"\(long)", "#\(long)", "{ \(long)", "{ a(b: \"\(long)\") ",
            "{ a(b: \(String(repeating: "9", count: 1_000_000))",
            String(repeating: " ", count: 1_000_000), String(repeating: "\r", count: 1_000_000),
            "\"\(String(repeating: "\\n", count: 500_000))",
        ] {
            let error = #expect(throws: GraphQLError.self) { try parse(Source(text)) }
            #expect((error?.message.utf8.count ?? 0) < 1_000)
        }
    }

    @Test func `of long strings is decoded in linear time`() throws {
        let escapes = String(repeating: #"\u00e9\n"#, count: 100_000)
        #expect(
            try parseValue(Source("\"\(escapes)\"")).stringValue(of: 0).utf16.count == 200_000)
        let lines = String(repeating: "\n a", count: 300_000)
        #expect(
            try parseValue(Source("\"\"\"\(lines)\"\"\"")).stringValue(of: 0).utf8.count == 599_999)
    }

    @Test func `made by chance parses or fails, and what parses reads as itself again`() {
        var random = SplitMix(state: 2026)
        let seeds = definitions(KitchenSink.messyQuery) + definitions(KitchenSink.messySchema)
        let pieces = [
            "{", "}", "(", ")", "[", "]", "\"", "\"\"\"", "\\", "\\u{", "...", "#", "$", "@", "1.",
            "on ",
        ]
        for _ in 0..<20_000 {
            var bytes = seeds[random.below(seeds.count)]
            for _ in 0...random.below(3) {
                let position = random.below(bytes.count)
                let piece = pieces[random.below(pieces.count)]
                switch random.below(4) {
                case 0: bytes[position] = UInt8(random.below(256))
                case 1: bytes.removeSubrange(position..<min(position + 3, bytes.count))
                case 2: bytes.insert(contentsOf: piece.utf8, at: position)
                default: bytes.swapAt(position, random.below(bytes.count))
                }
                if bytes.isEmpty { bytes = [UInt8(ascii: "{")] }
            }
            parseAndPrint(bytes)
        }
    }

    /// The definitions of a document, as its blank lines part them; long ones cut.
    private func definitions(_ text: String) -> [[UInt8]] {
        var definitions: [[UInt8]] = []
        var current: [UInt8] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.isEmpty || current.count > 200 {
                definitions.append(current)
                current = []
            }
            current += Array(line.utf8) + [UInt8(ascii: "\n")]
        }
        return definitions + [current]
    }

    /// Parses, and if that goes well, expects the printed document to print as itself.
    private func parseAndPrint(_ bytes: [UInt8]) {
        guard let document = try? parse(Source(bytes: bytes), limits: .unlimited) else { return }
        let printed = printDocument(document)
        let again = try? parse(Source(printed), limits: .unlimited)
        #expect(again.map(printDocument) == printed)
    }
}

/// Sebastiano Vigna's SplitMix64: the same numbers on every run.
private struct SplitMix {
    var state: UInt64

    mutating func below(_ bound: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ state >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return Int((mixed ^ mixed >> 31) % UInt64(bound))
    }
}
