import Postgres

/// A job that is being run.
package struct Job: Sendable {
    /// Given by the database; grows in the order jobs were added.
    package let id: Int64
    /// The queue it was taken from.
    package let queue: String
    /// The name of the handler.
    package let kind: String
    /// What `NewJob.payload` was.
    package let payload: [UInt8]
    /// What `NewJob.orderKey` was.
    package let orderKey: String?
    /// Counted from 1.
    package let attempt: Int16
    /// After a failure in this attempt the job is dead.
    package let attemptsMax: Int16
    let hasUniqueKey: Bool

    /// The statement that ends this job, for a handler that wants its effects to happen exactly
    /// once: run in the same transaction, it fails (SQLSTATE 22012) and so undoes them if the job
    /// has meanwhile been given to another worker. The handler should return soon after it: its
    /// job is no longer kept.
    package var completion: Query {
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

/// A failure that no further attempt can help: the job is dead at once.
package struct PermanentJobFailure: Error, CustomStringConvertible {
    /// The reason, kept with the dead job.
    package let description: String

    /// The reason is for people; it is kept in the table and the log.
    package init(_ description: String) {
        self.description = description
    }
}

/// How many jobs a queue has.
package struct JobCounts: Sendable, Equatable {
    /// Not begun, or waiting for another attempt.
    package var waiting = 0
    /// With a worker now.
    package var running = 0
    /// Given up.
    package var dead = 0
    /// How long the oldest job that could run has been waiting; 0 if there is none.
    package var oldestWaitMilliseconds = 0
}
