/// Every limit and waiting time of this target.
package enum EventsLimits {
    /// Bytes of a payload, checked by the table.
    package static let payloadBytesMax = 4_096
    /// Bytes of a consumer's name, checked by the table.
    package static let nameBytesMax = 100
    /// Events that a consumer is given at once.
    package static let batchEventsMax = 500
    /// How often a consumer that has everything looks for more.
    package static let pollMilliseconds = 100
    /// How long after its last sign of life a consumer is taken away from its process. Signs of life are
    /// sent three times as often.
    package static let leaseMilliseconds = 10_000
    /// A transaction that holds the log back for longer than this is told of, each time.
    package static let heldBackMilliseconds = 30_000
    /// The pause after the first failure of a consumer. It doubles with each further one.
    package static let retryMilliseconds = 200
    /// The pause while the database does not answer.
    package static let outageMilliseconds = 1_000
    /// The longest pause after a failure.
    package static let retryMillisecondsMax = 60_000
    /// Events are kept for so long, whoever has handled them.
    package static let keptHours = 7 * 24
    /// Events that one statement removes.
    package static let removedMax = 5_000
    /// Such statements of one sweep: a bound, far above the events of an hour.
    package static let removalsMax = 2_000
    /// The place of a consumer that no process has had for so long is forgotten.
    package static let consumerKeptHours = 30 * 24
}
