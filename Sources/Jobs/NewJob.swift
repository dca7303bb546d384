import Postgres

/// Work to be done in the background.
///
/// It is done at least once: a worker that dies between doing it and saying so leaves it to another
/// one. A handler therefore either does things that may happen twice, or puts `Job.completion` into
/// the transaction of its effects.
package struct NewJob: Sendable {
    /// The name of the handler, such as `media.process`.
    package var kind: String
    /// Whatever the handler understands, up to 1 MiB.
    package var payload: [UInt8]
    /// The queue whose runners do it.
    package var queue = "default"
    /// Less is earlier; from -32,768 to 32,767.
    package var priority: Int16 = 0
    /// Jobs of a queue with the same key run one at a time, in the order they were added. Those
    /// added by transactions that overlapped have no order. One that waits for its next attempt
    /// holds up those behind it; a dead one does not.
    package var orderKey: String?
    /// While a job with this key exists, and for a day after it is done, another is not added.
    package var uniqueKey: String?
    /// Not before so much later.
    package var delayMilliseconds = 0
    /// Times it is begun before it counts as dead.
    package var attemptsMax = JobsLimits.attemptsMax

    /// A job for the queue `default`, to be done as soon as possible.
    package init(_ kind: String, payload: [UInt8] = []) {
        self.kind = kind
        self.payload = payload
    }
}

/// The statement that adds a job, to be run in the transaction of what the job follows from: then
/// both exist or neither. Its row is the job's id; no row means that the unique key was there.
///
/// A runner of this process notices at its next poll, or at once when `JobRunner.wake` is called
/// after the COMMIT.
package func enqueueQuery(_ job: NewJob) -> Query {
    """
    INSERT INTO jobs (queue, kind, payload, priority, order_key, unique_key, attempts_max, run_at)
    VALUES (\(job.queue), \(job.kind), \(job.payload), \(job.priority), \(job.orderKey),
        \(job.uniqueKey), \(job.attemptsMax),
        now() + \(Double(job.delayMilliseconds) / 1_000) * interval '1 second')
    ON CONFLICT (unique_key) WHERE unique_key IS NOT NULL DO NOTHING
    RETURNING id
    """
}
