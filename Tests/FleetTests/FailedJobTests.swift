import Postgres
import TestSupport
import Testing

/// Jobs that have failed for good wait until an operator has put right what they failed of.
@Suite(.serialized, .timeLimit(.minutes(5))) struct `A fleet's failed jobs` {
    @Test func `are tried once more when a worker is told so`() async throws {
        let fleet = try await Fleet(memcacheds: 1)
        let database = try Database(url: fleet.databaseURL)
        // The edges of an object that there is not are removed at once.
        for (queue, kind) in [("graph", "graph.removeEdges"), ("media", "nobody.knows.it")] {
            _ = try await database.query(
                """
                INSERT INTO jobs (queue, kind, payload, priority, state, attempt, attempts_max,
                    finished_at)
                VALUES (\(queue), \(kind), \(Array("4711".utf8)), 0, 3, 4, 4, now())
                """)
        }
        let plain = try await fleet.worker()
        #expect(!plain.printed.contains("once more"))
        await plain.terminate()
        #expect(try await failed(database) == 2)
        let worker = try await fleet.worker(["--retry-failed"])
        #expect(worker.printed.contains("2 jobs that had failed for good are tried once more"))
        let areTried = try await eventually {
            try await database.query(
                "SELECT 1 FROM jobs WHERE queue = 'graph' AND state IN (0, 1, 3)"
            ).isEmpty
        }
        #expect(areTried, "\(worker.printed)")
        #expect(try await failed(database) == 0)
        await worker.terminate()
        await database.shutdown()
        await fleet.stop()
    }

    private func failed(_ database: Database) async throws -> Int {
        try await database.query("SELECT count(*)::int FROM jobs WHERE state = 3")[0].int(0)
    }
}
