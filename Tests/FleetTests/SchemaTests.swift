import Foundation
import LocalServices
import Postgres
import TestSupport
import Testing

/// What the program says of a database whose tables are not its own.
@Suite(.serialized, .timeLimit(.minutes(10))) struct `Tables of another version` {
    /// A project folder with other migrations.
    private static func resources(
        in folder: String, _ name: String, _ change: (_ migrations: String) throws -> Void
    ) throws -> String {
        let path = "\(folder)/\(name)"
        let files = FileManager.default
        try files.createDirectory(atPath: path, withIntermediateDirectories: true)
        for part in ["Schema", "playground", "migrations"] {
            try files.copyItem(atPath: "\(Fleet.project)/\(part)", toPath: "\(path)/\(part)")
        }
        try change("\(path)/migrations")
        return path
    }

    private static func migrations() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: "\(Fleet.project)/migrations")
            .filter { $0.hasSuffix(".sql") }.sorted()
    }

    /// Every command that needs the tables, with what it needs beside.
    private static func commands(_ fleet: Fleet) -> [(name: String, arguments: [String])] {
        let secret = ["--secret-key", Fleet.secret, "--data", fleet.folder + "/data"]
        return [
            ("serve", secret + ["--port", "0"]), ("worker", secret), ("seed", secret),
            ("verify", []), ("verify", ["counts"]), ("role", ["list"]),
            ("role", ["give", "ann", "admin"]), ("jobs", ["list"]), ("jobs", ["retry", "--all"]),
            ("events", ["print", "--follow"]), ("events", ["print", "--consumer", "c"]),
            ("events", ["consumers"]),
        ]
    }

    private func migrate(_ fleet: Fleet, _ resources: String) async throws -> String? {
        try await fleet.run("migrate", ["--resources", resources], isCached: false).end
    }

    private func expectRefusal(
        by fleet: Fleet, with arguments: [String] = [], _ sentence: String
    ) async throws {
        for (name, own) in Self.commands(fleet) {
            let isCached = ["serve", "worker", "seed", "verify"].contains(name)
            let (end, printed) = try await fleet.run(name, own + arguments, isCached: isCached)
            #expect(end == "exit status 1", "\(name): \(printed)")
            #expect(printed.contains("tintype: \(sentence)"), "\(name): \(printed)")
            #expect(!printed.contains("listening") && !printed.contains("SELECT"), "\(printed)")
        }
    }

    @Test func `are told before anything is begun`() async throws {
        let fleet = try await Fleet(memcacheds: 1, isMigrated: false)
        let count = try Self.migrations().count
        try await expectRefusal(
            by: fleet, "The database has 0 of \(count) migrations; run tintype migrate.")

        let older = try Self.resources(in: fleet.folder, "older") { folder in
            try FileManager.default.removeItem(
                atPath: folder + "/" + (try Self.migrations().last ?? ""))
        }
        #expect(try await migrate(fleet, older) == "exit status 0")
        try await expectRefusal(
            by: fleet, "The database has \(count - 1) of \(count) migrations; run tintype migrate.")

        try await fleet.migrate()
        let edited = try Self.resources(in: fleet.folder, "edited") { folder in
            let path = folder + "/" + (try Self.migrations()[0])
            let text = try String(contentsOfFile: path, encoding: .utf8)
            try (text + "-- One more line.\n").write(
                toFile: path, atomically: true, encoding: .utf8)
        }
        try await expectRefusal(
            by: fleet, with: ["--resources", edited],
            "The migration \(try Self.migrations()[0]) was edited after the database had run it")
        #expect(try await migrate(fleet, edited) == "exit status 1")

        // The older of two programs goes on, while the newer one is taking over.
        let gateway = try await fleet.gateway(resources: older)
        #expect(gateway.process.printed.contains("it is older than the tables"))
        #expect(try gateway.client().send("GET", "/ready").status == 200)
        await gateway.process.terminate()
        await fleet.stop()
    }

    @Test func `are looked for when the database is back`() async throws {
        let fleet = try await Fleet(memcacheds: 1, isMigrated: false)
        await fleet.services.stopPostgres()
        let gateway = try await fleet.gateway()
        #expect(gateway.process.printed.contains("cannot be asked for its tables yet"))
        #expect(try gateway.client().send("GET", "/ready").status == 503)
        try await fleet.services.startPostgres()
        // It is there, but empty.
        try await Task.sleep(for: .seconds(2))
        let answer = try gateway.client().send("GET", "/ready")
        #expect(answer.status == 503 && answer.text.contains("\"schema\":false"), "\(answer.text)")
        try await fleet.migrate()
        #expect(
            try await eventually { try gateway.client().send("GET", "/ready").status == 200 })
        await gateway.process.terminate()
        await fleet.stop()
    }
}

/// `tintype verify` as it is called at a terminal.
@Suite(.serialized, .timeLimit(.minutes(10))) struct `The command verify` {
    @Test func `takes every flag that its help names`() async throws {
        let fleet = try await Fleet(memcacheds: 1)
        _ = try await FleetWorld(in: fleet, people: 40, postsEach: 3)
        let database = try Database(url: fleet.databaseURL)
        let lists = try await database.query(
            "SELECT count(*) FROM association_counts WHERE slot = 0")[0].int(0)

        // No gateway has run, so no value is cached: 3 says that a part has looked at nothing.
        let runs: [(arguments: [String], end: Int, says: String)] = [
            (["counts"], 0, " \(lists) "), (["inverses"], 0, "edges"),
            (["cache"], 3, "nothing was looked at"), ([], 3, "inverses"),
            (["counts", "--sample", "3"], 0, "counts"),
            (["counts", "--sample", "1000000"], 3, "nothing was looked at"),
            (["inverses", "cache", "--sample", "7"], 3, "cache"),
            (["cache", "--cache-namespace", "other"], 3, "cached values"),
            (["counts", "--resources", Fleet.project], 0, "counts"),
            // It changes how statements are sent, and nothing else.
            (["counts", "--database-pooled"], 0, "counts"),
            (["counts", "--no-database-pooled"], 0, "counts"), (["--version"], 0, "tintype"),
            (["sums"], 64, "sums"), (["--sample", "0"], 64, "--sample"),
            (["--sample"], 64, "--sample"),
        ]
        for run in runs { try await expect(fleet, run) }

        _ = try await database.query(
            "UPDATE association_counts SET count = count + 1 WHERE slot = 0")
        try await expect(fleet, (["counts"], 1, "wrong count"))
        let (_, printed) = try await fleet.run("verify", ["counts", "--sample", "2"])
        let checked = printed.split(separator: "\n").first { $0.hasPrefix("counts") }?
            .split(separator: " ").dropFirst().first.flatMap { Int($0) }
        #expect((1..<lists).contains(try #require(checked)), "half of \(lists): \(printed)")
        try await expect(fleet, (["counts", "--repair"], 0, "wrong count"))
        try await expect(fleet, (["counts"], 0, "counts"))

        _ = try await database.query("DROP TABLE association_counts")
        try await expect(fleet, (["counts"], 1, "The database refuses: relation"))

        let given = ["--database-url", "--memcached-servers", "--help", "--repair"]
        let tried = Set(runs.flatMap(\.arguments).filter { $0.hasPrefix("--") } + given)
        let help = try await fleet.run("verify", ["--help"]).printed
        let documented = Set(help.matches(of: /--[a-z-]+[a-z]/).map { String($0.0) })
        #expect(documented == tried, "every flag is run here")
        await database.shutdown()
        await fleet.stop()
    }

    private func expect(
        _ fleet: Fleet, _ run: (arguments: [String], end: Int, says: String)
    ) async throws {
        let (end, printed) = try await fleet.run("verify", run.arguments)
        #expect(end == "exit status \(run.end)", "verify \(run.arguments): \(printed)")
        #expect(printed.contains(run.says), "verify \(run.arguments): \(printed)")
        #expect(!printed.contains("SELECT") && !printed.contains("Fatal"), "\(printed)")
    }
}
