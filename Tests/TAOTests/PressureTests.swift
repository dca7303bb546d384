import LocalServices
import Memcached
import Postgres
import TestSupport
import Testing

@testable import TAO

/// A memcached that is full and throws out what it likes.
@Suite(.serialized, .timeLimit(.minutes(3))) struct PressureTests {
    @Test func `a full memcached costs hits and nothing else`() async throws {
        let services = try await TestServices.start()
        let world = try await World(services: services)
        let users = try await world.users(200) { "0 \($0)" }
        let stranger = try Flood(services)
        for round in 1...4 {
            try await stranger.fill()
            for (number, user) in users.enumerated() where number % 4 == round % 4 {
                try await world.commit { $0.updateObject(user, data: record("\(round) \(number)")) }
            }
            let expected = try await world.uncached.loader().objects(users)
            for _ in 0..<5 { #expect(try await world.tao.loader().objects(users) == expected) }
        }
        let isUsed = try await eventually {
            try await world.sqlTrips { _ = try await $0.objects(users) } == 0
        }
        #expect(isUsed, "there is room again for what is asked for")
    }

    /// The token goes while its holder reads PostgreSQL: what the holder has read may be old, and
    /// nothing in memcached says so any more.
    @Test func `a lease that is thrown out while its holder reads does not fill`() async throws {
        let services = try await TestServices.start()
        let world = try await World(services: services)
        let user = try await world.user("old")
        let keys = world.keys(.object(user))
        let stranger = try Flood(services)
        try await stranger.fill()
        let loader = world.tao.loader()
        let reading = try await world.holdingReads {
            let reading = Task { try await loader.object(user)?.data.string(1) }
            #expect(try await eventually { try await world.heldReads() == 1 })
            let isThrownOut = try await eventually {
                try await stranger.crowdOut(
                    keyBytes: keys[0].count, valueBytes: CacheValue.leaseBytes)
                return await world.cache.get(keys).isMiss(0)
            }
            try #require(isThrownOut, "the lease is still there: the test would prove nothing")
            _ = try await world.database.query(
                "UPDATE objects_fast SET version = 2, data = \(record("new").bytes)")
            return reading
        }
        #expect(try await reading.value == "old", "its snapshot was older")
        #expect(loader.trips.all.contains { $0.text == "lease o:\(user)" })
        #expect(await world.cache.get(keys).isMiss(0), "the old value must not be in the cache")
        for expectedSQL in [1, 0] {
            let next = world.tao.loader()
            #expect(try await next.object(user)?.data.string(1) == "new")
            #expect(next.trips.sqlCount == expectedSQL, "the next one reads again and fills")
        }
    }

    @Test func `whoever waits for a lease that is thrown out takes it over`() async throws {
        let world = try await World(leaseWaitMilliseconds: 10_000)
        let user = try await world.user("a")
        let keys = world.keys(.object(user))
        let gone = CacheValue.LeaseToken(process: 1, pass: 1)
        _ = await world.cache.lease(keys, token: gone.bytes, seconds: 1_000)
        let loader = world.tao.loader()
        async let waiting = loader.object(user)
        #expect(try await eventually { loader.trips.cacheCount > 1 }, "it looks for the value")
        // To those who wait, a token that was deleted is one that was thrown out.
        #expect(await world.cache.delete(keys) == [])
        #expect(try await waiting?.data.string(1) == "a")
        #expect(loader.trips.all.contains { $0.text == "lease o:\(user)" })
        #expect(try await world.sqlTrips { _ = try await $0.object(user) } == 0, "it has filled")
    }

    /// The item that proves that a server has kept its memory may be thrown out, too. That looks
    /// like a restart.
    @Test func `a full memcached that throws out the sentinel costs hits and nothing else`()
        async throws
    {
        let services = try await TestServices.start()
        let world = try await World(services: services)
        let users = try await world.users(20)
        let expected = try await world.uncached.loader().objects(users)
        #expect(try await world.tao.loader().objects(users) == expected)
        let before = world.cache.statistics[0]
        let stranger = try Flood(services)
        try await stranger.fill()
        let isThrownOut = try await eventually {
            // A key of 32 bytes and a value of one: `ServerDriver.sentinel`.
            try await stranger.crowdOut(keyBytes: 32, valueBytes: 1)
            #expect(try await world.tao.loader().objects(users) == expected)
            return world.cache.statistics[0].failures > before.failures
        }
        #expect(isThrownOut)
        let isUsed = try await eventually {
            try await world.sqlTrips { _ = try await $0.objects(users) } == 0
        }
        #expect(isUsed, "the cache is used again")
    }
}

/// Somebody else who uses the same memcached, a lot.
private struct Flood {
    private let client: MemcachedClient

    init(_ services: LocalServices) throws {
        client = try MemcachedClient(
            MemcachedConfiguration(
                servers: services.memcachedServers, timeoutMilliseconds: 10_000))
    }

    /// More bytes than it has, in large values.
    func fill() async throws {
        let value = [UInt8](repeating: 7, count: 400_000)
        for _ in 0..<30 {
            var mutations = Mutations()
            for _ in 0..<10 { mutations.set(key(), value, seconds: 0) }
            _ = await client.deliver(mutations)
        }
    }

    /// Many items of the size of another one, which memcached therefore keeps in the same place. It
    /// prefers what is asked for now and then: nobody should ask for that one meanwhile.
    func crowdOut(keyBytes: Int, valueBytes: Int) async throws {
        let value = [UInt8](repeating: 7, count: valueBytes)
        for _ in 0..<6 {
            var mutations = Mutations()
            for _ in 0..<10_000 { mutations.set(key(bytes: keyBytes), value, seconds: 0) }
            #expect(await client.deliver(mutations) == [])
        }
    }

    private func key(bytes: Int = 24) -> ArraySlice<UInt8> {
        let random = String(UInt64.random(in: .min ... .max), radix: 36)
        return KeyBatch([String("flood\(random)-------------------".prefix(bytes))])[0]
    }
}
