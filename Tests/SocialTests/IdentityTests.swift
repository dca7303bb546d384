import TAO
import Testing

@testable import Social

@Suite struct `The cipher of ids` {
    /// Test vector of the paper, appendix C, Speck96/96.
    @Test func `Speck96 gives what the paper says`() {
        let cipher = Speck96(key: (0x0d0c_0b0a_0908, 0x0504_0302_0100))
        let block = cipher.encrypted((0x6577_6f68_202c, 0x6567_6173_7520))
        #expect(block.high == 0x9e4d_09ab_7178)
        #expect(block.low == 0x62bd_de8f_79aa)
    }

    @Test func `a permutation can be undone for every block`() {
        let cipher = Speck96(key: (1, 2))
        for number: UInt64 in 0..<1_000 {
            let block = (high: number &* 0x1_0001_0001 & 0xffff_ffff_ffff, low: number)
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

    @Test func `are refused when they are made up`() {
        let text = ids.text(NodeID(.post, ObjectID(rawValue: 42)))
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

@Suite struct `Shortcodes` {
    @Test(arguments: [0, 1, 61, 62, 3_843, 3_844, Int64.max])
    func `can be read back`(number: Int64) {
        let id = ObjectID(rawValue: number)
        #expect(Shortcode.id(Shortcode.text(id)) == id)
    }

    @Test(arguments: ["", "-", "01", "zzzzzzzzzzz", "AzL8n0Y58m8", "aaaaaaaaaaaa", "é"])
    func `are refused when nobody has them`(text: String) {
        #expect(Shortcode.id(text) == nil)
    }

    @Test func `are as short as base 62 allows`() {
        #expect(Shortcode.text(ObjectID(rawValue: 61)) == "z")
        #expect(Shortcode.text(ObjectID(rawValue: .max)) == "AzL8n0Y58m7")
    }
}
