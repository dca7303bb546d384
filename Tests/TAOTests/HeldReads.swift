import Postgres
import Testing

@testable import TAO

extension World {
    /// Holds every read of objects between its snapshot and its answer until `body` returns: what
    /// is written meanwhile, to `objects_fast`, comes after what the readers see. No clock decides.
    func holdingReads<Value: Sendable>(_ body: () async throws -> Value) async throws -> Value {
        _ = try await database.query("ALTER TABLE objects RENAME TO objects_fast")
        _ = try await database.query(
            """
            CREATE VIEW objects AS SELECT id, type, version, data FROM objects_fast
            WHERE pg_advisory_xact_lock_shared(1) IS NOT NULL
            """)
        let value = try await database.transaction { barrier in
            _ = try await barrier.query("SELECT 1 FROM pg_advisory_xact_lock(1)")
            return try await body()
        }
        return value
    }

    /// How many reads are held at this moment.
    func heldReads() async throws -> Int {
        try await database.query(
            """
            SELECT count(*) FROM pg_stat_activity
            WHERE datname = current_database() AND wait_event = 'advisory'
            """)[0].int(0)
    }
}
