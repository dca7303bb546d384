/// Every limit and waiting time of this target that is not a setting of `JobRunnerConfiguration`.
package enum JobsLimits {
    /// Bytes of a job's payload, checked by the table.
    package static let payloadBytesMax = 1 << 20
    /// Bytes of an order or unique key, checked by the table.
    package static let keyBytesMax = 200
    /// Bytes of an error's text that are kept.
    package static let errorBytesMax = 2_000
    /// Times a job is begun before it counts as dead, unless it says otherwise.
    package static let attemptsMax: Int16 = 10
    /// The pause after the first failure; it doubles with each further one, up to the maximum, and
    /// up to a quarter is added at random.
    package static let retryMillisecondsMin = 1_000
    /// The longest pause, before what is added at random.
    package static let retryMillisecondsMax = 3_600_000
    /// A job that is done keeps its unique key for so long.
    package static let uniqueKeptHours = 24
    /// Dead jobs are kept for people to look at.
    package static let deadKeptDays = 30
    /// How often a runner removes what need not be kept any longer.
    package static let pruneMilliseconds = 600_000
    /// Times the end of a job is told to the database before the lease is left to run out.
    package static let settleAttemptsMax = 5
}
