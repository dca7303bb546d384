import LocalServices
import Memcached
import Postgres
import TestSupport
import Testing

@testable import TAO

/// Two gateways over one memcached, and the way of the first one to it is cut.
@Suite(.serialized, .timeLimit(.minutes(3))) struct PartitionTests {
    private let link: Link
    /// Connects first, and so is the one that is cut off.
    private let far: World
    private let near: World

    init() async throws {
        let services = try await TestServices.start()
        link = try services.link()
        far = try await World(services: services, memcached: link.path)
        _ = await far.cache.get(far.keys(.object(ObjectID(1))))
        near = try await far.anotherGateway(memcached: link.path)
        _ = await near.cache.get(near.keys(.object(ObjectID(1))))
    }

    @Test func `a session sees on every gateway what it wrote, at once, and others soon`()
        async throws
    {
        let user = try await warmUser()
        link.cut(oldest: 1)
        let outcome = try await far.commit { $0.updateObject(user, data: record("new")) }
        #expect(outcome.undelivered == ["o:\(user)"])
        #expect(try await text(far, user) == "new")
        #expect(
            try await text(near, user) == "old",
            "nobody has deleted the cached value: the test would prove nothing")
        for bypass in [CacheBypass.items(Set(outcome.undelivered)), .everything] {
            #expect(try await text(near, user, bypass) == "new")
        }
        near.tao.startTailer()
        #expect(try await eventually { try await text(near, user) == "new" })
        await near.tao.shutdown()
    }

    @Test func `a tailer that does not reach memcached makes room for one that does`()
        async throws
    {
        let user = try await warmUser()
        far.tao.startTailer()
        #expect(try await eventually { far.tao.tailerStatistics.isHolder })
        near.tao.startTailer()
        link.cut(oldest: 1)
        try await far.commit { $0.updateObject(user, data: record("new")) }
        #expect(try await eventually { try await text(near, user) == "new" })
        #expect(try await eventually { try await far.outboxCount() == 0 })
        for world in [near, far] { await world.tao.shutdown() }
    }

    @Test func `no old value comes back with the way to memcached`() async throws {
        let users = try await far.users(30) { "old \($0)" }
        for world in [far, near] {
            let isWarm = try await eventually {
                try await world.sqlTrips { _ = try await $0.objects(users) } == 0
            }
            #expect(isWarm)
        }
        link.cut(oldest: 1)
        for (number, user) in users.enumerated() {
            let world = number % 2 == 0 ? far : near
            try await world.commit { $0.updateObject(user, data: record("new \(number)")) }
        }
        // No tailer runs: what saves us is that a server must forget before it may come back.
        try link.mend()
        let expected = users.indices.map { "new \($0)" as String? }
        let isBack = try await eventually {
            let texts = try await far.tao.loader().objects(users).map { $0?.data.string(1) }
            #expect(texts == expected)
            return far.cache.statistics[0].isUp
        }
        #expect(isBack)
        let texts = try await near.tao.loader().objects(users).map { $0?.data.string(1) }
        #expect(texts == expected, "what the far one made memcached forget is forgotten for all")
    }

    @Test func `a write without a cache counts as not delivered`() async throws {
        let user = try await warmUser()
        var write = GraphWrite()
        write.updateObject(user, data: record("new"))
        let outcome = try await far.uncached.commit(write)
        #expect(outcome.undelivered == ["o:\(user)"], "other gateways may have a cache")
        #expect(try await text(near, user, .items(Set(outcome.undelivered))) == "new")
    }

    /// An object that memcached holds as "old".
    private func warmUser() async throws -> ObjectID {
        let user = try await far.user("old")
        for world in [far, near] {
            let isWarm = try await eventually {
                try await world.sqlTrips { _ = try await $0.object(user) } == 0
            }
            #expect(isWarm)
        }
        return user
    }

    private func text(
        _ world: World, _ user: ObjectID, _ bypass: CacheBypass = .nothing
    ) async throws -> String? {
        try await world.tao.loader(bypassing: bypass).object(user)?.data.string(1)
    }
}
