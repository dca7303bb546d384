/// How the tables of a database stand to the migrations that a program has.
package enum SchemaState: Sendable, Equatable, CustomStringConvertible {
    case current
    /// The database lacks the last migrations, or has no tables at all.
    case behind(applied: Int, known: Int)
    /// The database has migrations that the program does not know: it is the older of the two.
    /// Migrations only go forward and leave room for programs that are still running.
    case ahead(applied: Int, known: Int)
    /// One that both have is not the same.
    case changed(MigrationError)

    /// Compares a database with a folder of migrations. Changes nothing.
    ///
    /// - Throws: `MigrationError` if the folder cannot be used, `PostgresError` if the database
    ///   cannot be asked.
    package init(of database: Database, directory: String) async throws {
        let known = try Migration.all(in: directory)
        let applied = try await Self.applied(in: database)
        do throws(MigrationError) {
            try Migration.compare(known, applied)
        } catch {
            self = .changed(error)
            return
        }
        self =
            if applied.count < known.count {
                .behind(applied: applied.count, known: known.count)
            } else if applied.count > known.count {
                .ahead(applied: applied.count, known: known.count)
            } else {
                .current
            }
    }

    /// A table from before there were checksums has no such column.
    private static func applied(
        in database: Database
    ) async throws(PostgresError) -> [Migration.Applied] {
        do throws(PostgresError) {
            let rows = try await database.query(
                """
                SELECT version, name, to_jsonb(m)->>'checksum'
                FROM schema_migrations AS m ORDER BY version
                """)
            return rows.map { row in
                Migration.Applied(
                    version: row.int(0), name: row.string(1),
                    checksum: row.isNull(2) ? nil : row.string(2))
            }
        } catch {
            // undefined_table
            guard error.sqlState == "42P01" else { throw error }
            return []
        }
    }

    /// One sentence for the person who starts a program.
    package var description: String {
        switch self {
        case .current: "The tables are up to date."
        case .behind(let applied, let known):
            "The database has \(applied) of \(known) migrations; run tintype migrate."
        case .ahead(let applied, let known):
            "The database has \(applied) migrations and this program knows \(known): it is older "
                + "than the tables."
        case .changed(let error): error.description
        }
    }
}
