import Postgres
import TestSupport
import Testing

/// Jobs that have failed for good wait until an operator has put right what they failed of.
@Suite(.serialized, .timeLimit(.minutes(5))) struct `A fleet's failed jobs` {
    @Test func `are tried once more when an operator says so`() async throws {
        let fleet = try await Fleet(memcacheds: 1)
        let database = try Database(url: fleet.databaseURL)
        // The edges of an object that there is not are removed at once.
        for (queue, kind) in [("low", "graph.removeEdges"), ("media", "nobody.knows.it")] {
            _ = try await database.query(
                """
                INSERT INTO jobs (queue, kind, payload, state, attempt, attempts_max, finished_at)
                VALUES (\(queue), \(kind), \(Array("4711".utf8)), 3, 4, 4, now())
                """)
        }
        let worker = try await fleet.worker()
        let listed = try await run("list --dead", fleet)
        #expect(listed.contains("nobody.knows.it") && listed.contains("graph.removeEdges"))
        #expect(try await failed(database) == 2)
        #expect(try await run("retry --all", fleet) == "2 jobs are tried once more.\n")
        let areTried = try await eventually {
            try await database.query(
                "SELECT 1 FROM jobs WHERE kind = 'graph.removeEdges'"
            ).isEmpty
        }
        #expect(areTried, "\(worker.printed)")
        #expect(try await failed(database) == 0)
        #expect(try await run("list --queue media", fleet).contains("nobody.knows.it"))
        await worker.terminate()
        await database.shutdown()
        await fleet.stop()
    }

    /// What `tintype jobs` prints.
    private func run(_ words: String, _ fleet: Fleet) async throws -> String {
        let words = words.split(separator: " ").map(String.init)
        let (end, printed) = try await fleet.run(
            "jobs", words + ["--resources", Fleet.project], isCached: false)
        #expect(end == "exit status 0", "\(printed)")
        return printed
    }

    private func failed(_ database: Database) async throws -> Int {
        try await database.query("SELECT count(*)::int FROM jobs WHERE state = 3")[0].int(0)
    }
}
