import LocalServices
import Postgres
import TAO
import TestSupport
import Testing

/// `tintype role`, with the built program.
@Suite struct `Roles by command` {
    @Test func `are given, listed and taken, also from the last administrator`() async throws {
        let services = try await TestServices.start()
        let url = try await services.freshDatabase()
        let database = try Database(url: url)
        try await BuiltProgram.withFolder { folder in
            func run(_ command: String) async throws -> BuiltProgram.Ended {
                try await BuiltProgram.bash(
                    "$T \(command) --resources \"$P\" --database-url '\(url)' 2>&1", in: folder)
            }
            #expect(try await run("migrate").status == 0)
            for (id, name) in [(Int64(8_192), "ada"), (16_384, "mo")] {
                var record = Record()
                record.set(1, name)
                _ = try await database.query(
                    """
                    INSERT INTO objects (id, type, version, data)
                    VALUES (\(id), 1::smallint, 1, \(record.bytes))
                    """)
                _ = try await database.query(
                    "INSERT INTO names (name, namespace, id) VALUES (\(name), 1::smallint, \(id))")
                _ = try await database.query(
                    """
                    INSERT INTO accounts (id, email, password_hash, created_at)
                    VALUES (\(id), \(name), '', 0)
                    """)
            }
            #expect(try await run("role").output == "There are members only.\n")
            #expect(try await run("role give ADA admin").output == "ADA is an admin now.\n")
            #expect(try await run("role give mo moderator --note why").status == 0)
            #expect(try await run("role list").output == "ADMIN  ada\nMODERATOR  mo\n")
            let missing = try await run("role give nobody admin")
            #expect(missing.status == 1 && missing.output.contains("No account is called nobody."))
            let wrong = try await run("role give mo king")
            #expect(wrong.status == 64 && wrong.output.contains("moderator or admin"))
            #expect(try await run("role list --limit 0").status == 64)
            #expect(try await run("role take ada").output == "ada is a member now.\n")
            #expect(try await run("role list").output == "MODERATOR  mo\n")
            let log = try await database.query(
                "SELECT actor_id IS NULL, note FROM audit_entries ORDER BY note NULLS LAST")
            #expect(log.map { $0.bool(0) } == [true, true, true])
            #expect(log.first?.string(1) == "why")
        }
        await database.shutdown()
    }
}
