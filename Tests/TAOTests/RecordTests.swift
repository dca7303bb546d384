import Memcached
import Testing

@testable import TAO

/// Records and the forms of cached values, with good and bad bytes.
@Suite struct RecordTests {
    private func full() -> Record {
        var record = Record()
        record.set(3, "text ✓")
        record.set(1, Int64.min)
        record.set(9, true)
        record.set(4, 1.5)
        record.set(200, [0, 255] as [UInt8])
        record.set(7, [ObjectID(5), ObjectID(6)])
        record.set(8, ObjectID(77))
        record.set(10, "")
        return record
    }

    @Test func `fields come back as what they are, and as nothing else`() {
        let record = full()
        #expect(record.string(3) == "text ✓" && record.string(10) == "")
        #expect(record.int(1) == .min && record.bool(9) == true && record.double(4) == 1.5)
        #expect(record.bytes(200).map(Array.init) == [0, 255])
        #expect(record.ids(7) == [ObjectID(5), ObjectID(6)] && record.id(8) == ObjectID(77))
        #expect(record.string(2) == nil && record.int(3) == nil && record.string(1) == nil)
        #expect(record.bool(200) == nil && record.ids(10) == nil && record.int(255) == nil)
    }

    @Test func `equal properties have equal bytes, in whatever order they were set`() {
        var other = Record()
        other.set(200, [1, 2, 3] as [UInt8])
        other.set(10, "")
        other.set(9, false)
        other.set(9, true)
        other.set(8, ObjectID(77))
        other.set(7, [ObjectID(5), ObjectID(6)])
        other.set(5, "gone")
        other.set(4, 1.5)
        other.set(1, Int64.min)
        other.set(3, "text ✓")
        other.set(200, [0, 255] as [UInt8])
        other.set(5, nil as String?)
        #expect(other == full() && other.bytes == full().bytes)
    }

    @Test func `broken bytes keep the fields before the break`() {
        let bytes = full().bytes
        for length in 0..<bytes.count {
            let cut = Record(bytes: Array(bytes[..<length]))
            if let number = cut.int(1) { #expect(number == .min) }
            if let text = cut.string(3) { #expect(text == "text ✓") }
            #expect(cut.bytes(200) == nil)
            var repaired = cut
            repaired.set(200, "end")
            #expect(repaired.string(200) == "end", "a write drops what cannot be read")
        }
        for length in 0..<64 {
            for seed in 0..<64 as Range<UInt64> {
                var state = seed &* 0x9e37_79b9_7f4a_7c15 &+ UInt64(length)
                let noise = (0..<length).map { _ in
                    state = state &* 6_364_136_223_846_793_005 &+ 1
                    return UInt8(truncatingIfNeeded: state >> 40)
                }
                let record = Record(bytes: noise)
                for field in [0, 1, 3, 255] as [UInt8] {
                    _ = (record.int(field), record.string(field), record.ids(field))
                    _ = (record.bool(field), record.double(field), record.bytes(field))
                }
            }
        }
    }

    @Test func `a record may lie inside of a larger value`() {
        let bytes = [9, 9, 9] + full().bytes + [9, 9]
        let record = Record(sharing: bytes[3..<bytes.count - 2])
        #expect(record == full())
        #expect(record.string(3) == "text ✓" && record.ids(7)?.count == 2)
    }

    @Test func `cached values say what they are`() {
        let object = Object(id: ObjectID(5), type: -3, version: 1 << 40, data: full())
        let value = CacheValue.Item.object(object).bytes(for: .object(object.id))
        guard case .item(.object(let found?)) = CacheValue.find(.object(object.id), in: value[...])
        else {
            Issue.record("not found")
            return
        }
        #expect(found == object)
        #expect(isGarbage(CacheValue.find(.object(ObjectID(6)), in: value[...])))
        let none = CacheValue.Item.object(nil).bytes(for: .object(ObjectID(5)))
        guard case .item(.object(nil)) = CacheValue.find(.object(ObjectID(5)), in: none[...]) else {
            Issue.record("a cached no is an answer")
            return
        }
        let key = NameKey(namespace: 3, name: "al ice")
        let name = CacheValue.Item.name(ObjectID(8)).bytes(for: .name(key))
        guard case .item(.name(ObjectID(8)?)) = CacheValue.find(.name(key), in: name[...]) else {
            Issue.record("not found")
            return
        }
        let other = NameKey(namespace: 3, name: "al icf")
        #expect(isGarbage(CacheValue.find(.name(other), in: name[...])))
        let token = CacheValue.LeaseToken(process: 1, pass: .max)
        guard case .lease(token) = CacheValue.find(.name(key), in: token.bytes[...]) else {
            Issue.record("a lease is no value")
            return
        }
    }

    @Test func `keys fit into memcached, whatever the name`() {
        let names = [
            "alice", "", " ", "%", "#", "a b", "ü", String(repeating: "x", count: 160),
            String(repeating: "é", count: 80), "\0", "a\nb", "%61", "#61",
        ]
        let items =
            names.map { ItemKey.name(NameKey(namespace: -32_768, name: $0)) } + [
                .object(ObjectID(.max)), .object(ObjectID(.min)), .object(ObjectID(0)),
                .list(AssociationListKey(ObjectID(.max), -32_768)),
            ]
        let batch = CacheKeys(namespace: String(repeating: "n", count: 32)).batch(items)
        let keys = (0..<batch.count).map { Array(batch[$0]) }
        #expect(Set(keys).count == items.count, "each has a key of its own")
        #expect(keys.allSatisfy { $0.count > 33 && $0.count <= 250 })
        #expect(keys.allSatisfy { $0.allSatisfy { $0 > 0x20 && $0 != 0x7F } })
        #expect(String(decoding: keys[names.count], as: UTF8.self).hasSuffix(":o:\(Int64.max)"))
        #expect(String(decoding: keys[names.count + 1], as: UTF8.self).hasSuffix(":o:\(Int64.min)"))
    }

    private func isGarbage(_ found: CacheValue.Found) -> Bool {
        if case .garbage = found { true } else { false }
    }
}
