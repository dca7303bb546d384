import LocalServices
import Memcached
import Postgres
import TestSupport
import Testing

@testable import TAO

/// Tailers that die, and how far the caches lag behind.
@Suite(.serialized, .timeLimit(.minutes(3))) struct TailerTests {
    @Test(.crosses(\TAOLimits.Type.tailerLeaseMilliseconds))
    func `a tailer that died is replaced when its lease has run out`() async throws {
        let world = try await World()
        let user = try await world.user("old")
        #expect(try await eventually { try await world.outboxCount() == 0 })
        _ = try await world.tao.loader().object(user)
        try await world.commitAndDie { $0.updateObject(user, data: record("new")) }
        _ = try await world.database.query(
            StoreOutbox.takeLease(StoreOutbox.tailer, holder: 1, milliseconds: 1_000))
        world.tao.startTailer()
        let isRepaired = try await eventually {
            try await world.tao.loader().object(user)?.data.string(1) == "new"
        }
        #expect(isRepaired)
        await world.tao.shutdown()
    }

    @Test func `deletes that were done already are harmless when they are repeated`()
        async throws
    {
        let world = try await World()
        let users = try await world.users(5) { _ in "old" }
        #expect(try await eventually { try await world.outboxCount() == 0 })
        for user in users {
            try await world.commitAndDie { $0.updateObject(user, data: record("new")) }
            // A tailer that was killed before it removed the row.
            #expect(await world.cache.delete(world.keys(.object(user))) == [])
        }
        let texts = try await world.tao.loader().objects(users).map { $0?.data.string(1) }
        #expect(texts == users.map { _ in "new" })
        #expect(try await world.outboxCount() == users.count)
        world.tao.startTailer()
        #expect(try await eventually { try await world.outboxCount() == 0 })
        #expect(world.tao.tailerStatistics.rowsReplayed == users.count)
        let again = try await world.tao.loader().objects(users).map { $0?.data.string(1) }
        #expect(again == texts)
        await world.tao.shutdown()
    }

    @Test(.crosses(\TAOLimits.Type.outboxOverdueMilliseconds))
    func `a process without the cache takes no lease and removes no row, but shows it`()
        async throws
    {
        let world = try await World()
        let user = try await world.user("old")
        #expect(try await eventually { try await world.outboxCount() == 0 })
        _ = try await world.tao.loader().object(user)
        let worker = world.uncached
        worker.startTailer()
        var write = GraphWrite()
        write.updateObject(user, data: record("new"))
        _ = try await worker.commit(write)
        _ = try await world.database.query(
            "UPDATE outbox SET created_at = created_at - interval '1 hour'")
        let isShown = try await eventually {
            let seen = worker.outboxStatistics
            return seen.overdueRows == 1 && seen.ageMilliseconds >= 3_600_000
        }
        #expect(isShown)
        #expect(try await world.outboxCount() == 1)
        let leases = try await world.database.query("SELECT count(*) FROM outbox_leases")
        #expect(leases[0].int(0) == 0)
        #expect(!worker.tailerStatistics.isHolder)
        #expect(
            try await world.tao.loader().object(user)?.data.string(1) == "old",
            "the cache still has it: the test would prove nothing")
        world.tao.startTailer()
        let isRepaired = try await eventually {
            try await world.tao.loader().object(user)?.data.string(1) == "new"
        }
        #expect(isRepaired)
        #expect(try await eventually { worker.outboxStatistics.overdueRows == 0 })
        await worker.shutdown()
        await world.tao.shutdown()
    }

    @Test func `the lag of every write is measured`() async throws {
        let world = try await World()
        let users = try await world.users(40)
        for user in users {
            try await world.commit { $0.updateObject(user, data: record("new")) }
        }
        let delivered = world.tao.lagStatistics
        #expect(delivered.count == users.count + 1)
        #expect(delivered.milliseconds(share: 0.99) > 0)
        print("others may see old values for \(delivered.milliseconds(share: 0.99)) ms (p99)")
        try await world.commitAndDie { $0.updateObject(users[0], data: record("newer")) }
        world.tao.startTailer()
        #expect(try await eventually { world.tao.lagStatistics.count > delivered.count })
        await world.tao.shutdown()
        let repaired = world.tao.lagStatistics
        let grace = Double(TAOLimits.outboxGraceMilliseconds)
        #expect(repaired.milliseconds(share: 1) >= grace)
        #expect(repaired.millisecondsMax >= grace)
        print("a writer that died: \(repaired.millisecondsMax) ms")
    }

    @Test func `percentiles are at most a quarter too large`() {
        var lag = LagStatistics()
        #expect(lag.milliseconds(share: 0.99) == 0)
        for number in 1...1_000 { lag.note(milliseconds: Double(number)) }
        for share in [0.01, 0.5, 0.9, 0.99, 1] {
            let told = lag.milliseconds(share: share)
            #expect(told >= share * 1_000 && told <= share * 1_250, "\(share): \(told)")
        }
        #expect(lag.millisecondsMax == 1_000 && lag.count == 1_000)
        lag.note(milliseconds: 0)
        lag.note(milliseconds: 1e30)
        #expect(lag.milliseconds(share: 0.0005) <= 0.005)
    }
}
