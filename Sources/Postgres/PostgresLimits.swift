/// Every limit and waiting time of this target that is not a setting of `DatabaseConfiguration`.
package enum PostgresLimits {
    /// Requests sent to one connection and not yet answered. What waits beyond it is unsent, so it
    /// can still move to a new connection when this one is lost.
    package static let requestsInFlightMax = 64
    /// Requests given to one connection, sent or not. Beyond it callers wait for any connection.
    package static let requestsPerConnectionMax = 256
    /// Callers waiting for any connection; the next one is refused at once.
    package static let waitersMax = 4_096
    /// Statements of `read` requests that share one sync; more would make the first wait long.
    package static let statementsPerSegmentMax = 32
    /// Parameters of one statement: the protocol counts them in 16 bits.
    package static let parametersMax = 65_535
    /// Bytes of all parameters of one statement together.
    package static let parameterBytesMax = 64 << 20
    /// Statements of one pipeline.
    package static let pipelineStatementsMax = 10_000
    /// How much longer than the server's own time limit we wait before giving a request up.
    package static let graceMilliseconds = 500
    /// Pauses between attempts to connect grow from the first to the second, with jitter.
    package static let backoffMillisecondsMin = 50
    /// The longest pause.
    package static let backoffMillisecondsMax = 1_000
    /// For how long the server counts as full after it had no room for a write.
    package static let fullDiskMilliseconds = 10_000
    /// Between two lines of the log about what goes on failing.
    package static let troubleMilliseconds = 60_000
    /// Bytes of a COPY that are handed to libpq at once.
    package static let copyPieceBytes = 1 << 20
    /// Bytes of the rows of one COPY.
    package static let copyBytesMax = 64 << 20
    /// How long a bulk load may take, from connecting to COMMIT, unless its caller says otherwise.
    package static let loadMilliseconds = 600_000
    /// How long a migration waits for another process that is migrating the same database.
    package static let migrationLockMilliseconds = 60_000
}
