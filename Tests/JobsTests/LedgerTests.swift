import Postgres
import TestSupport
import Testing

@testable import Jobs

/// What an operator sees and does.
@Suite struct `The ledger of jobs` {
    /// So many dead jobs of a kind, the oldest first; their ids.
    private func bury<Kind: WorkKind>(
        _ count: Int, _ kind: Kind.Type, in database: Database
    ) async throws -> [Int64] {
        var ids: [Int64] = []
        for number in 0..<count {
            let id = try #require(try await enqueue(kind, "\(number)", in: database))
            _ = try await database.query(
                """
                UPDATE jobs SET state = 3, attempt = 10, last_error = 'why', finished_at = now()
                WHERE id = \(id)
                """)
            ids.append(id)
        }
        return ids
    }

    @Test func `counts the jobs of each queue and kind`() async throws {
        let database = try await jobsDatabase()
        let ledger = JobLedger(database)
        for _ in 0..<3 { try await enqueue(in: database) }
        try await enqueue(Hasty.self, in: database) { $0.delayMilliseconds = 60_000 }
        _ = try await bury(2, Digest.self, in: database)
        _ = try await JobTable(database: database).claim(
            kinds: [Errand.name], hand: Turns.Hand(queues: [.default], size: 1), lease: .seconds(9))
        try await Task.sleep(for: .milliseconds(30))
        let all = try await ledger.counts()
        #expect(
            all.map { "\($0.queue) \($0.kind)" } == [
                "default errand", "default hasty", "low digest",
            ])
        #expect(all.map(\.waiting) == [2, 1, 0])
        #expect(all.map(\.running) == [1, 0, 0])
        #expect(all.map(\.dead) == [0, 0, 2])
        #expect(all[0].oldestWaitMilliseconds >= 30)
        #expect(all[1].oldestWaitMilliseconds == 0)
        #expect(try await ledger.counts(queue: .low) == [all[2]])
        await database.shutdown()
    }

    @Test func `lists the dead, the newest first`() async throws {
        let database = try await jobsDatabase()
        let ledger = JobLedger(database)
        try await enqueue(in: database)
        let ids = try await bury(3, Errand.self, in: database)
        let other = try await bury(1, Digest.self, in: database)
        #expect(try await ledger.dead(queue: nil, limit: 9).map(\.id) == (ids + other).reversed())
        #expect(try await ledger.dead(queue: .default, limit: 2).map(\.id) == [ids[2], ids[1]])
        let job = try #require(try await ledger.dead(queue: .low, limit: 9).first)
        #expect(job.kind == "digest" && job.attempts == 10 && job.error == "why")
        await database.shutdown()
    }

    @Test func `lets one or all of the dead be tried once more, and done`() async throws {
        let database = try await jobsDatabase()
        let ledger = JobLedger(database)
        let journal = Journal()
        let ids = try await bury(3, Errand.self, in: database)
        let living = try #require(
            try await enqueue(in: database) { $0.delayMilliseconds = 600_000 })
        #expect(try await ledger.retry(living) == 0)
        #expect(try await ledger.retry(ids[1]) == 1)
        #expect(try await ledger.retry(ids[1]) == 0)
        let runner = runner(database) { text, context in
            journal.add("\(text) \(context.job.attempt)")
            // What it died of counts no more.
            #expect(!context.hasFailedBefore(with: PermanentJobFailure("why")))
            if text == "2" { throw Failed() }
        }
        try await running([runner]) {
            try await eventually("one") { journal.all == ["1 11"] }
            #expect(try await ledger.retry(nil) == 2)
            try await eventually("all") { journal.all.count == 3 }
            try await eventually("dead again") { try await counts(database).dead == 1 }
        }
        #expect(Set(journal.all) == ["1 11", "0 11", "2 11"])
        #expect(try await ledger.dead(queue: nil, limit: 9).map(\.id) == [ids[2]])
        await database.shutdown()
    }

    @Test func `discards a dead job and no other`() async throws {
        let database = try await jobsDatabase()
        let ledger = JobLedger(database)
        let id = try await bury(1, Errand.self, in: database)[0]
        let living = try #require(try await enqueue(in: database))
        #expect(try await ledger.discard(id))
        #expect(try await !ledger.discard(id))
        #expect(try await !ledger.discard(living))
        let left = try await counts(database)
        #expect(left.waiting == 1 && left.dead == 0)
        await database.shutdown()
    }

    @Test(.crosses(\JobsLimits.Type.deadKeptDays)) func `keeps the dead for thirty days`()
        async throws
    {
        let database = try await jobsDatabase()
        _ = try await bury(1, Errand.self, in: database)
        for (days, left) in [(29, 1), (31, 0)] {
            _ = try await database.query(
                "UPDATE jobs SET finished_at = now() - \(Double(days)) * interval '1 day'")
            try await JobTable(database: database).prune()
            #expect(try await counts(database).dead == left)
        }
        await database.shutdown()
    }

    @Test(.crosses(\JobsLimits.Type.deadCountMax)) func `keeps so many of the dead, the newest`()
        async throws
    {
        let database = try await jobsDatabase()
        _ = try await database.query(
            """
            INSERT INTO jobs (queue, kind, payload, attempts_max, state, finished_at, attempt)
            SELECT 'low', 'digest', '', 1, 3, now() - n * interval '1 second', 1
            FROM generate_series(1, \(JobsLimits.deadCountMax + 2)) AS series (n)
            """)
        try await enqueue(in: database)
        try await JobTable(database: database).prune()
        let left = try await counts(database)
        #expect(left.dead == JobsLimits.deadCountMax && left.waiting == 1)
        let oldest = try await database.query(
            """
            SELECT extract(epoch FROM now() - min(finished_at))::bigint FROM jobs WHERE state = 3
            """)[0].int(0)
        #expect(oldest >= JobsLimits.deadCountMax && oldest < JobsLimits.deadCountMax + 60)
        await database.shutdown()
    }
}
