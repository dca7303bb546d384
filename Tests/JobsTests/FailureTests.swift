import Postgres
import TestSupport
import Testing

@testable import Jobs

/// What counts as a failure of a job, and as the same one.
@Suite(.serialized) struct `Failures of jobs` {
    @Test func `one that a stop calls off has not failed, whatever it throws`() async throws {
        let database = try await jobsDatabase()
        let journal = Journal()
        for text in ["own", "permanent", "late"] {
            try await enqueue(text, in: database) { $0.uniqueKey = text }
        }
        let runner = runner(database, quick { $0.stopMilliseconds = 800 }) { text, _ in
            journal.add(text)
            try? await Task.sleep(for: text == "late" ? .milliseconds(200) : .seconds(30))
            if text == "permanent" { throw PermanentJobFailure("why") }
            throw Failed()
        }
        try await running([runner]) { try await eventually("begun") { journal.all.count == 3 } }
        let rows = try await database.query(
            """
            SELECT unique_key, state, coalesce(last_error, ''), attempts_max - attempt
            FROM jobs ORDER BY unique_key
            """)
        let most = Int(JobsLimits.attemptsMax)
        // That of its own gave its attempt back; the one that failed while it was let run did not.
        #expect(
            rows.map { "\($0.string(0)) \($0.int(1)) \($0.string(2)) \($0.int(3))" } == [
                "late 0 Failed \(most - 1)", "own 0  \(most)", "permanent 3 why \(most - 1)",
            ])
        await database.shutdown()
    }

    @Test func `only a failure for the same reason has been there before`() async throws {
        struct Other: Error {}
        let database = try await jobsDatabase()
        let journal = Journal()
        try await enqueue(Hasty.self, in: database) { $0.attemptsMax = 9 }
        let runner = runner(database) { _, context in
            let hasFailed = context.hasFailedBefore(with: Failed())
            journal.add("\(context.job.attempt) \(hasFailed)")
            if context.job.attempt == 1 { throw Other() }
            if !hasFailed { throw Failed() }
        }
        try await running([runner]) { try await eventually("done") { try await isEmpty(database) } }
        #expect(journal.all == ["1 false", "2 false", "3 true"])
        await database.shutdown()
    }
}
