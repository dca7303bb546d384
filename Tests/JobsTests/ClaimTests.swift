import Postgres
import Testing

@testable import Jobs

@Suite struct `Taking jobs` {
    private func fixture() async throws -> (Database, JobTable) {
        let database = try await jobsDatabase()
        return (database, JobTable(database: database, queue: "default"))
    }

    private func take(
        _ table: JobTable, _ limit: Int = 10, lease: Duration = .seconds(30)
    ) async throws -> [Job] {
        try await table.claim(kinds: ["a"], limit: limit, lease: lease).sorted { $0.id < $1.id }
    }

    @Test func `the most urgent come first, then the oldest`() async throws {
        let (database, table) = try await fixture()
        for (text, priority) in [("late", 5), ("old", 0), ("new", 0), ("now", -5)] {
            try await enqueue("a", text, in: database) { $0.priority = Int16(priority) }
        }
        var order: [String] = []
        for _ in 0..<4 { order += try await take(table, 1).map(\.text) }
        #expect(order == ["now", "old", "new", "late"])
        await database.shutdown()
    }

    @Test func `other queues, kinds and later times are left alone`() async throws {
        let (database, table) = try await fixture()
        try await enqueue("a", in: database) { $0.queue = "elsewhere" }
        try await enqueue("b", in: database)
        try await enqueue("a", in: database) { $0.delayMilliseconds = 60_000 }
        #expect(try await take(table).isEmpty)
        _ = try await database.query("UPDATE jobs SET run_at = run_at - interval '60 seconds'")
        #expect(try await take(table).count == 1)
        await database.shutdown()
    }

    @Test func `of a key one runs at a time, in order`() async throws {
        let (database, table) = try await fixture()
        for text in ["1", "2", "3"] {
            try await enqueue("a", text, in: database) { $0.orderKey = "k" }
        }
        try await enqueue("a", "free", in: database)
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
        for _ in 0..<2 { try await enqueue("a", in: database) { $0.orderKey = "k" } }
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
        try await enqueue("a", in: database)
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
        try await enqueue("a", in: database) { $0.uniqueKey = "u" }
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

    @Test func `a worker that dies too often takes its job along`() async throws {
        let (database, table) = try await fixture()
        try await enqueue("a", in: database) { $0.attemptsMax = 2 }
        for _ in 0..<2 {
            #expect(try await take(table, lease: .milliseconds(10)).count == 1)
            try await Task.sleep(for: .milliseconds(20))
            try await table.rescue()
        }
        #expect(try await take(table).isEmpty)
        #expect(try await table.counts().dead == 1)
        #expect(try await retryDeadJobs(queue: "default", in: database) == 1)
        #expect(try await take(table)[0].attempt == 3)
        await database.shutdown()
    }

    @Test func `dead jobs are kept for thirty days`() async throws {
        let (database, table) = try await fixture()
        try await enqueue("a", in: database)
        try await table.fail(try await take(table)[0], reason: "x", retryAfter: nil)
        _ = try await database.query("UPDATE jobs SET finished_at = now() - interval '29 days'")
        try await table.prune()
        #expect(try await table.counts().dead == 1)
        _ = try await database.query("UPDATE jobs SET finished_at = now() - interval '31 days'")
        try await table.prune()
        #expect(try await table.counts().dead == 0)
        await database.shutdown()
    }

    @Test func `counts say what is going on`() async throws {
        let (database, table) = try await fixture()
        for _ in 0..<3 { try await enqueue("a", in: database) }
        _ = try await take(table, 1)
        try await Task.sleep(for: .milliseconds(30))
        let counts = try await table.counts()
        #expect(counts.waiting == 2 && counts.running == 1 && counts.dead == 0)
        #expect(counts.oldestWaitMilliseconds >= 30)
        await database.shutdown()
    }
}
