import Memcached
import TestSupport
import Testing

@testable import TAO

/// Bytes that change in the cache or on the way are never taken for a value.
@Suite(.timeLimit(.minutes(2))) struct ChecksumTests {
    /// Of the bytes 7 i + 3, computed by another program from the definition.
    @Test(arguments: [
        (32, 0x8b99_7d1d as UInt32), (33, 0x5dd5_d114), (63, 0xad9b_ca92), (64, 0xedb0_8acd),
        (65, 0xbf90_baf2), (127, 0x94bc_3471), (128, 0xcf33_3a80), (500, 0xa545_f629),
        (4_128, 0xb367_49bd),
    ])
    func `the checksum is what its definition says`(length: Int, expected: UInt32) {
        let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 * 7 + 3) }
        #expect(bytes.withUnsafeBytes { ValueChecksum.of($0) } == expected)
        #expect(
            [UInt8](repeating: 0, count: 32).withUnsafeBytes { ValueChecksum.of($0) }
                == 0x3038_c598)
    }

    @Test func `no turned bit, lost byte or foreign key goes unnoticed`() {
        for (key, value) in Self.values {
            #expect(isGood(value, key))
            for bit in 0..<value.count * 8 {
                var broken = value
                broken[bit / 8] ^= 1 << UInt8(bit % 8)
                #expect(!isGood(broken, key), "bit \(bit) of \(key)")
            }
            for length in 0..<value.count { #expect(!isGood(Array(value.prefix(length)), key)) }
            #expect(!isGood(value + [0], key))
            for (other, _) in Self.values where other != key {
                #expect(!isGood(value, other))
            }
        }
    }

    @Test func `two places that change together are noticed`() {
        let (key, value) = Self.values[0]
        var random = SystemRandomNumberGenerator()
        for _ in 0..<20_000 {
            var broken = value
            let places = (0..<2).map { _ in Int.random(in: 0..<value.count, using: &random) }
            if Bool.random() { broken.swapAt(places[0], places[1]) }
            broken[places[0]] &+= .random(in: 0...255, using: &random)
            if broken != value { #expect(!isGood(broken, key)) }
        }
    }

    @Test(.crosses(\TAOLimits.Type.addedLeasesMax))
    func `a damaged value is a miss that is counted and replaced`() async throws {
        let world = try await World()
        for count in [1, TAOLimits.addedLeasesMax + 4] {
            let users = try await world.users(count) { "name \($0)" }
            let items = users.map { ItemKey.object($0) }
            _ = try await world.tao.loader().objects(users)
            #expect(try await world.areFilled(items))
            let before = world.tao.cacheStatistics
            try await damage(items, world)
            let texts = try await world.tao.loader().objects(users).map { $0?.data.string(1) }
            #expect(texts == users.indices.map { "name \($0)" })
            let since = world.tao.cacheStatistics.since(before)
            #expect(since.damaged == count && since.objects.misses == count)
            #expect(try await world.areFilled(items), "it was replaced")
            #expect(try await world.sqlTrips { _ = try await $0.objects(users) } == 0)
        }
    }

    @Test func `the verifier finds and removes damaged values`() async throws {
        let world = try await World()
        let users = try await world.users(3)
        _ = try await world.tao.loader().objects(users)
        #expect(try await world.areFilled(users.map { .object($0) }))
        try await damage([.object(users[1])], world)
        for (repairs, repaired) in [(false, 0), (true, 1)] {
            let report = try await Verifier(world.tao, repairs: repairs).cache()
            #expect(report.faults == [.damaged: 1])
            #expect(report.repaired == repaired)
            #expect(report.examples == ["o:\(users[1]): damaged cached value"])
        }
        #expect(try await Verifier(world.tao, repairs: false).cache().faultCount == 0)
    }

    /// Turns a bit of the payload of what the cache holds.
    private func damage(_ items: [ItemKey], _ world: World) async throws {
        let keys = world.keys(items)
        let reply = await world.cache.get(keys)
        var mutations = Mutations()
        for index in items.indices {
            guard case .hit(let value) = reply[index] else {
                Issue.record("nothing to damage")
                return
            }
            var bytes = Array(value)
            bytes[bytes.count - 1] ^= 4
            mutations.set(keys[index], bytes, seconds: 0)
        }
        #expect(await world.cache.deliver(mutations) == [])
    }

    private func isGood(_ value: [UInt8], _ key: ItemKey) -> Bool {
        if case .good = CacheValue.judge(value[...], of: key) { true } else { false }
    }

    private static let values: [(ItemKey, [UInt8])] = {
        let object = Object(
            id: ObjectID(5), type: 7, version: 3, data: record(String(repeating: "text", count: 9)))
        let list = AssociationListKey(ObjectID(5), 10)
        let name = NameKey(namespace: 3, name: "alice")
        let edges = (0..<3).map { number in
            EdgeList.Edge(
                place: EdgePlace(time: Int64(number), id2: Int64(number + 100)),
                data: number == 1 ? record("edge").bytes : [])
        }
        let items: [(ItemKey, CacheValue.Item)] = [
            (.object(object.id), .object(object)),
            (.object(ObjectID(6)), .object(nil)),
            (.list(list), .list(EdgeList(list, Kinds.likes, edges: edges, count: 3))),
            (
                .list(AssociationListKey(ObjectID(6), 10)),
                .list(
                    EdgeList(
                        AssociationListKey(ObjectID(6), 10), Kinds.likes, edges: [], count: 0))
            ),
            (.name(name), .name(ObjectID(8))),
            (.name(NameKey(namespace: 4, name: "alice")), .name(nil)),
        ]
        return items.map { ($0.0, $0.1.bytes(for: $0.0)) }
    }()
}
