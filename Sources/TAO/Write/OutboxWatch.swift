import Postgres
import Synchronization

/// What waits in the outbox, as any process sees it; for metrics.
package struct OutboxStatistics: Sendable {
    /// Age of the oldest row, beyond those left to their writers; 0 when there is none.
    package internal(set) var ageMilliseconds: Int64 = 0
    /// Rows that are not delivered: older than `TAOLimits.outboxOverdueMilliseconds`, or waiting for a
    /// server that is away. Of each kind at most `TAOLimits.outboxCountedMax` are counted.
    package internal(set) var overdueRows = 0
}

/// Looks at the outbox once a second, also where there is no cache and in processes whose tailer
/// has no turn: that nothing is delivered is seen by any process that is asked.
final class OutboxWatch: Sendable {
    private let database: Database
    private let isCached: Bool
    private let state = Mutex(OutboxStatistics())

    /// - Parameter isCached: whether this process has the cache, and so a tailer.
    init(database: Database, isCached: Bool) {
        self.database = database
        self.isCached = isCached
    }

    var statistics: OutboxStatistics { state.withLock { $0 } }

    /// Runs until the task is cancelled. What was seen last stays while PostgreSQL is away.
    func run() async {
        var bound = OutboxBound(database: database)
        while !Task.isCancelled {
            try? await look()
            if !isCached { try? await bound.look(overdueRows: statistics.overdueRows) }
            try? await Task.sleep(for: .milliseconds(TAOLimits.outboxWatchMilliseconds))
        }
    }

    private func look() async throws {
        let rows = try await database.read([
            StoreOutbox.age(beyond: TAOLimits.outboxGraceMilliseconds),
            StoreOutbox.overdue(
                beyond: TAOLimits.outboxOverdueMilliseconds, countedMax: TAOLimits.outboxCountedMax),
            StoreOutbox.waiting(countedMax: TAOLimits.outboxCountedMax),
        ])
        let seen = OutboxStatistics(
            ageMilliseconds: max(rows[0].first?.int64(0) ?? 0, rows[2][0].int64(1)),
            overdueRows: rows[1][0].int(0) + rows[2][0].int(0))
        state.withLock { $0 = seen }
    }
}
