import LocalServices
import Synchronization
import Testing

@testable import Postgres

/// What each new connection is asked before it is used, and what a server without room is taken for.
@Suite struct `Greetings` {
    private final class Told: Sendable {
        let answers = Mutex<[String?]>([])
    }

    @Test func `every connection is asked before it answers anything else`() async throws {
        let database = try await freshDatabase { $0.connectionsMax = 1 }
        let told = Told()
        database.greet(with: { "SELECT 'pid ' || pg_backend_pid()" }) { answer in
            told.answers.withLock { $0.append(answer) }
        }
        for connection in 1...3 {
            try await repeated { try await database.ping() }
            let pid = try await database.query("SELECT pg_backend_pid()")[0].int32(0)
            #expect(told.answers.withLock { $0.count } == connection)
            #expect(told.answers.withLock { $0.last } == "pid \(pid)")
            _ = try? await database.query("SELECT pg_terminate_backend(pg_backend_pid())")
        }
        await database.shutdown()
    }

    @Test func `a refused question is told as nothing, and the connection is good`() async throws {
        let database = try await freshDatabase { $0.connectionsMax = 1 }
        let told = Told()
        for question: Query? in ["SELECT 1/0", "SELECT NULL::text", "SELECT 'x' WHERE false", nil] {
            database.greet(with: { question }) { answer in
                told.answers.withLock { $0.append(answer) }
            }
        }
        #expect(try await database.query("SELECT 5::bigint")[0].int64(0) == 5)
        #expect(told.answers.withLock { $0 } == [nil, nil, nil])
        await database.shutdown()
    }

    @Test func `a server without room is known as such`() async throws {
        let database = try await freshDatabase()
        try await database.ping()
        #expect(!database.isDiskFull)
        await #expect(throws: PostgresError.self) {
            _ = try await database.query(
                """
                DO 'BEGIN RAISE EXCEPTION USING ERRCODE = ''53100''; END'
                """)
        }
        #expect(database.isDiskFull)
        try await database.ping()
        await database.shutdown()
    }
}
