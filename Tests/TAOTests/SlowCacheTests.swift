import LocalServices
import Memcached
import Postgres
import TestSupport
import Testing

@testable import TAO

/// A memcached that answers late, and one that closes idle connections, behind two gateways.
@Suite(.serialized, .timeLimit(.minutes(3))) struct SlowCacheTests {
    private let link: Link
    private let far: World
    private let near: World

    init() async throws {
        let services = try await TestServices.start()
        link = try services.link()
        far = try await World(services: services, memcached: link.path)
        near = try await far.anotherGateway(memcached: link.path)
    }

    @Test func `a slow memcached is left, told of all writes, and comes back with nothing old`()
        async throws
    {
        let users = try await far.users(20) { "old \($0)" }
        let isWarmAtFirst = try await eventually {
            for world in [far, near] { _ = try await world.tao.loader().objects(users) }
            return try await far.sqlTrips { _ = try await $0.objects(users) } == 0
        }
        #expect(isWarmAtFirst)
        link.set(LinkFault(delayMilliseconds: 200))
        for world in [far, near] {
            #expect(
                try await eventually {
                    _ = try await world.tao.loader().objects(users)
                    return world.tao.cacheServerStates.map(\.state) == [.slow]
                })
        }
        let loader = far.tao.loader()
        _ = try await loader.objects(users)
        #expect(loader.trips.sqlCount == 1 && loader.trips.cacheCount == 1)

        for (number, user) in users.enumerated() {
            let outcome = try await far.commit {
                $0.updateObject(user, data: record("new \(number)"))
            }
            #expect(outcome.undelivered == [], "a slow server hears of it, late")
            #expect(try await text(near, user) == "new \(number)")
        }
        link.set(.none)
        let expected = users.indices.map { "new \($0)" as String? }
        for world in [far, near] {
            let isBack = try await eventually {
                let texts = try await world.tao.loader().objects(users).map { $0?.data.string(1) }
                #expect(texts == expected)
                return world.tao.cacheServerStates.map(\.state) == [.up]
            }
            #expect(isBack)
        }
        let isWarm = try await eventually {
            let texts = try await near.tao.loader().objects(users).map { $0?.data.string(1) }
            #expect(texts == expected)
            return try await near.sqlTrips { _ = try await $0.objects(users) } == 0
        }
        #expect(isWarm, "the cache is used again")
    }

    @Test func `while PostgreSQL is away a slow memcached is used all the same`() async throws {
        let user = try await far.user("cached")
        #expect(
            try await eventually { try await far.sqlTrips { _ = try await $0.object(user) } == 0 })
        link.set(LinkFault(delayMilliseconds: 200))
        #expect(
            try await eventually {
                _ = try await text(far, user)
                return far.tao.cacheServerStates[0].state == .slow
            })
        await far.services.stopPostgres()
        #expect(try await eventually { (try? await text(far, user)) == "cached" })
        link.set(.none)
        try await far.services.startPostgres()
    }

    @Test func `the first write after an idle connection was closed is delivered`() async throws {
        let user = try await far.user("0")
        for round in 1...12 {
            #expect(try await text(near, user) == "\(round - 1)")
            link.endConnections()
            let outcome = try await far.commit { $0.updateObject(user, data: record("\(round)")) }
            #expect(outcome.undelivered == [])
            for world in [far, near] { #expect(try await text(world, user) == "\(round)") }
        }
        #expect(try await eventually { try await far.outboxCount() == 0 }, "no tailer was needed")
    }

    @Test func `how long PostgreSQL takes is known from its reads, or asked`() async throws {
        let speed = far.tao.backends.storeSpeed
        let asked = try #require(await speed.milliseconds())
        #expect(asked > 0)
        speed.note(since: .now - .seconds(40))
        let known = try #require(await speed.milliseconds())
        #expect(known >= 40_000, "the first read is all that is known")
        speed.note(PostgresError(.poolExhausted, ""))
        #expect(await speed.milliseconds() == nil)
        await far.services.stopPostgres()
        try await Task.sleep(for: .milliseconds(TAOLimits.readTimeMilliseconds + 100))
        #expect(await speed.milliseconds() == nil)
        try await far.services.startPostgres()
    }

    private func text(_ world: World, _ user: ObjectID) async throws -> String? {
        try await world.tao.loader().object(user)?.data.string(1)
    }
}
