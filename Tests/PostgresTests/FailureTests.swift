import LocalServices
import TestSupport
import Testing

@testable import Postgres

@Suite(.serialized) struct `Failures` {
    @Test func `a slow statement ends at its time limit and the connection lives on`() async throws
    {
        let database = try await freshDatabase {
            $0.connectionsMax = 1
            $0.statementTimeoutMilliseconds = 1_000
        }
        let before = try await database.query("SELECT pg_backend_pid()")[0].int32(0)
        let error = try await failure { _ = try await database.query("SELECT pg_sleep(60)") }
        #expect(error.kind == .timeout)
        #expect(error.sqlState == "57014")
        #expect(try await database.query("SELECT pg_backend_pid()")[0].int32(0) == before)
        await database.shutdown()
    }

    @Test func `a frozen server is given up and comes back`() async throws {
        let services = try await TestServices.start()
        let database = try Database(
            configuration(url: services.databaseURL) {
                $0.connectionsMax = 2
                $0.statementTimeoutMilliseconds = 1_000
                $0.connectTimeoutMilliseconds = 1_000
            })
        _ = try await database.query("SELECT 1")
        services.pausePostgres()
        let clock = ContinuousClock()
        for _ in 0..<3 {
            let time = try await clock.measure {
                let error = try await failure { _ = try await database.query("SELECT 1") }
                #expect(error.kind == .timeout || error.kind == .unavailable)
            }
            print("PostgreSQL frozen: an error after \(time)")
        }
        services.resumePostgres()
        let row = try await repeated { try await database.query("SELECT 2")[0] }
        #expect(row.int32(0) == 2)
        await database.shutdown()
        await services.stop()
    }

    @Test func `a frozen server in the middle of a transaction`() async throws {
        let services = try await TestServices.start()
        let database = try Database(
            configuration(url: services.databaseURL) { $0.statementTimeoutMilliseconds = 1_000 })
        _ = try await database.query("CREATE TABLE t (id bigint)")
        let error = try await failure {
            try await database.transaction { transaction in
                _ = try await transaction.query("INSERT INTO t VALUES (1)")
                services.pausePostgres()
                _ = try await transaction.query("INSERT INTO t VALUES (2)")
            }
        }
        #expect(error.kind == .timeout)
        services.resumePostgres()
        let count = try await repeated { try await database.query("SELECT count(*) FROM t")[0] }
        #expect(count.int64(0) == 0)
        await database.shutdown()
        await services.stop()
    }

    @Test func `a restart of the server is an error and then forgotten`() async throws {
        let services = try await TestServices.start()
        let database = try Database(configuration(url: services.databaseURL))
        async let running = failure { _ = try await database.query("SELECT pg_sleep(4)") }
        _ = try await database.query("SELECT \(1)")
        await services.stopPostgres()
        let lost = try await running
        #expect(lost.kind == .unavailable)
        let error = try await failure { _ = try await database.query("SELECT \(1)") }
        #expect(error.kind == .unavailable)
        try await services.startPostgres()
        #expect(try await repeated { try await database.query("SELECT \(3)")[0].int(0) } == 3)

        try await services.restartPostgres()
        // Idle connections noticed by themselves that they are gone.
        try await Task.sleep(for: .seconds(1))
        #expect(try await database.query("SELECT \(4)")[0].int(0) == 4)
        await database.shutdown()
        await services.stop()
    }

    @Test(arguments: [
        "could not commit transaction for shard 102008 on at least one active node",
        "failure on connection marked as essential: 127.0.0.1:5432",
        "terminating connection due to administrator command",
        "server closed the connection unexpectedly",
    ])
    func `a node that a Citus cluster has lost is no refusal`(message: String) async throws {
        let database = try await freshDatabase { $0.connectionsMax = 1 }
        func kind(of message: String) async throws -> PostgresError.Kind {
            let sql = "DO $$ BEGIN RAISE '\(message)' USING ERRCODE = 'XX000'; END $$"
            return try await failure { _ = try await database.query(Query(unescaped: sql)) }.kind
        }
        #expect(try await kind(of: message) == .unavailable)
        #expect(try await kind(of: "cache lookup failed for type 1") == .server)
        await database.shutdown()
    }

    @Test func `a transaction does not go on over a new connection`() async throws {
        let database = try await freshDatabase()
        _ = try await database.query("CREATE TABLE t (id bigint)")
        let error = try await failure {
            try await database.transaction { transaction in
                let pid = try await transaction.query("SELECT pg_backend_pid()")[0].int32(0)
                _ = try await transaction.query("INSERT INTO t VALUES (1)")
                _ = try await database.query("SELECT pg_terminate_backend(\(pid))")
                _ = try? await transaction.query("INSERT INTO t VALUES (2)")
                _ = try await transaction.query("INSERT INTO t VALUES (3)")
            }
        }
        #expect(error.kind == .unavailable)
        #expect(try await database.query("SELECT count(*) FROM t")[0].int64(0) == 0)
        await database.shutdown()
    }

    @Test func `a killed session says why`() async throws {
        let database = try await freshDatabase()
        let other = try await freshDatabase()
        let pid = Task {
            try await database.query("SELECT pg_backend_pid(), pg_sleep(17)")
        }
        let killed = try await repeated {
            let rows = try await other.query(
                """
                SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                WHERE query LIKE '%pg_sleep(17)%' AND wait_event = 'PgSleep'
                """)
            if rows.isEmpty { throw Cancelled() }
            return rows.count
        }
        #expect(killed == 1)
        let error = try await failure { _ = try await pid.value }
        #expect(error.kind == .unavailable)
        #expect(error.sqlState == "57P01")
        await database.shutdown()
        await other.shutdown()
    }

    @Test func `a server that is not there is told at once`() async throws {
        let database = try Database(url: "host=/nowhere dbname=x user=y")
        for _ in 0..<50 {
            let error = try await failure { _ = try await database.query("SELECT 1") }
            #expect(error.kind == .unavailable)
        }
        await database.shutdown()
    }

    @Test func `a ping is answered while the server is there`() async throws {
        let services = try await TestServices.start()
        let database = try Database(configuration(url: services.databaseURL))
        try await database.ping()
        await services.stopPostgres()
        let gone = try await failure { try await database.ping() }
        #expect(gone.kind == .unavailable)
        try await services.startPostgres()
        try await repeated { try await database.ping() }
        await database.shutdown()
        await services.stop()
    }

    @Test func `everybody is answered while sessions are killed at random`() async throws {
        let database = try await freshDatabase()
        let killer = try await freshDatabase { $0.connectionsMax = 1 }
        let name = try await database.query("SELECT current_database()::text")[0].string(0)
        _ = try await database.query("CREATE TABLE t (id bigint PRIMARY KEY)")
        let killing = Task {
            while !Task.isCancelled {
                _ = try? await killer.query(
                    """
                    SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                    WHERE datname = \(name) ORDER BY random() LIMIT 2
                    """)
                try? await Task.sleep(for: .milliseconds(10))
            }
        }
        let done = await withTaskGroup(of: Int.self) { group in
            for number in 0..<2_000 {
                group.addTask {
                    do {
                        switch number % 3 {
                        case 0:
                            try await database.transaction { transaction in
                                _ = try await transaction.query("INSERT INTO t VALUES (\(number))")
                                _ = try await transaction.query("SELECT 1")
                            }
                        case 1:
                            let rows = try await database.read(["SELECT \(number)", "SELECT 1"])
                            #expect(rows[0][0].int(0) == number)
                        default:
                            let row = try await database.query("SELECT \(number), pg_sleep(0.001)")[
                                0]
                            #expect(row.int(0) == number)
                        }
                        return 1
                    } catch {
                        let kind = (error as? PostgresError)?.kind
                        #expect(kind == .unavailable || kind == .poolExhausted, "\(error)")
                        return 0
                    }
                }
            }
            return await group.reduce(0, +)
        }
        killing.cancel()
        await killing.value
        #expect(done > 0)
        #expect(try await repeated { try await database.query("SELECT 1")[0].int32(0) } == 1)
        await database.shutdown()
        await killer.shutdown()
    }

    @Test func `shutting down answers everybody`() async throws {
        let database = try await freshDatabase()
        let outcomes = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<200 {
                group.addTask {
                    (try? await database.query("SELECT \(number)")) != nil
                }
            }
            group.addTask {
                await database.shutdown()
                return true
            }
            return await group.reduce(into: 0) { count, _ in count += 1 }
        }
        #expect(outcomes == 201)
        let error = try await failure { _ = try await database.query("SELECT 1") }
        #expect(error.kind == .unavailable)
        await database.shutdown()
    }

    @Test func `a database that is let go closes its connections`() async throws {
        let watcher = try await freshDatabase()
        do {
            let url = watcher.configuration.url + "&application_name=short-lived"
            let database = try Database(url: url)
            _ = try await database.query("SELECT 1")
        }
        let left = try await repeated {
            let count = try await watcher.query(
                "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'short-lived'")
            guard count[0].int64(0) == 0 else { throw Cancelled() }
            return count[0].int64(0)
        }
        #expect(left == 0)
        await watcher.shutdown()
    }
}
