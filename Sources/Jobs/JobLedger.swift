import Foundation
import Postgres

/// What an operator asks of the jobs, and does about the dead ones.
package struct JobLedger: Sendable {
    private let database: Database

    /// Asks nothing yet.
    package init(_ database: Database) {
        self.database = database
    }

    /// The jobs of each queue and kind that has any, those that are done left out. Queues and kinds
    /// may be those of another version.
    ///
    /// - Parameter queue: nil counts all.
    package func counts(queue: Queue? = nil) async throws(PostgresError) -> [JobCounts] {
        try await database.query(
            """
            SELECT queue, kind, count(*) FILTER (WHERE state = 0),
                count(*) FILTER (WHERE state = 1), count(*) FILTER (WHERE state = 3),
                coalesce(extract(epoch FROM now() - min(run_at) FILTER (
                    WHERE state = 0 AND run_at <= now())) * 1000, 0)::bigint
            FROM jobs
            WHERE state <> 2 AND (\(queue?.rawValue) IS NULL OR queue = \(queue?.rawValue))
            GROUP BY queue, kind ORDER BY queue, kind
            """
        ).map { row in
            JobCounts(
                queue: row.string(0), kind: row.string(1), waiting: row.int(2),
                running: row.int(3), dead: row.int(4), oldestWaitMilliseconds: row.int(5))
        }
    }

    /// What those of a kind are about that wait or run, the oldest first.
    ///
    /// - Throws: `PostgresError`; `DecodingError` for what another version has added.
    package func open<Kind: JobKind>(
        _ kind: Kind.Type, limit: Int
    ) async throws -> [Kind.Payload] {
        try await database.query(
            """
            SELECT payload FROM jobs WHERE state IN (0, 1) AND kind = \(kind.name)
            ORDER BY id LIMIT \(limit)
            """
        ).map { try JSONDecoder().decode(Kind.Payload.self, from: Data($0.bytes(0))) }
    }

    /// Dead jobs, the newest first.
    ///
    /// - Parameter queue: nil lists those of all.
    package func dead(queue: Queue?, limit: Int) async throws(PostgresError) -> [DeadJob] {
        try await database.query(
            """
            SELECT id, queue, kind, attempt, last_error,
                (extract(epoch FROM finished_at) * 1000)::bigint
            FROM jobs
            WHERE state = 3 AND (\(queue?.rawValue) IS NULL OR queue = \(queue?.rawValue))
            ORDER BY finished_at DESC, id DESC LIMIT \(limit)
            """
        ).map { row in
            DeadJob(
                id: row.int64(0), queue: row.string(1), kind: row.string(2),
                attempts: row.int(3), error: row.string(4), diedAt: row.int64(5))
        }
    }

    /// Lets a dead job be tried once more, or all of them. What they failed for is forgotten: whoever tries
    /// them again has done something about it.
    ///
    /// - Returns: How many there were.
    package func retry(_ id: Int64?) async throws(PostgresError) -> Int {
        // The number of the attempt goes on, because it tells the runs of a job apart.
        try await database.query(
            """
            UPDATE jobs SET state = 0, run_at = now(), finished_at = NULL, last_error = NULL,
                attempts_max = greatest(attempts_max, attempt + 1)
            WHERE state = 3 AND (\(id) IS NULL OR id = \(id))
            """
        ).affected
    }

    /// Removes a dead job.
    ///
    /// - Returns: Whether there was one.
    package func discard(_ id: Int64) async throws(PostgresError) -> Bool {
        try await database.query("DELETE FROM jobs WHERE state = 3 AND id = \(id)").affected > 0
    }
}

/// How many jobs of a kind a queue has.
package struct JobCounts: Sendable, Equatable {
    package let queue: String
    package let kind: String
    /// Not begun, or waiting for another attempt.
    package let waiting: Int
    /// With a worker now.
    package let running: Int
    /// Given up.
    package let dead: Int
    /// How long the oldest job that could run has been waiting; 0 if there is none.
    package let oldestWaitMilliseconds: Int
}

/// A job that was given up. Its payload is not shown.
package struct DeadJob: Sendable, Equatable {
    package let id: Int64
    package let queue: String
    package let kind: String
    /// Times it was begun.
    package let attempts: Int
    /// Why the last one failed.
    package let error: String
    /// Milliseconds since 1970.
    package let diedAt: Int64
}
