import TAO
import Testing

@testable import Social

@Suite struct `The cipher of ids` {
    /// Test vector of the paper, appendix C, Speck96/96.
    @Test func `Speck96 gives what the paper says`() {
        let cipher = Speck.of96Bits(key: (0x0d0c_0b0a_0908, 0x0504_0302_0100))
        let block = cipher.encrypted((0x6577_6f68_202c, 0x6567_6173_7520))
        #expect(block.high == 0x9e4d_09ab_7178)
        #expect(block.low == 0x62bd_de8f_79aa)
    }

    /// The same, Speck64/128.
    @Test func `Speck64 gives what the paper says`() {
        let cipher = Speck.of64Bits(key: [0x0302_0100, 0x0b0a_0908, 0x1312_1110, 0x1b1a_1918])
        let block = cipher.encrypted((0x3b72_6574, 0x7475_432d))
        #expect(block.high == 0x8c6f_a548)
        #expect(block.low == 0x454e_028b)
    }

    @Test(
        arguments: [
            (Speck.of96Bits(key: (1, 2)), 0xffff_ffff_ffff),
            (Speck.of64Bits(key: [1, 2, 3, 4]), 0xffff_ffff),
        ] as [(Speck, UInt64)])
    func `a permutation can be undone for every block`(cipher: Speck, mask: UInt64) {
        for number: UInt64 in 0..<1_000 {
            let block = (high: number &* 0x1_0001_0001 & mask, low: number)
            let opened = cipher.decrypted(cipher.encrypted(block))
            #expect(opened.high == block.high && opened.low == block.low)
        }
    }
}

@Suite struct `Base64 for URLs` {
    @Test(
        arguments: [
            ([], ""), ([0], "AA"), ([255], "_w"), ([1, 2], "AQI"), ([251, 255, 254], "-__-"),
        ] as [([UInt8], String)])
    func `has one text for each value`(bytes: [UInt8], text: String) {
        #expect(Base64URL.encode(bytes) == text)
        #expect(Base64URL.decode(text) == bytes)
    }

    @Test(arguments: ["A", "AB", "AA==", "A+", "a b", "AQJ", "é"])
    func `refuses what it does not write`(text: String) {
        #expect(Base64URL.decode(text) == nil)
    }
}

@Suite struct `Global ids` {
    private let ids = GlobalIDs(key: (0x1234_5678_9abc, 0xdef0_1234_5678))

    @Test func `name one object each and say nothing about it`() {
        var texts: Set<String> = []
        for type in [NodeType.user, .post, .media, .comment, .story, .storyTray] {
            for number: Int64 in [0, 1, 2, 1 << 40, .max, -1] {
                let node = NodeID(type, ObjectID(rawValue: number))
                let text = ids.text(node)
                #expect(text.utf8.count == 16)
                #expect(ids.node(text) == node)
                #expect(texts.insert(text).inserted)
            }
        }
    }

    @Test func `name edges by both ends`() {
        for (from, to): (Int64, Int64) in [(1, 2), (2, 1), (1, 1), (0, .max), (.max, -1)] {
            let node = NodeID(
                .followRequest, ObjectID(rawValue: from), to: ObjectID(rawValue: to))
            let text = ids.text(node)
            #expect(text.utf8.count == 32)
            #expect(ids.node(text) == node)
            #expect(ids.node(String(text.suffix(16) + text.prefix(16))) == nil)
        }
    }

    @Test(arguments: [nil, ObjectID(rawValue: 7)])
    func `are refused when they are made up`(other: ObjectID?) {
        let text = ids.text(NodeID(.post, ObjectID(rawValue: 42), to: other))
        #expect(ids.node("") == nil)
        #expect(ids.node(text + "A") == nil)
        #expect(ids.node(String(text.dropLast())) == nil)
        #expect(ids.node("VXNlcjoxMjM0NTY3") == nil)
        for index in text.indices {
            var changed = text
            changed.replaceSubrange(index...index, with: text[index] == "A" ? "B" : "A")
            #expect(ids.node(changed) == nil)
        }
    }

    @Test func `of another key are refused`() {
        let other = GlobalIDs(key: (1, 2))
        #expect(other.node(ids.text(NodeID(.user, ObjectID(rawValue: 7)))) == nil)
    }
}

@Suite struct `Short codes` {
    private let codes = Shortcodes(key: (0x1234_5678_9abc, 0xdef0_1234_5678))

    @Test(arguments: [0, 1, 61, 62, 3_843, 3_844, 1 << 32, Int64.max])
    func `can be read back, and say nothing of the id`(number: Int64) {
        let id = ObjectID(rawValue: number)
        let text = codes.text(id)
        #expect(text.utf8.count == 11)
        #expect(codes.id(text) == id)
        #expect(Shortcodes.plainID(text) != id)
        #expect(Shortcodes(key: (1, 2)).id(text) != id)
    }

    @Test func `of ids in a row have no letter in common more often than by chance`() {
        let codes = (0..<1_000).map { Array(self.codes.text(ObjectID(rawValue: $0)).utf8) }
        let equal = zip(codes, codes.dropFirst()).reduce(0) { sum, pair in
            sum + zip(pair.0, pair.1).count { $0 == $1 }
        }
        // 11 letters, 62 digits; the first letter has fewer.
        #expect(equal < 400, "\(equal) of 11,000")
    }

    @Test(arguments: ["", "-", "01", "zzzzzzzzzzz", "aaaaaaaaaaaa", "é", "Azl8n0Y58m-"])
    func `are refused when they were not made`(text: String) {
        #expect(codes.id(text) == nil)
    }

    @Test(
        arguments: [
            ("z", 61), ("AzL8n0Y58m7", .max), ("01", nil), ("AzL8n0Y58m8", nil), ("", nil),
        ] as [(String, Int64?)])
    func `of the first days were plain ids`(text: String, id: Int64?) {
        #expect(Shortcodes.plainID(text)?.rawValue == id)
    }
}
