import LocalServices
import Postgres
import TestSupport
import Testing

/// pgbouncer in transaction mode between the processes and PostgreSQL.
@Suite(.serialized, .timeLimit(.minutes(10))) struct `A fleet behind a pooler` {
    @Test func `migrates, serves and verifies as without`() async throws {
        let fleet = try await Fleet(memcacheds: 1, isMigrated: false)
        let pooler = try await fleet.services.startPooler(sessions: 6)
        let pooled = pooler.url(of: fleet.databaseURL)
        let migrated = try await fleet.run(
            "migrate", ["--database-pooled"], isCached: false, databaseURL: pooled)
        #expect(migrated.end == "exit status 0", "\(migrated.printed)")
        let world = try await FleetWorld(in: fleet, people: 12)
        var gateways: [FleetGateway] = []
        for _ in 0..<2 {
            gateways.append(try await fleet.gateway(databaseURL: pooled, ["--database-pooled"]))
        }
        let outcome = try await Race(gateways, world.people, reads: 2_000).run()
        #expect(outcome.stale.isEmpty && outcome.codes.isEmpty, "\(outcome.examples)")
        #expect(outcome.lost == 0 && outcome.stuck == 0)
        for gateway in gateways {
            #expect(try gateway.client().send("GET", "/ready").status == 200)
            await gateway.process.terminate()
        }
        let (end, printed) = try await fleet.run(
            "verify", ["counts", "--database-pooled"], databaseURL: pooled)
        #expect(end == "exit status 0", "\(printed)")
        try await askTables(pooled, fleet, world.people[1])
        try await work(pooled, fleet)
        await pooler.stop()
        await fleet.stop()
    }

    /// Commands that need nothing but the tables.
    private func askTables(
        _ pooled: String, _ fleet: Fleet, _ person: FleetWorld.Person
    ) async throws {
        func run(_ words: String, says text: String) async throws {
            let words = words.split(separator: " ").map(String.init)
            let (end, printed) = try await fleet.run(
                words[0], words.dropFirst() + ["--database-pooled", "--resources", Fleet.project],
                isCached: false, databaseURL: pooled)
            #expect(end == "exit status 0" && printed.contains(text), "\(words): \(printed)")
        }
        for _ in 0..<2 {
            try await run("role give \(person.username) admin", says: "is an admin now.")
            try await run("role list", says: "ADMIN  \(person.username)")
            try await run("role take \(person.username)", says: "is a member now.")
        }
        try await run("jobs list", says: "")
        try await run("jobs list --dead", says: "No job is dead.")
        try await run("jobs retry --all", says: "0 jobs are tried once more.")
        try await run("events print", says: "\"kind\":")
        try await run("events print --consumer pooled", says: "\"kind\":")
        try await run("events consumers", says: "\"name\":\"pooled\"")
    }

    /// Jobs are looked for, as no session is kept that could hear of them.
    private func work(_ pooled: String, _ fleet: Fleet) async throws {
        let worker = try await FleetProcess(
            [
                "worker", "--resources", Fleet.project, "--data", fleet.folder + "/data",
                "--database-url", pooled, "--database-pooled", "--secret-key", Fleet.secret,
            ], in: fleet.folder)
        _ = try await worker.line("working on ")
        let database = try Database(url: fleet.databaseURL)
        for _ in 0..<3 {
            _ = try await database.query(
                """
                INSERT INTO jobs (queue, kind, payload, attempts_max)
                VALUES ('low', 'graph.removeEdges', \(Array("4711".utf8)), 1)
                """)
            let isDone = try await eventually {
                try await database.query("SELECT 1 FROM jobs WHERE kind = 'graph.removeEdges'")
                    .isEmpty
            }
            #expect(isDone, "\(worker.printed)")
        }
        await database.shutdown()
        await worker.terminate()
        #expect(await worker.end() == "exit status 0", "\(worker.printed)")
    }

    @Test func `is told what to say`() async throws {
        let fleet = try await Fleet(memcacheds: 1)
        let pooler = try await fleet.services.startPooler(sessions: 2)
        let url = pooler.url(of: fleet.databaseURL)
        let secret = ["--secret-key", Fleet.secret, "--data", fleet.folder + "/data"]
        for (command, arguments) in [
            ("serve", secret + ["--port", "0"]), ("worker", secret), ("seed", secret),
            ("verify", []), ("migrate", []), ("role", []), ("jobs", []), ("events", []),
        ] {
            let isOfTables = ["migrate", "role", "jobs", "events"].contains(command)
            let (end, printed) = try await fleet.run(
                command, arguments, isCached: !isOfTables, databaseURL: url)
            #expect(end == "exit status 1", "\(command): \(printed)")
            #expect(printed.contains("say so with --database-pooled"), "\(command): \(printed)")
        }
        await pooler.stop()
        await fleet.stop()
    }
}
