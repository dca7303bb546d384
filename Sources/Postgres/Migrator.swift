/// Brings the tables of a database up to date.
///
/// `directory` holds files named `NNNN_verb_phrase.sql`, numbered from 0001 without a gap. Those not
/// yet in the table `schema_migrations` are run in order, each in a transaction of its own together
/// with its row there. There is no way back. Processes that start at the same moment take turns, a
/// migration at a time (an advisory lock of the transaction, which a pooler does not lose).
///
/// - Returns: The names of the files applied now.
/// - Throws: `MigrationError` where files and table do not fit together, `PostgresError` where the
///   database refuses; then the files before the failing one have been applied.
@discardableResult
package func migrate(database: Database, directory: String) async throws -> [String] {
    let migrations = try Migration.all(in: directory)
    let configuration = database.configuration
    return try await withCheckedThrowingContinuation { continuation in
        let isStarted = startThread {
            continuation.resume(
                with: Result { try Migrator(configuration).apply(migrations) })
        }
        if !isStarted {
            continuation.resume(
                throwing: PostgresError(.unavailable, "no thread is left for the migration"))
        }
    }
}

/// Runs migrations on a connection of its own, blocking its thread.
private struct Migrator {
    /// Known to every process that migrates; any number will do ("tintype" on a telephone).
    private static let lock = 84_689_973
    private let server: ServerConnection

    init(_ configuration: DatabaseConfiguration) throws(PostgresError) {
        server = try connect(
            try configuration.parameters(hasTimeLimits: false),
            within: configuration.connectTimeout)
    }

    func apply(_ migrations: [Migration]) throws -> [String] {
        var names: [String] = []
        while let name = try applyNext(migrations) { names.append(name) }
        return names
    }

    /// Runs the first migration that the database does not have.
    ///
    /// - Returns: its name; nil if there is none. After an error the transaction ends with the
    ///   connection.
    private func applyNext(_ migrations: [Migration]) throws -> String? {
        try run("BEGIN")
        try run("SET LOCAL lock_timeout = \(PostgresLimits.migrationLockMilliseconds)")
        try run("SELECT pg_advisory_xact_lock(\(Self.lock))")
        try run(
            """
            CREATE TABLE IF NOT EXISTS schema_migrations (
                version integer PRIMARY KEY,
                name text NOT NULL,
                applied_at timestamptz NOT NULL DEFAULT now()
            )
            """)
        try run("ALTER TABLE schema_migrations ADD COLUMN IF NOT EXISTS checksum text")
        let applied = try applied()
        let pending = try Migration.pending(migrations, applied: applied)
        for (row, migration) in zip(applied, migrations) where row.checksum == nil {
            try run(
                "UPDATE schema_migrations SET checksum = '\(migration.checksum)' "
                    + "WHERE version = \(row.version)")
        }
        if let next = pending.first { try apply(next) }
        try run("COMMIT")
        return pending.first?.name
    }

    private func applied() throws(PostgresError) -> [Migration.Applied] {
        let rows = try run("SELECT version, name, checksum FROM schema_migrations ORDER BY version")
        return (0..<rows.rowCount).map { row in
            Migration.Applied(
                version: Int(rows.text(row: row, column: 0)) ?? 0,
                name: rows.text(row: row, column: 1),
                checksum: rows.isNull(row: row, column: 2) ? nil : rows.text(row: row, column: 2))
        }
    }

    /// The name has been checked and holds no quote; so does the checksum not.
    private func apply(_ migration: Migration) throws(PostgresError) {
        do throws(PostgresError) {
            try run(migration.sql)
        } catch {
            throw PostgresError(
                error.kind, "\(migration.name): \(error.message)", sqlState: error.sqlState)
        }
        let name = migration.name.split(separator: "'").joined(separator: "''")
        try run(
            "INSERT INTO schema_migrations (version, name, checksum) "
                + "VALUES (\(migration.version), '\(name)', '\(migration.checksum)')")
    }

    @discardableResult
    private func run(_ sql: String) throws(PostgresError) -> ServerResult {
        try server.execute(sql)
    }
}

extension ServerResult {
    /// A value that came as text.
    fileprivate func text(row: Int, column: Int) -> String {
        withBytes(row: row, column: column) { String(decoding: $0, as: UTF8.self) }
    }
}
