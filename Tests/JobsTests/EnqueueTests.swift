import Postgres
import Testing

@testable import Jobs

@Suite struct `Adding jobs` {
    @Test func `a job is part of the transaction that adds it`() async throws {
        let database = try await jobsDatabase()
        _ = try? await database.pipeline([enqueueQuery(NewJob("a")), "SELECT 1 / 0"])
        #expect(try await jobCounts(queue: "default", in: database) == JobCounts())
        _ = try await database.pipeline([enqueueQuery(NewJob("a")), "SELECT 1"])
        #expect(try await jobCounts(queue: "default", in: database).waiting == 1)
        await database.shutdown()
    }

    @Test func `a unique key is there once`() async throws {
        let database = try await jobsDatabase()
        let first = try await enqueue("a", in: database) { $0.uniqueKey = "k" }
        #expect(first != nil)
        #expect(try await enqueue("a", in: database) { $0.uniqueKey = "k" } == nil)
        #expect(try await enqueue("a", in: database) { $0.uniqueKey = "other" } != nil)
        #expect(try await jobCounts(queue: "default", in: database).waiting == 2)

        // Many at once: still one.
        let added = try await withThrowingTaskGroup(of: Int64?.self) { group in
            for _ in 0..<20 {
                group.addTask { try await enqueue("a", in: database) { $0.uniqueKey = "race" } }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(added.compactMap { $0 }.count == 1)
        await database.shutdown()
    }

    @Test func `a unique key outlives its job for a day`() async throws {
        let database = try await jobsDatabase()
        let table = JobTable(database: database, queue: "default")
        try await enqueue("a", "secret", in: database) { $0.uniqueKey = "k" }
        let job = try #require(
            try await table.claim(kinds: ["a"], limit: 1, lease: .seconds(9)).first)
        #expect(try await table.complete(job))
        #expect(try await enqueue("a", in: database) { $0.uniqueKey = "k" } == nil)
        let payload = try await database.query("SELECT payload FROM jobs")
        #expect(payload[0].bytes(0) == [])

        try await table.prune()
        #expect(try await enqueue("a", in: database) { $0.uniqueKey = "k" } == nil)
        _ = try await database.query(
            "UPDATE jobs SET finished_at = now() - interval '24 hours 1 minute'")
        try await table.prune()
        #expect(try await enqueue("a", in: database) { $0.uniqueKey = "k" } != nil)
        await database.shutdown()
    }

    @Test func `payloads and keys have their limits`() async throws {
        let database = try await jobsDatabase()
        var job = NewJob("a", payload: Array(repeating: 1, count: JobsLimits.payloadBytesMax))
        _ = try await database.query(enqueueQuery(job))
        job.payload.append(1)
        let tooLong = try await refusal { _ = try await database.query(enqueueQuery(job)) }
        #expect(tooLong?.constraint == "jobs_payload_bytes")

        job = NewJob("a")
        for length in [JobsLimits.keyBytesMax, JobsLimits.keyBytesMax + 1] {
            job.orderKey = String(repeating: "k", count: length)
            job.uniqueKey = job.orderKey
            let error = try await refusal { _ = try await database.query(enqueueQuery(job)) }
            #expect(error?.constraint == (length > 200 ? "jobs_key_bytes" : nil))
        }
        await database.shutdown()
    }

    private func refusal(_ body: () async throws -> Void) async throws -> PostgresError? {
        do {
            try await body()
            return nil
        } catch let error as PostgresError {
            return error
        }
    }
}
