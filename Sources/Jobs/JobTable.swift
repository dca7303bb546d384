import Postgres

/// The statements about jobs that exist. The clock is the database's, which all workers share.
struct JobTable: Sendable {
    let database: Database
    let queue: String

    /// Gives up to `limit` jobs to the caller, each for `lease`, the most urgent first.
    ///
    /// Rows locked by another worker at this moment are passed over. Of the jobs with an order key
    /// only the first unfinished one is taken, and none while one runs; should two workers not see
    /// each other, the unique index on running keys fails one of them, who may ask again.
    func claim(
        kinds: [String], limit: Int, lease: Duration
    ) async throws(PostgresError) -> [Job] {
        let rows = try await database.query(
            """
            WITH next AS MATERIALIZED (
                SELECT id FROM jobs AS candidate
                WHERE queue = \(queue) AND state = 0 AND run_at <= now() AND kind = ANY(\(kinds))
                    AND (order_key IS NULL OR NOT EXISTS (
                        SELECT FROM jobs AS other
                        WHERE other.queue = \(queue) AND other.order_key = candidate.order_key
                            AND other.state < 2
                            AND (other.id < candidate.id OR other.state = 1)))
                ORDER BY priority, run_at, id
                LIMIT \(limit)
                FOR UPDATE SKIP LOCKED)
            UPDATE jobs SET state = 1, attempt = attempt + 1,
                leased_until = now() + \(lease.seconds) * interval '1 second'
            FROM next WHERE jobs.id = next.id
            RETURNING jobs.id, kind, payload, order_key, attempt, attempts_max,
                unique_key IS NOT NULL
            """)
        return rows.map { row in
            Job(
                id: row.int64(0), queue: queue, kind: row.string(1), payload: row.bytes(2),
                orderKey: row.isNull(3) ? nil : row.string(3), attempt: row.int16(4),
                attemptsMax: row.int16(5), hasUniqueKey: row.bool(6))
        }
    }

    /// Ends a job that succeeded.
    ///
    /// - Returns: False if the job was ended before or given to another worker.
    func complete(_ job: Job) async throws(PostgresError) -> Bool {
        do throws(PostgresError) {
            _ = try await database.query(job.completion)
            return true
        } catch {
            if error.sqlState == "22012" { return false }
            throw error
        }
    }

    // A job that is not over has finished at NULL. Below, now() stands before the CASE that decides
    // it: a Citus cluster refuses it in a condition of what changes a table.

    /// Lets a job that failed wait for its next attempt, or die.
    func fail(
        _ job: Job, reason: String, retryAfter pause: Duration?
    ) async throws(PostgresError) {
        let isOver = pause == nil || job.attempt >= job.attemptsMax
        let state = isOver ? JobState.dead : .waiting
        _ = try await database.query(
            """
            UPDATE jobs SET state = \(state.rawValue), leased_until = NULL, last_error = \(reason),
                run_at = now() + \((pause ?? .zero).seconds) * interval '1 second',
                finished_at = now() + CASE WHEN \(isOver) THEN interval '0' END
            WHERE id = \(job.id) AND state = 1 AND attempt = \(job.attempt)
            """)
    }

    /// Gives jobs back that were begun and not ended, for anybody to take at once.
    func release(_ jobs: [Job]) async throws(PostgresError) {
        _ = try await database.pipeline(
            jobs.map { job in
                """
                UPDATE jobs SET state = 0, leased_until = NULL, run_at = now()
                WHERE id = \(job.id) AND state = 1 AND attempt = \(job.attempt)
                """
            })
    }

    /// Keeps jobs for another `lease`.
    ///
    /// - Returns: The ids of those that are still ours.
    func extend(_ jobs: [Job], lease: Duration) async throws(PostgresError) -> Set<Int64> {
        let rows = try await database.query(
            """
            UPDATE jobs SET leased_until = now() + \(lease.seconds) * interval '1 second'
            FROM unnest(\(jobs.map(\.id)), \(jobs.map(\.attempt))) AS mine (id, attempt)
            WHERE jobs.id = mine.id AND jobs.attempt = mine.attempt AND state = 1
            RETURNING jobs.id
            """)
        return Set(rows.map { $0.int64(0) })
    }

    /// Takes jobs away from workers that have not been heard of for longer than their lease.
    func rescue() async throws(PostgresError) {
        _ = try await database.query(
            """
            UPDATE jobs SET
                state = CASE WHEN attempt >= attempts_max THEN 3 ELSE 0 END,
                finished_at = now() + CASE WHEN attempt >= attempts_max THEN interval '0' END,
                leased_until = NULL, run_at = now(), last_error = 'the worker was lost'
            WHERE queue = \(queue) AND state = 1 AND leased_until < now()
            """)
    }

    /// Removes finished jobs that need not be kept any longer.
    func prune() async throws(PostgresError) {
        let doneHours = Double(JobsLimits.uniqueKeptHours)
        let deadHours = Double(JobsLimits.deadKeptDays * 24)
        _ = try await database.query(
            """
            DELETE FROM jobs WHERE queue = \(queue) AND (
                state = 2 AND finished_at < now() - \(doneHours) * interval '1 hour'
                OR state = 3 AND finished_at < now() - \(deadHours) * interval '1 hour')
            """)
    }

    func counts() async throws(PostgresError) -> JobCounts {
        let row = try await database.query(
            """
            SELECT count(*) FILTER (WHERE state = 0), count(*) FILTER (WHERE state = 1),
                count(*) FILTER (WHERE state = 3),
                coalesce(extract(epoch FROM now() - min(run_at) FILTER (
                    WHERE state = 0 AND run_at <= now())) * 1000, 0)::bigint
            FROM jobs WHERE queue = \(queue)
            """)[0]
        return JobCounts(
            waiting: row.int(0), running: row.int(1), dead: row.int(2),
            oldestWaitMilliseconds: row.int(3))
    }

    /// Lets every dead job of the queue be tried once more.
    ///
    /// - Returns: How many there were.
    func retryDead() async throws(PostgresError) -> Int {
        // The number of the attempt goes on, because it tells the runs of a job apart.
        try await database.query(
            """
            UPDATE jobs SET state = 0, run_at = now(), finished_at = NULL,
                attempts_max = greatest(attempts_max, attempt + 1)
            WHERE queue = \(queue) AND state = 3
            """
        ).affected
    }
}

/// How many jobs a queue has, for a dashboard or an alarm.
package func jobCounts(
    queue: String, in database: Database
) async throws(PostgresError) -> JobCounts {
    try await JobTable(database: database, queue: queue).counts()
}

/// Lets every dead job of a queue be tried once more.
///
/// - Returns: How many there were.
package func retryDeadJobs(
    queue: String, in database: Database
) async throws(PostgresError) -> Int {
    try await JobTable(database: database, queue: queue).retryDead()
}

extension Duration {
    var seconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }
}
