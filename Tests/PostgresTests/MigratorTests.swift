import Foundation
import LocalServices
import Testing

@testable import Postgres

@Suite struct `Migrations` {
    /// Files in a new folder.
    private func folder(_ files: [String: String]) throws -> String {
        let folder = NSTemporaryDirectory() + "/migrations-\(UInt64.random(in: 0 ... .max))"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        for (name, sql) in files {
            try Data(sql.utf8).write(to: URL(fileURLWithPath: folder + "/" + name))
        }
        return folder
    }

    private func withFolder(
        _ files: [String: String], _ body: (String) async throws -> Void
    ) async throws {
        let folder = try folder(files)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await body(folder)
    }

    @Test func `files are applied once and in order`() async throws {
        let database = try await freshDatabase()
        let first = [
            "0001_create_a.sql": "CREATE TABLE a (id bigint); INSERT INTO a VALUES (1);",
            "0002_fill_a.sql": "-- Comments and ; signs.\nINSERT INTO a VALUES (2);",
            "notes.txt": "not SQL",
        ]
        try await withFolder(first) { folder in
            let applied = try await migrate(database: database, directory: folder)
            #expect(applied == ["0001_create_a.sql", "0002_fill_a.sql"])
            let again = try await migrate(database: database, directory: folder)
            #expect(again == [])
        }
        try await withFolder(first.merging(["0003_b.sql": "CREATE TABLE b ()"]) { $1 }) { folder in
            let applied = try await migrate(database: database, directory: folder)
            #expect(applied == ["0003_b.sql"])
        }
        let rows = try await database.query(
            "SELECT version, name FROM schema_migrations ORDER BY version")
        #expect(rows.map { $0.int(0) } == [1, 2, 3])
        #expect(rows[2].string(1) == "0003_b.sql")
        #expect(try await database.query("SELECT count(*) FROM a")[0].int64(0) == 2)
        await database.shutdown()
    }

    @Test func `a file that fails changes nothing and is named`() async throws {
        let database = try await freshDatabase()
        let files = [
            "0001_good.sql": "CREATE TABLE good ()",
            "0002_bad.sql": "CREATE TABLE half (); SELECT nonsense;",
        ]
        try await withFolder(files) { folder in
            let error = try await failure {
                _ = try await migrate(database: database, directory: folder)
            }
            #expect(error.message.hasPrefix("0002_bad.sql: column \"nonsense\""))
            #expect(error.sqlState == "42703")
        }
        let tables = try await database.query(
            "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        #expect(tables.map { $0.string(0) } == ["good", "schema_migrations"])
        await database.shutdown()
    }

    @Test(arguments: [
        (["0001_a.sql", "0003_c.sql"], "The migration 0003_c.sql should have the number 2"),
        (["0001_a.sql", "0001_b.sql"], "The migration 0001_b.sql should have the number 2"),
        (["0000_a.sql"], "The migration 0000_a.sql should have the number 1"),
        (["1_a.sql"], "The migration 1_a.sql is not named like"),
        (["0001.sql"], "The migration 0001.sql is not named like"),
    ])
    func `names out of order are refused`(_ names: [String], _ message: String) async throws {
        let files = Dictionary(uniqueKeysWithValues: names.map { ($0, "") })
        try await withFolder(files) { folder in
            let error = #expect(throws: MigrationError.self) { try Migration.all(in: folder) }
            #expect(error?.description.hasPrefix(message) == true)
        }
    }

    @Test func `what was applied cannot change its name or go away`() async throws {
        let database = try await freshDatabase()
        try await withFolder(["0001_a.sql": "", "0002_b.sql": ""]) { folder in
            try await migrate(database: database, directory: folder)
        }
        try await withFolder(["0001_a.sql": "", "0002_other.sql": ""]) { folder in
            let changed = MigrationError.changed(
                version: 2, applied: "0002_b.sql", found: "0002_other.sql")
            await #expect(throws: changed) {
                try await migrate(database: database, directory: folder)
            }
        }
        try await withFolder(["0001_a.sql": ""]) { folder in
            await #expect(
                throws: MigrationError.changed(version: 2, applied: "0002_b.sql", found: nil)
            ) {
                try await migrate(database: database, directory: folder)
            }
        }
        await #expect(throws: MigrationError.unreadable(path: "/nowhere")) {
            try await migrate(database: database, directory: "/nowhere")
        }
        await database.shutdown()
    }

    @Test func `processes that start together take turns`() async throws {
        let database = try await freshDatabase()
        let files = [
            "0001_a.sql": "SELECT pg_sleep(0.2); CREATE TABLE a ()",
            "0002_b.sql": "CREATE TABLE b ()",
        ]
        try await withFolder(files) { folder in
            let applied = try await withThrowingTaskGroup(of: [String].self) { group in
                for _ in 0..<5 {
                    group.addTask { try await migrate(database: database, directory: folder) }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(applied.flatMap { $0 }.sorted() == ["0001_a.sql", "0002_b.sql"])
        }
        await database.shutdown()
    }

    // MARK: What a program finds

    private func state(_ database: Database, _ files: [String: String]) async throws -> String {
        var state: SchemaState?
        try await withFolder(files) {
            state = try await SchemaState(of: database, directory: $0)
        }
        return try #require(state).description
    }

    @Test func `a program is told how its database stands`() async throws {
        let database = try await freshDatabase()
        let all = ["0001_a.sql": "CREATE TABLE a ()", "0002_b.sql": "CREATE TABLE b ()"]
        let first = all.filter { $0.key == "0001_a.sql" }
        #expect(
            try await state(database, all)
                == "The database has 0 of 2 migrations; run tintype migrate.")
        try await withFolder(first) { try await migrate(database: database, directory: $0) }
        #expect(try await state(database, first) == "The tables are up to date.")
        #expect(
            try await state(database, all)
                == "The database has 1 of 2 migrations; run tintype migrate.")
        try await withFolder(all) { try await migrate(database: database, directory: $0) }
        #expect(try await state(database, all) == "The tables are up to date.")
        #expect(
            try await state(database, first)
                == "The database has 2 migrations and this program knows 1: it is older than the "
                + "tables.")
        let other = ["0001_other.sql": "", "0002_b.sql": ""]
        #expect(
            try await state(database, other).hasPrefix(
                "The database was migrated with 0001_a.sql as number 1, but the folder has"))
        await #expect(throws: MigrationError.unreadable(path: "/nowhere")) {
            try await SchemaState(of: database, directory: "/nowhere")
        }
        await database.shutdown()
    }

    @Test func `a migration that was applied and then edited is noticed`() async throws {
        let database = try await freshDatabase()
        let files = ["0001_a.sql": "CREATE TABLE a ()", "0002_b.sql": "CREATE TABLE b ()"]
        try await withFolder(files) { try await migrate(database: database, directory: $0) }
        let edited = files.merging(["0001_a.sql": "CREATE TABLE a (id bigint)"]) { $1 }
        #expect(
            try await state(database, edited)
                == MigrationError.edited(file: "0001_a.sql").description)
        let more = edited.merging(["0003_c.sql": "CREATE TABLE c ()"]) { $1 }
        try await withFolder(more) { folder in
            await #expect(throws: MigrationError.edited(file: "0001_a.sql")) {
                try await migrate(database: database, directory: folder)
            }
        }
        let tables = try await database.query(
            "SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tablename = 'c'")
        #expect(tables[0].int(0) == 0)
        await database.shutdown()
    }

    @Test func `a database from before there were checksums gets them`() async throws {
        let database = try await freshDatabase()
        let files = ["0001_a.sql": "CREATE TABLE a ()"]
        try await withFolder(files) { try await migrate(database: database, directory: $0) }
        _ = try await database.query("ALTER TABLE schema_migrations DROP COLUMN checksum")
        #expect(try await state(database, files) == "The tables are up to date.")
        try await withFolder(files) { folder in
            let applied = try await migrate(database: database, directory: folder)
            #expect(applied == [])
        }
        #expect(
            try await state(database, ["0001_a.sql": "CREATE TABLE a (id bigint)"])
                == MigrationError.edited(file: "0001_a.sql").description)
        await database.shutdown()
    }
}
