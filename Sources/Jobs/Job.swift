import Postgres

/// A job that is being run.
struct Job: Sendable {
    /// Given by the database; grows in the order jobs were added.
    let id: Int64
    /// The name of its `JobKind`.
    let kind: String
    let payload: [UInt8]
    /// Counted from 1. With the id it names one run.
    let attempt: Int16
    /// It is not run in a later attempt, only given up.
    let attemptsMax: Int16
    let hasUniqueKey: Bool
    /// Why the attempt before this one failed; empty if there was none.
    let lastError: String

    /// What is kept of an attempt whose worker was not heard of again.
    static let lostWorker = "the worker was lost"

    /// Whether the attempt before this one failed for what `error` would be kept as. One that failed before
    /// a worker was lost, or before a failure of another kind, is forgotten: that costs an attempt more.
    func hasFailedBefore(with error: any Error) -> Bool { lastError == shownReason(error) }
    /// Whether another attempt may follow this one.
    var mayBeTriedAgain: Bool { attempt < attemptsMax }
    /// Whether all attempts are used up, and what is left is to give it up.
    var isSpent: Bool { attempt > attemptsMax }
    /// Whether giving it up was tried often enough.
    var isHopeless: Bool {
        Int(attempt) >= Int(attemptsMax) + Int(JobsLimits.giveUpAttemptsMax)
    }

    /// The statement that ends this job. Run in the transaction of its effects, it fails (SQLSTATE
    /// 22012) and so undoes them if the job has meanwhile been given to another worker.
    var completion: Query {
        if hasUniqueKey {
            """
            WITH done AS (
                UPDATE jobs SET state = \(JobState.done.rawValue), payload = '',
                    leased_until = NULL, finished_at = now()
                WHERE id = \(id) AND state = \(JobState.running.rawValue) AND attempt = \(attempt)
                RETURNING id)
            SELECT 1 / count(*) FROM done
            """
        } else {
            """
            WITH done AS (
                DELETE FROM jobs
                WHERE id = \(id) AND state = \(JobState.running.rawValue) AND attempt = \(attempt)
                RETURNING id)
            SELECT 1 / count(*) FROM done
            """
        }
    }
}

/// What `jobs.state` says.
enum JobState: Int16 {
    case waiting = 0
    case running = 1
    case done = 2
    case dead = 3
}
