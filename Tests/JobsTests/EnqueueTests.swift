import Postgres
import TestSupport
import Testing

@testable import Jobs

@Suite struct `Adding jobs` {
    @Test func `a job is part of the transaction that adds it`() async throws {
        let database = try await jobsDatabase()
        let query = try Errand.job("").query
        _ = try? await database.pipeline([query, "SELECT 1 / 0"])
        #expect(try await JobLedger(database).counts() == [])
        _ = try await database.pipeline([query, "SELECT 1"])
        #expect(try await counts(database).waiting == 1)
        await database.shutdown()
    }

    @Test func `a unique key is there once`() async throws {
        let database = try await jobsDatabase()
        let first = try await enqueue(in: database) { $0.uniqueKey = "k" }
        #expect(first != nil)
        #expect(try await enqueue(in: database) { $0.uniqueKey = "k" } == nil)
        #expect(try await enqueue(in: database) { $0.uniqueKey = "other" } != nil)
        #expect(try await counts(database).waiting == 2)

        // Many at once: still one.
        let added = try await withThrowingTaskGroup(of: Int64?.self) { group in
            for _ in 0..<20 {
                group.addTask { try await enqueue(in: database) { $0.uniqueKey = "race" } }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(added.compactMap { $0 }.count == 1)
        await database.shutdown()
    }

    @Test(.crosses(\JobsLimits.Type.uniqueKeptHours))
    func `a unique key outlives its job for a day`() async throws {
        let database = try await jobsDatabase()
        let table = JobTable(database: database)
        try await enqueue("secret", in: database) { $0.uniqueKey = "k" }
        let job = try #require(
            try await table.claim(
                kinds: [Errand.name], hand: Turns.Hand(queues: [.default], size: 1),
                lease: .seconds(9)
            ).first)
        #expect(try await table.complete(job))
        #expect(try await enqueue(in: database) { $0.uniqueKey = "k" } == nil)
        let payload = try await database.query("SELECT payload FROM jobs")
        #expect(payload[0].bytes(0) == [])

        try await table.prune()
        #expect(try await enqueue(in: database) { $0.uniqueKey = "k" } == nil)
        _ = try await database.query(
            "UPDATE jobs SET finished_at = now() - interval '24 hours 1 minute'")
        try await table.prune()
        #expect(try await enqueue(in: database) { $0.uniqueKey = "k" } != nil)
        await database.shutdown()
    }

    @Test(.crosses(\JobsLimits.Type.payloadBytesMax, \JobsLimits.Type.keyBytesMax))
    func `payloads and keys have their limits`() async throws {
        let database = try await jobsDatabase()
        var job = try Errand.job("")
        job.payload = Array(repeating: 1, count: JobsLimits.payloadBytesMax)
        _ = try await database.query(job.query)
        job.payload.append(1)
        let tooLong = try await refusal { _ = try await database.query(job.query) }
        #expect(tooLong?.constraint == "jobs_payload_bytes")

        job = try Errand.job("")
        for length in [JobsLimits.keyBytesMax, JobsLimits.keyBytesMax + 1] {
            job.orderKey = String(repeating: "k", count: length)
            job.uniqueKey = job.orderKey
            let error = try await refusal { _ = try await database.query(job.query) }
            #expect(error?.constraint == (length > 200 ? "jobs_key_bytes" : nil))
        }
        await database.shutdown()
    }

    /// Its keys carry its name, so that kinds do not get into each other's way.
    private enum Keyed: JobKind {
        static let name = "keyed"
        static let queue = Queue.high
        static var retries: JobRetries {
            var retries = JobRetries()
            retries.attemptsMax = 7
            return retries
        }
        static func orderKey(of payload: [Int]) -> String? { "\(payload.count)" }
        static func uniqueKey(of payload: [Int]) -> String? { "\(payload)" }
        static func run(_ payload: [Int], in context: JobContext<Void>) async throws {}
    }

    @Test func `a row is what its kind says`() async throws {
        let database = try await jobsDatabase()
        _ = try await database.query(try Keyed.job([4, 2]).query)
        let row = try await database.query(
            "SELECT queue, kind, payload, order_key, unique_key, attempts_max FROM jobs")[0]
        #expect((0...4).map(row.string) == ["high", "keyed", "[4,2]", "keyed 2", "keyed [4, 2]"])
        #expect(row.int16(5) == 7)
        #expect(throws: EncodingError.self) { try Measured.job(.nan) }
        await database.shutdown()
    }

    private enum Measured: JobKind {
        static let name = "measured"
        static let queue = Queue.high
        static func run(_ payload: Double, in context: JobContext<Void>) async throws {}
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
