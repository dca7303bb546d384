import TestSupport
import Testing

@testable import Postgres

@Suite(.serialized) struct `Waiting for a connection` {
    @Test(
        .crosses(
            \PostgresLimits.Type.backoffMillisecondsMin,
            \PostgresLimits.Type.backoffMillisecondsMax))
    func `pauses before a new attempt to connect grow between two bounds`() {
        func bounds(_ milliseconds: Int) -> ClosedRange<Duration> {
            .milliseconds(milliseconds / 2) ... .milliseconds(milliseconds)
        }
        var backoff = Backoff()
        #expect(bounds(PostgresLimits.backoffMillisecondsMin).contains(backoff.next()))
        #expect(bounds(2 * PostgresLimits.backoffMillisecondsMin).contains(backoff.next()))
        for _ in 0..<10 { _ = backoff.next() }
        #expect(bounds(PostgresLimits.backoffMillisecondsMax).contains(backoff.next()))
    }

    /// All others are held, so nobody gives one back.
    @Test func `who asks in the pause after a failed attempt to connect is answered at its end`()
        async throws
    {
        let (database, other) = (
            try await freshDatabase { $0.connectionsMax = 2 }, try await freshDatabase()
        )
        try await database.transaction { transaction in
            let name = try await transaction.query("SELECT current_database()")[0].string(0)
            let close = Query(unescaped: "ALTER DATABASE \(name) ALLOW_CONNECTIONS false")
            _ = try await other.query(close)
            // The pauses grow, the first is shorter than a busy machine may take to come back.
            for _ in 0..<5 {
                let error = try await failure { try await database.ping() }
                try #require(error.kind == .unavailable)
            }
            let open = Query(unescaped: "ALTER DATABASE \(name) ALLOW_CONNECTIONS true")
            _ = try await other.query(open)
            try await database.ping()
        }
        await database.shutdown()
        await other.shutdown()
    }

    /// The server ends a transaction that is idle for longer than somebody may wait: if that comes
    /// first, the transaction fails.
    @Test func `whoever waits too long for a connection is refused`() async throws {
        let database = try await freshDatabase {
            $0.connectionsMax = 1
            $0.waitMilliseconds = 100
            $0.idleInTransactionMilliseconds = 4_000
        }
        try await database.transaction { transaction in
            _ = try await transaction.query("SELECT 1")
            let request = try await failure { _ = try await database.query("SELECT 1") }
            #expect(request.kind == .poolExhausted)
            let other = try await failure { try await database.transaction { _ in } }
            #expect(other.kind == .poolExhausted)
        }
        #expect(try await database.query("SELECT 1")[0].int32(0) == 1)
        await database.shutdown()
    }

    @Test func `whoever waits is served when the connection is given back`() async throws {
        let database = try await freshDatabase { $0.connectionsMax = 1 }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<5 {
                group.addTask {
                    try await database.transaction { transaction in
                        _ = try await transaction.query("SELECT pg_sleep(0.02)")
                    }
                }
                group.addTask { _ = try await database.query("SELECT 1") }
            }
            try await group.waitForAll()
        }
        await database.shutdown()
    }

    @Test func `more than a connection may hold waits in line`() async throws {
        let database = try await freshDatabase { $0.connectionsMax = 1 }
        let count = PostgresLimits.requestsPerConnectionMax * 3
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<count {
                group.addTask {
                    let row = try await database.query("SELECT \(number)")[0]
                    #expect(row.int(0) == number)
                }
            }
            try await group.waitForAll()
        }
        await database.shutdown()
    }

    @Test(.crosses(\PostgresLimits.Type.waitersMax))
    func `too long a line is refused at once, and those in it are served`() async throws {
        let database = try await freshDatabase { $0.connectionsMax = 1 }
        let (letGo, signal) = AsyncStream.makeStream(of: Void.self)
        let holding = try await hold(database, until: letGo)
        try await withThrowingTaskGroup(of: PostgresError?.self) { group in
            for _ in 0..<PostgresLimits.waitersMax + 10 {
                group.addTask {
                    do throws(PostgresError) {
                        _ = try await database.query("SELECT 1")
                        return nil
                    } catch {
                        return error
                    }
                }
            }
            for _ in 0..<10 { #expect(try await group.next()??.kind == .poolExhausted) }
            signal.finish()
            for try await error in group { #expect(error == nil) }
        }
        try await holding.value
        await database.shutdown()
    }

    /// Returns when a transaction has the only connection; it ends when the stream does.
    private func hold(
        _ database: Database, until end: AsyncStream<Void>
    ) async throws -> Task<Void, any Error> {
        let (begun, signal) = AsyncStream.makeStream(of: Void.self)
        let holding = Task {
            try await database.transaction { transaction in
                _ = try await transaction.query("SELECT 1")
                signal.finish()
                for await _ in end {}
            }
        }
        for await _ in begun {}
        return holding
    }
}
