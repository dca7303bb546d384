import Crypto
import GraphQL
import Media
import TAO
import Testing

@testable import Social

@Suite struct `Variant tables` {
    private let entry = VariantTable.Entry(
        size: .large, format: .webp, width: 1_080, height: 65_535, bytes: 16_777_217,
        digest: (0..<32).map { $0 })

    @Test func `can be read back`() {
        let other = VariantTable.Entry(
            size: .thumbnail, format: .jpeg, width: 1, height: 2, bytes: 3,
            digest: Array(repeating: 0xff, count: 32))
        let table = VariantTable(entries: [other, entry])
        #expect(VariantTable(bytes: table.bytes[...]).entries == [other, entry])
        #expect(table.entry(.large, .webp) == entry)
        #expect(table.entry(.large, .jpeg) == nil)
    }

    @Test func `leave out what they do not know`() {
        var bytes = VariantTable(entries: [entry, entry]).bytes
        bytes[0] = 200
        #expect(VariantTable(bytes: bytes[...]).entries == [entry])
        #expect(VariantTable(bytes: bytes.prefix(41)).entries == [])
    }

    @Test func `name files as the blob store does`() {
        #expect(BlobName(entry.blob)?.description == entry.blob)
        #expect(entry.blob.hasPrefix("000102030405"))
        #expect(entry.blob.hasSuffix(".webp"))
    }
}

@Suite struct `Refresh tokens` {
    private let key = SymmetricKey(data: Array(repeating: UInt8(1), count: 32))
    private let token = RefreshToken(
        account: ObjectID(rawValue: 5), session: ObjectID(rawValue: -6))

    @Test func `say whose they are and keep their secret`() throws {
        let read = try #require(RefreshToken(text: try token.text(key), key))
        #expect(read.account == token.account)
        #expect(read.session == token.session)
        #expect(read.number == 0)
        #expect(read.familyDigest == token.familyDigest)
        #expect(token.familyDigest.count == 32)
        let other = RefreshToken(account: token.account, session: token.session)
        #expect(try other.text(key) != token.text(key))
    }

    @Test func `have another key than ids, which outlive it`() {
        let (before, after) = (
            SocialSecrets(ids: Array(0..<32), tokens: Array(0..<48)),
            SocialSecrets(ids: Array(0..<32), tokens: Array(1..<49))
        )
        let node = NodeID(.post, ObjectID(rawValue: 7))
        #expect(
            GlobalIDs(key: before.globalIDKey).text(node)
                == GlobalIDs(key: after.globalIDKey).text(node))
        #expect(before.refreshKey != after.refreshKey)
        #expect(before.refreshKey.count == 32)
        #expect(before.cursorKey != after.cursorKey)
    }

    @Test func `are a family, of which no holder of one can make another`() throws {
        let next = token.successor
        #expect(next.number == 1)
        #expect(next.familyDigest == token.familyDigest)
        #expect(try next.text(key) == token.successor.text(key))
        let bytes = try #require(Base64URL.decode(try next.text(key)))
        for index in bytes.indices {
            var changed = bytes
            changed[index] ^= 1
            #expect(RefreshToken(text: Base64URL.encode(changed), key) == nil, "\(index)")
        }
        let another = SymmetricKey(data: Array(repeating: UInt8(2), count: 32))
        #expect(RefreshToken(text: try next.text(another), key) == nil)
    }

    /// Neither the ids, nor when and where they were made, in any place of it.
    @Test func `tell their holder nothing of the ids in them`() throws {
        let id = ObjectID(rawValue: 0x0123_4567_89ab_cdef)
        let token = RefreshToken(account: id, session: id)
        let bytes = try #require(Base64URL.decode(try token.text(key)))
        let plain = withUnsafeBytes(of: id.rawValue.bigEndian) { Array($0) }
        for part in 0..<plain.count - 3 {
            #expect(bytes.ranges(of: plain[part..<part + 4]).isEmpty)
        }
        let others = try (0..<100).map { _ in
            try #require(
                Base64URL.decode(try RefreshToken(account: id, session: id).text(key)))
        }
        for index in bytes.indices {
            #expect(Set(others.map { $0[index] }).count > 1, "byte \(index) is always the same")
        }
    }

    @Test(arguments: [
        "", "x", String(repeating: "A", count: 106), String(repeating: "A", count: 107),
        String(repeating: "=", count: 107),
    ])
    func `are refused when they cannot be any`(text: String) {
        #expect(RefreshToken(text: text, key) == nil)
    }
}

@Suite struct `Idempotency keys` {
    private func digest(_ fields: [InputField]) -> [UInt8] {
        IdempotencyKey(
            account: ObjectID(rawValue: 1), mutation: "postCreate", key: "k",
            input: .object(fields), without: [PostCreateInput.Path.idempotencyKey]
        ).digest
    }

    @Test func `tell inputs apart`() {
        let inputs: [[InputField]] = [
            [], [InputField(name: "a", value: .null)], [InputField(name: "b", value: .null)],
            [InputField(name: "a", value: .string("1"))], [InputField(name: "a", value: .int(1))],
            [InputField(name: "a", value: .float(1))], [InputField(name: "a", value: .enum("1"))],
            [InputField(name: "a", value: .boolean(true))],
            [InputField(name: "a", value: .list([.string("1")]))],
            [InputField(name: "a", value: .list([.string("1"), .string("")]))],
            [InputField(name: "a", value: .list([.string(""), .string("1")]))],
            [InputField(name: "a", value: .object([InputField(name: "b", value: .null)]))],
        ]
        #expect(Set(inputs.map(digest)).count == inputs.count)
    }

    @Test func `do not count themselves`() {
        let caption = InputField(name: "caption", value: .string("x"))
        #expect(
            digest([caption])
                == digest([caption, InputField(name: "idempotencyKey", value: .string("k"))]))
    }
}
