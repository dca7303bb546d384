import Postgres

/// What a job has while it runs.
package struct JobContext<Services: Sendable>: Sendable {
    /// What the kind asked for.
    package let services: Services
    let job: Job
    let database: Database

    /// Whether the run before this one failed for the same reason, as it is kept with the job. Runs that
    /// ended with their worker do not count, as a failure of the job's own is not known of them, nor those
    /// before an operator had the job tried again.
    package func hasFailedBefore(with error: any Error) -> Bool {
        job.hasFailedBefore(with: error)
    }

    /// Ends the job in one transaction with its last statements, which so take effect exactly once:
    /// they are undone if the job has meanwhile been given to another worker. `run` should return
    /// soon after it, as its job is no longer kept.
    package func end(with queries: [Query]) async throws(PostgresError) {
        _ = try await database.pipeline(queries + [job.completion])
    }
}

/// A failure that no further attempt can help: the job is given up at once.
package struct PermanentJobFailure: Error, CustomStringConvertible {
    /// The reason, kept with the dead job.
    package let description: String

    /// The reason is for people; it is kept in the table and the log.
    package init(_ description: String) {
        self.description = description
    }
}
