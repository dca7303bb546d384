import LocalServices
import Memcached
import Postgres
import Synchronization
import TestSupport
import Testing

@testable import TAO

/// Servers that die, freeze, restart and forget; each test has its own.
@Suite(.serialized, .timeLimit(.minutes(3))) struct FailureTests {
    @Test func `a writer that dies between COMMIT and delete is repaired by the tailer`()
        async throws
    {
        let world = try await World(services: try await TestServices.start())
        let user = try await world.user("old")
        _ = try await world.tao.loader().object(user)
        try await world.commitAndDie { $0.updateObject(user, data: record("new")) }
        #expect(
            try await world.tao.loader().object(user)?.data.string(1) == "old",
            "nobody has deleted the cached value: the test would prove nothing")
        world.tao.startTailer()
        let isRepaired = try await eventually {
            try await world.tao.loader().object(user)?.data.string(1) == "new"
        }
        #expect(isRepaired)
        #expect(try await eventually { try await world.outboxCount() == 0 })
        #expect(world.tao.tailerStatistics.rowsReplayed >= 1)
        await world.tao.shutdown()
    }

    @Test func `a write that was delivered leaves nothing in the outbox`() async throws {
        let world = try await World(services: try await TestServices.start())
        let user = try await world.user("a")
        try await world.commit { $0.updateObject(user, data: record("b")) }
        #expect(try await eventually { try await world.outboxCount() == 0 })
    }

    @Test func `the tailer keeps rows until memcached has processed their deletes`() async throws {
        let services = try await TestServices.start()
        let world = try await World(services: services, timeoutMilliseconds: 200)
        let user = try await world.user("old")
        _ = try await world.tao.loader().object(user)
        world.tao.startTailer()
        try await services.freeze()
        let outcome = try await world.commit { $0.updateObject(user, data: record("new")) }
        #expect(outcome.undelivered == ["o:\(user)"])
        try await Task.sleep(for: .milliseconds(800))
        #expect(try await world.outboxCount() == 1)
        #expect(world.tao.tailerStatistics.lagMilliseconds > 0)
        services.resumeMemcached()
        #expect(try await eventually { try await world.outboxCount() == 0 })
        #expect(try await world.tao.loader().object(user)?.data.string(1) == "new")
        await world.tao.shutdown()
    }

    @Test func `one of several tailers works at a time and another takes over`() async throws {
        let world = try await World(services: try await TestServices.start())
        let other = try await world.anotherGateway()
        world.tao.startTailer()
        #expect(try await eventually { world.tao.tailerStatistics.isHolder })
        other.tao.startTailer()
        try await Task.sleep(for: .milliseconds(400))
        #expect(!other.tao.tailerStatistics.isHolder)
        await world.tao.shutdown()
        #expect(try await eventually { other.tao.tailerStatistics.isHolder })
        await other.tao.shutdown()
    }

    @Test func `a frozen memcached loses no write and serves no old value when it thaws`()
        async throws
    {
        let services = try await TestServices.start()
        let world = try await World(services: services, timeoutMilliseconds: 200)
        let other = try await world.anotherGateway(timeoutMilliseconds: 200)
        let users = try await world.users(20) { "old \($0)" }
        for gateway in [world, other] {
            let isWarm = try await eventually {
                try await gateway.sqlTrips { _ = try await $0.objects(users) } == 0
            }
            #expect(isWarm)
        }
        try await services.freeze()
        for (number, user) in users.enumerated() {
            try await world.commit { $0.updateObject(user, data: record("new \(number)")) }
        }
        // No tailer runs: what saves us is that a server must forget before it may come back.
        services.resumeMemcached()
        let expected = users.indices.map { "new \($0)" as String? }
        for _ in 0..<200 {
            let texts = try await world.tao.loader().objects(users).map { $0?.data.string(1) }
            #expect(texts == expected)
            try await Task.sleep(for: .milliseconds(5))
        }
        #expect(world.cache.statistics[0].isUp)
        // The other gateway asked nothing meanwhile and knows nothing: the keys were deleted for it.
        let texts = try await other.tao.loader().objects(users).map { $0?.data.string(1) }
        #expect(texts == expected)
        for gateway in [world, other] {
            let isWarm = try await eventually {
                try await gateway.sqlTrips { _ = try await $0.objects(users) } == 0
            }
            #expect(isWarm, "the cache is used again")
        }
    }

    @Test func `a frozen memcached costs one time-out, not one for every read`() async throws {
        let services = try await TestServices.start()
        let world = try await World(services: services, timeoutMilliseconds: 200)
        let user = try await world.user("a")
        _ = try await world.tao.loader().object(user)
        let before = world.cache.statistics[0]
        try await services.freeze()
        let clock = ContinuousClock()
        var times: [Duration] = []
        for _ in 0..<1_000 {
            let begun = clock.now
            let text = try await world.tao.loader().object(user)?.data.string(1)
            times.append(clock.now - begun)
            #expect(text == "a")
        }
        times.sort()
        print("memcached frozen: p50 \(times[500]), p99 \(times[990]), slowest \(times[999])")
        let after = world.cache.statistics[0]
        #expect(!after.isUp)
        #expect(after.commands == before.commands, "only a probe talks to a server that is down")
        #expect(after.refusedRequests - before.refusedRequests >= 900)
        services.resumeMemcached()
        #expect(try await eventually { world.cache.statistics[0].isUp })
    }

    @Test func `no read fails while memcached is killed and comes back`() async throws {
        let services = try await TestServices.start()
        let world = try await World(services: services, timeoutMilliseconds: 300)
        let users = try await world.users(30)
        let end = ContinuousClock().now + .milliseconds(1_500)
        let reads = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<4 {
                group.addTask { try await readSteadily(world, users, until: end) }
            }
            for _ in 0..<2 {
                try await Task.sleep(for: .milliseconds(300))
                await services.stopMemcached()
                try await Task.sleep(for: .milliseconds(300))
                try await services.startMemcached()
            }
            return try await group.reduce(0, +)
        }
        #expect(reads > 20)
        let isWarm = try await eventually {
            try await world.sqlTrips { _ = try await $0.objects(users) } == 0
        }
        #expect(isWarm, "the cache is used again")
    }

    /// Reads objects whose texts are their numbers, again and again; how many times.
    private func readSteadily(
        _ world: World, _ users: [ObjectID], until end: ContinuousClock.Instant
    ) async throws -> Int {
        let expected = users.indices.map { "\($0)" as String? }
        var reads = 0
        while ContinuousClock().now < end {
            let texts = try await world.tao.loader().objects(users).map { $0?.data.string(1) }
            #expect(texts == expected)
            reads += 1
            try await Task.sleep(for: .milliseconds(1))
        }
        return reads
    }

    @Test func `reads and tailer outlive a restart of PostgreSQL`() async throws {
        let services = try await TestServices.start()
        let world = try await World(services: services)
        let user = try await world.user("a")
        world.tao.startTailer()
        try await services.restartPostgres()
        let isBack = try await eventually {
            (try? await world.tao.loader().object(user)?.data.string(1)) == "a"
        }
        #expect(isBack)
        try await world.commitAndDie { $0.updateObject(user, data: record("b")) }
        let isRepaired = try await eventually {
            try await world.outboxCount() == 0
        }
        #expect(isRepaired)
        #expect(try await world.tao.loader().object(user)?.data.string(1) == "b")
        await world.tao.shutdown()
    }

    @Test func `the auditor counts what is old and stays so, and nothing else`() async throws {
        let world = try await World(services: try await TestServices.start())
        let users = try await world.users(20)
        world.tao.startAuditor(oneIn: 1)
        _ = try await world.tao.loader().objects(users)
        try await Task.sleep(for: .milliseconds(50))
        for user in users {
            try await world.commit {
                $0.updateObject(user, data: record("new"))
                $0.addAssociation(user, Kinds.likes, users[0])
            }
        }
        let lists = users.map { AssociationListKey($0, Kinds.likes) }
        _ = try await world.tao.loader().objects(users)
        _ = try await world.tao.loader().associationCount(lists)
        try await world.commitAndDie { $0.updateObject(users[3], data: record("newer")) }
        #expect(try await eventually { world.tao.auditStatistics.compared >= 40 })
        #expect(try await eventually { world.tao.auditStatistics.inconsistent == 1 })
        try await Task.sleep(for: .milliseconds(600))
        #expect(world.tao.auditStatistics.inconsistent == 1)
        await world.tao.shutdown()
    }

    @Test func `a session can bypass what memcached was not told`() async throws {
        let services = try await TestServices.start()
        let world = try await World(services: services)
        let other = try await world.anotherGateway()
        let user = try await world.user("old")
        // Both have passed their gates, which delete what the outbox still names.
        for gateway in [world, other] { _ = try await gateway.tao.loader().object(user) }
        try await world.commitAndDie { $0.updateObject(user, data: record("new")) }
        #expect(try await other.tao.loader().object(user)?.data.string(1) == "old")
        let loader = other.tao.loader(bypassing: .items(["o:\(user)"]))
        #expect(try await loader.object(user)?.data.string(1) == "new")
    }
}

extension LocalServices {
    /// Stops memcached, and waits until the signal has surely arrived.
    func freeze() async throws {
        pauseMemcached()
        try await Task.sleep(for: .milliseconds(100))
    }
}

extension World {
    func outboxCount() async throws -> Int {
        try await database.query("SELECT count(*) FROM outbox")[0].int(0)
    }
}
