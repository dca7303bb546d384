import Postgres

/// Reads the log in its order, and removes from it what is old.
package struct EventLog: Sendable {
    private let table: EventTable
    private let log: @Sendable (String) -> Void

    /// The pauses of a reader that waits for a transaction to end.
    private static let pauseMillisecondsMax = 32

    /// - Parameter log: told when a transaction holds the log back for long.
    package init(_ database: Database, log: @escaping @Sendable (String) -> Void = { _ in }) {
        table = EventTable(database: database)
        self.log = log
    }

    /// The first events behind a place, in their order; none if there are none yet. What is returned is
    /// complete: no transaction can commit an event before the last of them any more.
    ///
    /// Numbers are given while a transaction runs, so one that is still running may have a lower number than
    /// what is there to be read. It has begun before the reader's own transaction, the marker, in which that
    /// was found; so when all that began before the marker are over, nothing is missing. Until then this
    /// waits: any transaction of the cluster that has written, of whatever database, holds it back. Ours are
    /// as short as a statement may take, and those of an operator are told of.
    ///
    /// - Throws: `PostgresError`; `CancellationError`.
    package func events(
        after place: Int64, limit: Int = EventsLimits.batchEventsMax
    ) async throws -> [Event] {
        let limit = min(limit, EventsLimits.batchEventsMax)
        while let (last, marker) = try await table.found(after: place, limit: limit) {
            let settled = try await settled(after: place, through: last, marker: marker)
            if let settled { return settled }
            log("A transaction that does not end holds back the log of events")
        }
        return []
    }

    /// - Returns: nil if an older transaction than the marker still runs after so long. Another marker is
    ///   needed then, as one from before a failover may be higher than the new server will be for long.
    private func settled(
        after place: Int64, through last: Int64, marker: String
    ) async throws -> [Event]? {
        let end = ContinuousClock.now + .milliseconds(EventsLimits.heldBackMilliseconds)
        var pause = 1
        while ContinuousClock.now < end {
            if let events = try await table.settled(
                after: place, through: last, marker: marker)
            {
                return events
            }
            try await Task.sleep(for: .milliseconds(pause))
            pause = min(2 * pause, Self.pauseMillisecondsMax)
        }
        return nil
    }

    /// How far every consumer is.
    package func consumers() async throws(PostgresError) -> [EventConsumerState] {
        try await table.consumers()
    }

    /// Removes what is older than `EventsLimits.keptHours`, also where a consumer has not handled it, which
    /// the log is told; and places of consumers that nobody has used for long.
    /// - Returns: how many events are gone.
    package func removeOld() async throws(PostgresError) -> Int {
        var count = 0
        for _ in 0..<EventsLimits.removalsMax {
            let removed = try await table.removeOld()
            count += removed.count
            for name in removed.late {
                log(
                    """
                    The consumer \(name) has not handled events for \
                    \(EventsLimits.keptHours / 24) days: it has lost the oldest
                    """)
            }
            if removed.count < EventsLimits.removedMax || Task.isCancelled { break }
        }
        _ = try await table.removeAbandoned()
        return count
    }
}

/// How far a consumer is.
package struct EventConsumerState: Sendable, Equatable {
    package let name: String
    /// The last event that it is done with.
    package let place: Int64
    /// Whether a process works on it.
    package let isHeld: Bool
    /// The age of the oldest event that it is not done with; 0 if there is none.
    package let lagMilliseconds: Int
    /// When events were removed that it had not handled, in milliseconds since 1970; nil for never.
    package let missedAt: Int64?
}
