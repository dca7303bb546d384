import Foundation

/// Brings the tables of a database up to date.
///
/// `directory` holds files named `NNNN_verb_phrase.sql`, numbered from 0001 without a gap. Those not
/// yet in the table `schema_migrations` are run in order, each in a transaction of its own together
/// with its row there. There is no way back. Processes that start at the same moment take turns
/// (a session-level advisory lock).
///
/// - Returns: The names of the files applied now.
/// - Throws: `MigrationError` where files and table do not fit together, `PostgresError` where the
///   database refuses; then the files before the failing one have been applied.
@discardableResult
package func migrate(database: Database, directory: String) async throws -> [String] {
    let migrations = try Migration.all(in: directory)
    let configuration = database.configuration
    return try await withCheckedThrowingContinuation { continuation in
        startThread {
            continuation.resume(
                with: Result { try Migrator(configuration).apply(migrations) })
        }
    }
}

/// Why the files of a folder cannot be applied.
package enum MigrationError: Error, Equatable, CustomStringConvertible {
    case unreadable(path: String)
    case badName(file: String)
    /// The numbers are not 1, 2, 3, …
    case outOfOrder(file: String, expected: Int)
    /// The database has this migration, and the folder another one or none of that number.
    case changed(version: Int, applied: String, found: String?)

    /// One sentence for the person who migrates.
    package var description: String {
        switch self {
        case .unreadable(let path):
            "The migrations in \(path) cannot be read."
        case .badName(let file):
            "The migration \(file) is not named like 0001_create_tables.sql."
        case .outOfOrder(let file, let expected):
            "The migration \(file) should have the number \(expected): numbers have no gaps and "
                + "no duplicates."
        case .changed(let version, let applied, let found):
            "The database was migrated with \(applied) as number \(version), but the folder has "
                + "\(found ?? "no such number"); migrations that were applied cannot change."
        }
    }
}

/// A file of SQL and its number.
struct Migration: Sendable {
    let version: Int
    /// Of the file, without the folder.
    let name: String
    let sql: String

    /// The migrations of a folder, in order; other files than `*.sql` are left alone.
    static func all(in directory: String) throws(MigrationError) -> [Migration] {
        guard let files = try? FileManager.default.contentsOfDirectory(atPath: directory) else {
            throw .unreadable(path: directory)
        }
        var migrations: [Migration] = []
        for file in files.sorted() where file.hasSuffix(".sql") {
            let expected = migrations.count + 1
            guard let separator = file.firstIndex(of: "_"), file[..<separator].count == 4,
                let version = Int(file[..<separator])
            else { throw .badName(file: file) }
            guard version == expected else { throw .outOfOrder(file: file, expected: expected) }
            guard let bytes = FileManager.default.contents(atPath: directory + "/" + file) else {
                throw .unreadable(path: directory + "/" + file)
            }
            let sql = String(decoding: bytes, as: UTF8.self)
            migrations.append(Migration(version: version, name: file, sql: sql))
        }
        return migrations
    }

    /// Compares what a database has with what a folder has.
    ///
    /// - Returns: What is to be applied.
    static func pending(
        _ migrations: [Migration], applied: [(version: Int, name: String)]
    ) throws(MigrationError) -> [Migration] {
        for (index, row) in applied.enumerated() {
            let found = index < migrations.count ? migrations[index] : nil
            guard let found, found.version == row.version, found.name == row.name else {
                throw .changed(version: row.version, applied: row.name, found: found?.name)
            }
        }
        return Array(migrations.dropFirst(applied.count))
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
        try run("SET lock_timeout = \(PostgresLimits.migrationLockMilliseconds)")
        try run("SELECT pg_advisory_lock(\(Self.lock))")
        try run(
            """
            CREATE TABLE IF NOT EXISTS schema_migrations (
                version integer PRIMARY KEY,
                name text NOT NULL,
                applied_at timestamptz NOT NULL DEFAULT now()
            )
            """)
        let rows = try run("SELECT version, name FROM schema_migrations ORDER BY version")
        let applied = (0..<rows.rowCount).map { row in
            let version = Int(rows.text(row: row, column: 0)) ?? 0
            return (version: version, name: rows.text(row: row, column: 1))
        }
        let pending = try Migration.pending(migrations, applied: applied)
        for migration in pending { try apply(migration) }
        // The lock ends with the connection.
        return pending.map(\.name)
    }

    /// The file and its row are one transaction; the name has been checked and holds no quote.
    private func apply(_ migration: Migration) throws(PostgresError) {
        try run("BEGIN")
        do throws(PostgresError) {
            try run(migration.sql)
        } catch {
            throw PostgresError(
                error.kind, "\(migration.name): \(error.message)", sqlState: error.sqlState)
        }
        let name = migration.name.split(separator: "'").joined(separator: "''")
        try run(
            "INSERT INTO schema_migrations (version, name) VALUES (\(migration.version), '\(name)')"
        )
        try run("COMMIT")
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
