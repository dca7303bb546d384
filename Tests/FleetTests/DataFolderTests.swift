import LocalServices
import Postgres
import TestSupport
import Testing

/// Processes that should have the same folder of pictures and uploads.
@Suite(.serialized, .timeLimit(.minutes(5))) struct `The data folder of a fleet` {
    private func worker(_ data: String, _ fleet: Fleet) async throws -> FleetProcess {
        try await FleetProcess(
            [
                "worker", "--resources", Fleet.project, "--data", data, "--database-url",
                fleet.databaseURL, "--secret-key", Fleet.secret,
            ], in: fleet.folder)
    }

    @Test func `is the same for all, or they do not start`() async throws {
        let fleet = try await Fleet(memcacheds: 1)
        let gateway = try await fleet.gateway()
        let other = fleet.folder + "/other"
        for command in ["worker", "seed"] {
            let (end, printed) = try await fleet.run(
                command,
                ["--resources", Fleet.project, "--data", other, "--secret-key", Fleet.secret])
            #expect(end == "exit status 1", "\(command): \(printed)")
            #expect(
                printed.contains("The data folder \(other) is not the one"), "\(printed)")
        }
        let worker = try await fleet.worker()
        #expect(worker.isRunning)
        let answer = try gateway.client().send("GET", "/ready")
        #expect(answer.status == 200 && answer.json["dataFolder"] as? Bool == true)
        await worker.terminate()
        await gateway.process.terminate()
        await fleet.stop()
    }

    @Test func `is looked at when a database that was away is back, before any job`() async throws {
        let fleet = try await Fleet(memcacheds: 1)
        let gateway = try await fleet.gateway()
        await gateway.process.terminate()
        let database = try Database(url: fleet.databaseURL)
        _ = try await database.query(
            """
            INSERT INTO jobs (queue, kind, payload, attempts_max)
            VALUES ('media', 'media.process', \(Array("4711".utf8)), 1)
            """)
        await fleet.services.stopPostgres()
        let wrong = try await worker(fleet.folder + "/other", fleet)
        _ = try await wrong.line("working on ")
        let right = try await worker(fleet.folder + "/data", fleet)
        _ = try await right.line("working on ")
        try await Task.sleep(for: .seconds(3))
        #expect(wrong.isRunning && right.isRunning)
        try await fleet.services.startPostgres()
        #expect(await wrong.end() == "exit status 1", "\(wrong.printed)")
        #expect(wrong.printed.contains("is not the one that this database has its pictures in"))
        // The photo is none, so its job is done when somebody has looked for it.
        let isDone = try await eventually(withinSeconds: 30) {
            let rows = try await database.query(
                "SELECT state, last_error IS NULL FROM jobs WHERE kind = 'media.process'")
            return rows.allSatisfy { $0.int16(0) == 2 && $0.bool(1) }
        }
        #expect(isDone, "\(right.printed)")
        await right.terminate()
        await database.shutdown()
        await fleet.stop()
    }
}
