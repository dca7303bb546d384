import Foundation
import LocalServices
import TestSupport
import Testing

@testable import Postgres

/// pgbouncer in transaction mode stands before the database.
@Suite(.serialized, .timeLimit(.minutes(4))) struct `Behind a pooler` {
    private func pooled(
        _ pooler: LocalPooler, _ url: String,
        _ change: (inout DatabaseConfiguration) -> Void = { _ in }
    ) throws -> Database {
        try Database(
            configuration(url: pooler.url(of: url)) { configuration in
                configuration.isPooled = true
                change(&configuration)
            })
    }

    @Test func `many clients share few sessions of the server`() async throws {
        let services = try await TestServices.start()
        let url = try await services.freshDatabase()
        let pooler = try await services.startPooler(sessions: 2)
        let clients = try (0..<3).map { _ in try pooled(pooler, url) }
        _ = try await clients[0].query("CREATE TABLE t (id bigint PRIMARY KEY, n bigint)")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<600 {
                let client = clients[number % clients.count]
                group.addTask { try await use(client, number) }
            }
            try await group.waitForAll()
        }
        let sum = try await clients[1].query("SELECT count(*), sum(n)::bigint FROM t")[0]
        #expect(sum.int(0) == 300 && sum.int(1) == 450)
        let sessions: Query = """
            SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
            """
        #expect(try await clients[2].query(sessions)[0].int(0) <= 2)
        let prepared: Query = "SELECT count(*) FROM pg_prepared_statements"
        #expect(try await clients[0].query(prepared)[0].int(0) == 0)
        for client in clients { await client.shutdown() }
        await pooler.stop()
        await services.stop()
    }

    /// One of each kind of request.
    private func use(_ client: Database, _ number: Int) async throws {
        switch number % 4 {
        case 0:
            let rows = try await client.read(["SELECT \(number)", "SELECT \("\(number)")"])
            #expect(rows[0][0].int(0) == number && rows[1][0].string(0) == "\(number)")
        case 1:
            let insert: Query = "INSERT INTO t VALUES (\(number), 1)"
            _ = try await client.pipeline([insert, "UPDATE t SET n = 2 WHERE id = \(number)"])
        case 2:
            try await client.transaction { transaction in
                _ = try await transaction.query("INSERT INTO t VALUES (\(number), 0)")
                _ = try await transaction.query("UPDATE t SET n = 1 WHERE id = \(number)")
            }
        default:
            // What fails leaves nothing behind for whoever has the session next.
            let error = try await failure {
                _ = try await client.pipeline([
                    "INSERT INTO t VALUES (\(number), 7)", "SELECT 1 / (\(number) - \(number))",
                ])
            }
            #expect(error.sqlState == "22012")
            await #expect(throws: Cancelled.self) {
                try await client.transaction { transaction in
                    _ = try await transaction.query("INSERT INTO t VALUES (\(number), 8)")
                    throw Cancelled()
                }
            }
        }
    }

    @Test func `our time limits hold`() async throws {
        let services = try await TestServices.start()
        let pooler = try await services.startPooler(sessions: 2)
        let client = try pooled(pooler, services.databaseURL) {
            $0.statementTimeoutMilliseconds = 300
        }
        let begun = ContinuousClock.now
        let error = try await failure { _ = try await client.query("SELECT pg_sleep(20)") }
        #expect(error.kind == .timeout && ContinuousClock.now - begun < .seconds(10))
        #expect(try await repeated { try await client.query("SELECT \(5)")[0].int(0) } == 5)
        await client.shutdown()
        await pooler.stop()
        await services.stop()
    }

    @Test func `migrations run, one process at a time`() async throws {
        let services = try await TestServices.start()
        let pooler = try await services.startPooler(sessions: 3)
        let client = try pooled(pooler, services.databaseURL)
        let folder =
            URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().path + "/migrations"
        let applied = try await withThrowingTaskGroup(of: [String].self) { group in
            for _ in 0..<4 {
                group.addTask { try await migrate(database: client, directory: folder) }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(applied.sorted() == (try Migration.all(in: folder)).map(\.name))
        #expect(try await SchemaState(of: client, directory: folder) == .current)
        await client.shutdown()
        await pooler.stop()
        await services.stop()
    }

    /// Before, this was "prepared statement \"s1\" already exists" and INTERNAL for clients.
    @Test func `who does not say so is told`() async throws {
        let services = try await TestServices.start()
        let strict = try await services.startPooler(sessions: 1)
        let refused = try Database(configuration(url: strict.url(of: services.databaseURL)))
        let error = try await failure { try await refused.ping() }
        #expect(error.isForPooled && error.kind == .unavailable, "\(error)")
        let lax = try await services.startPooler(
            sessions: 1, port: 6433, ignoring: ["options"])
        let clients = try (0..<2).map { _ in
            try Database(configuration(url: lax.url(of: services.databaseURL)))
        }
        let second = try await failure {
            for client in clients + clients { try await client.ping() }
        }
        #expect(second.isForPooled && second.sqlState == "42P05", "\(second)")
        for client in clients + [refused] { await client.shutdown() }
        for pooler in [strict, lax] { await pooler.stop() }
        await services.stop()
    }
}
