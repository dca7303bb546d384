import Postgres
import Testing

@testable import Jobs

@Suite struct `Taking jobs` {
    private func fixture() async throws -> (Database, JobTable) {
        let database = try await jobsDatabase()
        return (database, JobTable(database: database))
    }

    private func take(
        _ table: JobTable, _ limit: Int = 10, from queues: [Queue] = [.default],
        lease: Duration = .seconds(30)
    ) async throws -> [Job] {
        let hand = Turns.Hand(queues: queues, size: limit)
        return try await table.claim(kinds: [Errand.name], hand: hand, lease: lease)
            .sorted { $0.id < $1.id }
    }

    @Test func `the first queue that has one gives it, the oldest first`() async throws {
        let (database, table) = try await fixture()
        for (text, queue) in [
            ("late", Queue.low), ("old", .default), ("new", .default), ("now", .critical),
        ] {
            try await enqueue(text, in: database) { $0.queue = queue }
        }
        let queues = [Queue.critical, .high, .default, .low]
        var order: [String] = []
        for _ in 0..<4 { order += try await take(table, 1, from: queues).map(\.text) }
        #expect(order == ["now", "old", "new", "late"])
        await database.shutdown()
    }

    @Test func `what others are taking is passed over`() async throws {
        let (database, table) = try await fixture()
        for queue in [Queue.low, .default, .critical, .critical] {
            try await enqueue(queue.rawValue, in: database) { $0.queue = queue }
        }
        let queues = [Queue.critical, .default, .low]
        try await database.transaction { transaction in
            _ = try await transaction.query(
                "SELECT FROM jobs WHERE queue = 'critical' ORDER BY id LIMIT 1 FOR UPDATE")
            let passed = try await take(table, 2, from: queues)
            #expect(Set(passed.map(\.text)) == ["critical", "default"])
        }
        #expect(try await take(table, 9, from: queues).map(\.text) == ["low", "critical"])
        await database.shutdown()
    }

    /// Otherwise a worker that asks at the same time would find nothing, and sleep.
    @Test func `what is not taken is not locked`() async throws {
        let (database, table) = try await fixture()
        let queues = [Queue.critical, .high, .default, .low]
        for queue in queues + [.critical] {
            try await enqueue(queue.rawValue, in: database) { $0.queue = queue }
        }
        let hand = Turns.Hand(queues: queues, size: 1)
        try await database.transaction { transaction in
            _ = try await transaction.query(
                JobTable.claiming(hand, of: [Errand.name], for: .seconds(9)))
            #expect(try await take(table, 9, from: queues).count == 4)
        }
        await database.shutdown()
    }

    @Test func `other queues, kinds and later times are left alone`() async throws {
        let (database, table) = try await fixture()
        try await enqueue(Digest.self, in: database)
        try await enqueue(Hasty.self, in: database)
        try await enqueue(in: database) { $0.delayMilliseconds = 60_000 }
        #expect(try await take(table, from: [.default, .low]).isEmpty)
        _ = try await database.query("UPDATE jobs SET run_at = run_at - interval '60 seconds'")
        #expect(try await take(table).count == 1)
        await database.shutdown()
    }

    @Test func `of a key one runs at a time, in order`() async throws {
        let (database, table) = try await fixture()
        for text in ["1", "2", "3"] {
            try await enqueue(text, in: database) { $0.orderKey = "k" }
        }
        try await enqueue("free", in: database)
        let first = try await take(table)
        #expect(first.map(\.text) == ["1", "free"])
        #expect(try await take(table).isEmpty)

        // A failure holds up those behind it; death lets them pass.
        try await table.fail(first[0], reason: "x", retryAfter: .seconds(60))
        #expect(try await take(table).isEmpty)
        _ = try await database.query("UPDATE jobs SET run_at = now()")
        let again = try await take(table)
        #expect(again.map(\.text) == ["1"])
        #expect(again[0].attempt == 2)
        try await table.fail(again[0], reason: "x", retryAfter: nil)
        #expect(try await take(table).map(\.text) == ["2"])
        await database.shutdown()
    }

    @Test func `the index forbids two running jobs of a key`() async throws {
        let (database, table) = try await fixture()
        for _ in 0..<2 { try await enqueue(in: database) { $0.orderKey = "k" } }
        _ = try await take(table)
        do {
            _ = try await database.query("UPDATE jobs SET state = 1")
            Issue.record("allowed")
        } catch {
            #expect(error.isUniqueViolation)
        }
        await database.shutdown()
    }

    @Test func `whoever lost a job cannot end it`() async throws {
        let (database, table) = try await fixture()
        try await enqueue(in: database)
        let lost = try await take(table, lease: .milliseconds(20))[0]
        try await Task.sleep(for: .milliseconds(40))
        try await table.rescue()
        let mine = try await take(table)[0]
        #expect(mine.id == lost.id && mine.attempt == 2)

        #expect(try await table.complete(lost) == false)
        try await table.fail(lost, reason: "x", retryAfter: nil)
        try await table.release([lost])
        #expect(try await table.extend([lost, mine], lease: .seconds(9)) == [mine.id])
        #expect(try await table.extend([lost], lease: .seconds(9)).isEmpty)
        #expect(try await table.complete(mine))
        #expect(try await isEmpty(database))
        await database.shutdown()
    }

    @Test func `effects are undone with the end of a lost job`() async throws {
        let (database, table) = try await fixture()
        _ = try await database.query("CREATE TABLE effects (id bigint)")
        try await enqueue(in: database) { $0.uniqueKey = "u" }
        let lost = try await take(table, lease: .milliseconds(20))[0]
        try await Task.sleep(for: .milliseconds(40))
        try await table.rescue()
        let mine = try await take(table)[0]
        for job in [lost, mine] {
            _ = try? await database.pipeline(["INSERT INTO effects VALUES (1)", job.completion])
        }
        #expect(try await database.query("SELECT count(*) FROM effects")[0].int(0) == 1)
        await database.shutdown()
    }

    @Test func `a worker that dies too often takes its job along, once it was given up`()
        async throws
    {
        let (database, table) = try await fixture()
        try await enqueue(in: database) { $0.attemptsMax = 2 }
        var spent: [Bool] = []
        for _ in 0..<5 {
            spent += try await take(table, lease: .milliseconds(10)).map(\.isSpent)
            try await Task.sleep(for: .milliseconds(20))
            try await table.rescue()
        }
        #expect(spent == [false, false, true, true, true])
        #expect(try await take(table).isEmpty)
        #expect(try await counts(database).dead == 1)
        await database.shutdown()
    }

    @Test func `a stop costs no attempt`() async throws {
        let (database, table) = try await fixture()
        try await enqueue(in: database) { $0.attemptsMax = 1 }
        for attempt in 1...3 {
            let job = try #require(try await take(table).first)
            #expect(Int(job.attempt) == attempt && !job.isSpent && !job.mayBeTriedAgain)
            try await table.release([job])
        }
        await database.shutdown()
    }
}
