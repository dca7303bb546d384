import Postgres

/// The statements of those who do jobs. The clock is the database's, which all workers share.
struct JobTable: Sendable {
    let database: Database

    /// Gives up to `limit` jobs to the caller, each for `lease`: those of the first of the queues
    /// that has any, then those of the next.
    ///
    /// Rows locked by another worker at this moment are passed over. Of the jobs with an order key
    /// only the first unfinished one is taken, and none while one runs; should two workers not see
    /// each other, the unique index on running keys fails one of them, who may ask again. The
    /// queues are walked one after the other, and no further than the limit: a row that is not
    /// taken is not locked.
    func claim(
        kinds: [String], hand: Turns.Hand, lease: Duration
    ) async throws(PostgresError) -> [Job] {
        let rows = try await database.query(Self.claiming(hand, of: kinds, for: lease))
        return rows.map { row in
            Job(
                id: row.int64(0), kind: row.string(1), payload: row.bytes(2),
                attempt: row.int16(3), attemptsMax: row.int16(4), hasUniqueKey: row.bool(5),
                lastError: row.string(6))
        }
    }

    static func claiming(_ hand: Turns.Hand, of kinds: [String], for lease: Duration) -> Query {
        """
        WITH next AS MATERIALIZED (
            SELECT id
            FROM unnest(\(hand.queues.map(\.rawValue))) WITH ORDINALITY AS wanted (queue, rank)
            CROSS JOIN LATERAL (
                SELECT id FROM jobs AS candidate
                WHERE candidate.queue = wanted.queue AND state = 0 AND run_at <= now()
                    AND kind = ANY(\(kinds))
                    AND (order_key IS NULL OR NOT EXISTS (
                        SELECT FROM jobs AS other
                        WHERE other.queue = candidate.queue
                            AND other.order_key = candidate.order_key AND other.state < 2
                            AND (other.id < candidate.id OR other.state = 1)))
                ORDER BY run_at, id
                LIMIT \(hand.size)
                FOR UPDATE SKIP LOCKED) AS found
            ORDER BY rank
            LIMIT \(hand.size))
        UPDATE jobs SET state = 1, attempt = attempt + 1,
            leased_until = now() + \(lease.seconds) * interval '1 second'
        FROM next WHERE jobs.id = next.id
        RETURNING jobs.id, kind, payload, attempt, attempts_max, unique_key IS NOT NULL, last_error
        """
    }

    /// Ends a job that succeeded.
    ///
    /// - Returns: False if the job was ended before or given to another worker.
    @discardableResult
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

    /// Lets a job that failed wait for its next attempt, or puts it among the dead if there is no
    /// pause before one.
    func fail(
        _ job: Job, reason: String, retryAfter pause: Duration?
    ) async throws(PostgresError) {
        let state = pause == nil ? JobState.dead : .waiting
        _ = try await database.query(
            """
            UPDATE jobs SET state = \(state.rawValue), leased_until = NULL, last_error = \(reason),
                run_at = now() + \((pause ?? .zero).seconds) * interval '1 second',
                finished_at = now() + CASE WHEN \(pause == nil) THEN interval '0' END
            WHERE id = \(job.id) AND state = 1 AND attempt = \(job.attempt)
            """)
    }

    /// Gives jobs back that were begun and not ended, for anybody to take at once. What a stop of
    /// ours has interrupted was no attempt of the job's.
    func release(_ jobs: [Job]) async throws(PostgresError) {
        _ = try await database.pipeline(
            jobs.map { job in
                """
                UPDATE jobs SET state = 0, leased_until = NULL, run_at = now(),
                    attempts_max = attempts_max + 1
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

    /// Takes jobs away from workers that have not been heard of for longer than their lease. One
    /// that has no attempts left is taken once more all the same, to be given up.
    func rescue() async throws(PostgresError) {
        let more = JobsLimits.giveUpAttemptsMax
        _ = try await database.query(
            """
            UPDATE jobs SET
                state = CASE WHEN attempt >= attempts_max + \(more) THEN 3 ELSE 0 END,
                finished_at = now() + CASE WHEN attempt >= attempts_max + \(more)
                    THEN interval '0' END,
                leased_until = NULL, run_at = now(), last_error = \(Job.lostWorker)
            WHERE state = 1 AND leased_until < now()
            """)
    }

    /// Removes finished jobs that need not be kept any longer, and the oldest of too many dead.
    func prune() async throws(PostgresError) {
        let doneHours = Double(JobsLimits.uniqueKeptHours)
        let deadHours = Double(JobsLimits.deadKeptDays * 24)
        _ = try await database.pipeline([
            """
            DELETE FROM jobs
            WHERE state = 2 AND finished_at < now() - \(doneHours) * interval '1 hour'
                OR state = 3 AND finished_at < now() - \(deadHours) * interval '1 hour'
            """,
            """
            DELETE FROM jobs WHERE id IN (
                SELECT id FROM jobs WHERE state = 3
                ORDER BY finished_at DESC, id DESC OFFSET \(JobsLimits.deadCountMax))
            """,
        ])
    }
}

extension Duration {
    var seconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }
}
