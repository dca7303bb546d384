/// Every limit and waiting time of this target that is not a setting of `JobRunnerConfiguration`.
package enum JobsLimits {
    /// Bytes of a job's payload, checked by the table.
    package static let payloadBytesMax = 1 << 20
    /// Bytes of an order or unique key with the name of its kind, checked by the table.
    package static let keyBytesMax = 200
    /// Bytes of an error's text that are kept.
    package static let errorBytesMax = 2_000
    /// One job in so many comes from a queue that is less urgent than the first.
    package static let turnsPerShare = 10
    /// Times a job is begun before it is given up, unless its kind says otherwise.
    package static let attemptsMax: Int16 = 10
    /// Times giving up is tried, where it fails or its worker is lost.
    package static let giveUpAttemptsMax: Int16 = 3
    /// A run that takes longer is cancelled, unless its kind says otherwise.
    package static let deadlineMilliseconds = 600_000
    /// The pause after the first failure, unless the kind says otherwise.
    package static let retryMillisecondsMin = 1_000
    /// The longest pause, unless the kind says otherwise.
    package static let retryMillisecondsMax = 3_600_000
    /// A job that is done keeps its unique key for so long.
    package static let uniqueKeptHours = 24
    /// Dead jobs are kept for people to look at, and what they would need to be tried again.
    package static let deadKeptDays = 30
    /// So many of them; the oldest go first.
    package static let deadCountMax = 10_000
    /// How often a runner removes what need not be kept any longer.
    package static let pruneMilliseconds = 600_000
    /// Times the end of a job is told to the database before the lease is left to run out.
    package static let settleAttemptsMax = 5
    /// Failures of a kind of job that the log is told of in a minute.
    package static let failuresToldMax = 20
    /// Other processes are told of new jobs of a queue at most this often.
    package static let ringMilliseconds = 20
}
