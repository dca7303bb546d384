import LocalServices
import TestSupport
import Testing

@testable import Postgres

/// What was under way, or known, when the server went.
@Suite(.serialized) struct `Restarts` {
    /// Outside of a transaction a statement the server does not know is sent again; within one,
    /// that would be too late.
    @Test func `statements that were prepared before a restart are prepared again`() async throws {
        let services = try await TestServices.start()
        let database = try Database(
            configuration(url: services.databaseURL) { $0.connectionsMax = 1 })
        for number in 1...3 {
            let found = try await database.transaction { transaction in
                try await transaction.query("SELECT \(number)")[0].int(0)
            }
            #expect(found == number)
            let prepared = try await database.query(
                "SELECT count(*) FROM pg_prepared_statements WHERE statement = 'SELECT $1'")
            #expect(prepared[0].int(0) == 1)
            try await services.restartPostgres()
            try await repeated { try await database.ping() }
        }
        await database.shutdown()
        await services.stop()
    }

    /// COMMIT waits for a replica that is not there when the session ends: the rows are there, and
    /// nobody was told so. Only the caller can know whether to write again.
    @Test func `a write that is done and not answered is not sent again`() async throws {
        let services = try await TestServices.start(isReplicated: true)
        let database = try Database(configuration(url: services.databaseURL))
        _ = try await database.query("CREATE TABLE t (id bigint)")
        _ = try await database.query("ALTER SYSTEM SET synchronous_standby_names = 'nobody'")
        try await services.restartPostgres()
        try await repeated { try await database.ping() }
        let write: @Sendable (Int64) -> [Query] = { id in
            ["SELECT set_config('synchronous_commit', 'on', true)", "INSERT INTO t VALUES (\(id))"]
        }
        async let alone = failure { _ = try await database.pipeline(write(1)) }
        async let transaction = failure {
            try await database.transaction { _ = try await $0.pipeline(write(2)) }
        }
        try await repeated {
            let waiting = try await database.query(
                "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'")
            if waiting[0].int(0) != 2 { throw Cancelled() }
        }
        _ = try await database.query(
            """
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'
            """)
        #expect(try await alone.kind == .unavailable)
        #expect(try await transaction.kind == .unavailable)
        let rows = try await repeated { try await database.query("SELECT id FROM t ORDER BY id") }
        #expect(rows.map { $0.int64(0) } == [1, 2])
        await database.shutdown()
        await services.stop()
    }
}
