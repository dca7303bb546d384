import Foundation
import Postgres

/// A kind of background work: its name, its payload, where it waits and what is done.
///
/// ```swift
/// enum SendDigest: JobKind {
///     static let name = "digest.send"
///     static let queue = Queue.low
///     static func run(_ user: ObjectID, in context: JobContext<SocialServices>) async throws { … }
/// }
/// write.also(try SendDigest.job(user).query)
/// ```
///
/// A job is done at least once: a worker that dies between doing it and saying so leaves it to
/// another one. What it does may therefore happen twice, or travels with the end of the job
/// (`JobContext.end`).
package protocol JobKind<Services>: SendableMetatype {
    /// What the work needs of the process it runs in.
    associatedtype Services: Sendable
    /// What one job is about. Rows outlive programs: what is added to it later must be optional.
    associatedtype Payload: Codable & Sendable

    /// What the table holds. It stays, as rows outlive programs.
    static var name: String { get }
    /// Where its jobs wait.
    static var queue: Queue { get }
    /// How often it is tried.
    static var retries: JobRetries { get }
    /// A run that takes longer is cancelled and counts as failed.
    static var deadlineMilliseconds: Int { get }

    /// How many of its jobs run at one time in places of their own beside so many slots, which they leave to all
    /// others: for what waits for strangers, who may be silent, and what would keep the machine busy. At least 1;
    /// nil for jobs that share the slots.
    static func ownPlaces(beside slots: Int) -> Int?

    /// Jobs with the same key run one at a time, in the order they were added. Those added by
    /// transactions that overlapped have no order. One that waits for its next attempt holds up
    /// those behind it; a dead one does not.
    static func orderKey(of payload: Payload) -> String?
    /// While a job with this key exists, and for a day after it is done, another is not added.
    static func uniqueKey(of payload: Payload) -> String?

    /// Does it. Throwing means that it is to be tried again later; a `PermanentJobFailure` that it
    /// is not. The task is cancelled when the job is taken away or takes too long, and when its runner stops:
    /// what it throws then is no failure, save for a `PermanentJobFailure`.
    static func run(_ payload: Payload, in context: JobContext<Services>) async throws
    /// Ends what waits for a job that will not be tried again, before it is put among the dead. If
    /// it throws, it is called again, a few times.
    static func giveUp(_ payload: Payload, in context: JobContext<Services>) async throws
}

extension JobKind {
    package static var retries: JobRetries { JobRetries() }
    package static var deadlineMilliseconds: Int { JobsLimits.deadlineMilliseconds }
    package static func ownPlaces(beside slots: Int) -> Int? { nil }
    package static func orderKey(of payload: Payload) -> String? { nil }
    package static func uniqueKey(of payload: Payload) -> String? { nil }
    package static func giveUp(_ payload: Payload, in context: JobContext<Services>) async throws {}

    /// A job of this kind, to be done as soon as possible.
    ///
    /// - Throws: `EncodingError` for a payload that JSON cannot hold, such as one with a NaN.
    package static func job(_ payload: Payload) throws -> NewJob {
        NewJob(
            kind: name, payload: Array(try JSONEncoder().encode(payload)), queue: queue,
            orderKey: orderKey(of: payload).map { "\(name) \($0)" },
            uniqueKey: uniqueKey(of: payload).map { "\(name) \($0)" },
            attemptsMax: retries.attemptsMax)
    }
}

extension JobKind {
    /// Ends a job whose time has not come, by the clock of this process, and adds it again for then.
    package static func postpone(
        _ payload: Payload, milliseconds: Int64, in context: JobContext<Services>
    ) async throws {
        var later = try job(payload)
        later.delayMilliseconds = Int(milliseconds)
        try await context.end(with: [later.query])
    }
}

/// How often a job is tried, and how long it waits in between.
package struct JobRetries: Sendable {
    /// Times it is begun before it is given up.
    package var attemptsMax = JobsLimits.attemptsMax
    /// The pause after the first failure. It doubles with each further one, and up to a quarter is
    /// added at random.
    package var pauseMillisecondsMin = JobsLimits.retryMillisecondsMin
    /// The longest pause, before what is added at random.
    package var pauseMillisecondsMax = JobsLimits.retryMillisecondsMax

    /// The values above.
    package init() {}

    func pause(afterAttempt attempt: Int) -> Duration {
        let doublings = min(max(0, attempt - 1), 30)
        let pause = min(pauseMillisecondsMin << doublings, pauseMillisecondsMax)
        return .milliseconds(pause + Int.random(in: 0...pause / 4))
    }
}

/// A job that is to be added; `JobKind.job` makes it.
package struct NewJob: Sendable {
    let kind: String
    var payload: [UInt8]
    /// Where it will wait, so that its runners can be woken (`JobBell`).
    package internal(set) var queue: Queue
    var orderKey: String?
    var uniqueKey: String?
    /// Not before so much later.
    package var delayMilliseconds = 0
    var attemptsMax = JobsLimits.attemptsMax

    /// The statement that adds it, to be run in the transaction of what the job follows from: then
    /// both exist or neither. Its row is the job's id; no row means that the unique key was there.
    package var query: Query {
        """
        INSERT INTO jobs (queue, kind, payload, order_key, unique_key, attempts_max, run_at)
        VALUES (\(queue.rawValue), \(kind), \(payload), \(orderKey), \(uniqueKey), \(attemptsMax),
            now() + \(Double(delayMilliseconds) / 1_000) * interval '1 second')
        ON CONFLICT (unique_key) WHERE unique_key IS NOT NULL DO NOTHING
        RETURNING id
        """
    }

    /// The statement that takes back what waits with the same payload, or is among the dead.
    package var withdrawal: Query {
        if let uniqueKey {
            // Found by its index, however many jobs there are.
            return """
                DELETE FROM jobs
                WHERE unique_key = \(uniqueKey) AND kind = \(kind) AND payload = \(payload)
                    AND state <> \(JobState.running.rawValue)
                """
        }
        return """
            DELETE FROM jobs
            WHERE kind = \(kind) AND payload = \(payload) AND state <> \(JobState.running.rawValue)
            """
    }
}
