import Postgres

/// What time it is in PostgreSQL.
enum StoreTime {
    /// One row: Unix microseconds at the moment of the statement.
    static var now: Query {
        "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint"
    }
}
