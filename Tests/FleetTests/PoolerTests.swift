import LocalServices
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
        await pooler.stop()
        await fleet.stop()
    }

    @Test func `is told what to say`() async throws {
        let fleet = try await Fleet(memcacheds: 1)
        let pooler = try await fleet.services.startPooler(sessions: 2)
        let url = pooler.url(of: fleet.databaseURL)
        let secret = ["--secret-key", Fleet.secret, "--data", fleet.folder + "/data"]
        for (command, arguments) in [
            ("serve", secret + ["--port", "0"]), ("worker", secret), ("seed", secret),
            ("verify", []), ("migrate", []),
        ] {
            let (end, printed) = try await fleet.run(
                command, arguments, isCached: command != "migrate", databaseURL: url)
            #expect(end == "exit status 1", "\(command): \(printed)")
            #expect(printed.contains("say so with --database-pooled"), "\(command): \(printed)")
        }
        await pooler.stop()
        await fleet.stop()
    }
}
