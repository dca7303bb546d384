import LocalServices
import Memcached
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

    private func key() -> ArraySlice<UInt8> {
        KeyBatch(["flood" + String(UInt64.random(in: .min ... .max), radix: 36)])[0]
    }
}
