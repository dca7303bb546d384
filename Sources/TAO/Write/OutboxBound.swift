import Postgres

/// Keeps the outbox from growing for ever where no process has the cache.
///
/// A process without the cache delivers nothing, so it leaves all rows to those that have it. When
/// there is none for a long time and the rows have become very many, all servers of all lists are
/// marked as such that must be emptied, and what was read before is removed. Where there never was a
/// list, no server has ever been used.
struct OutboxBound {
    private let database: Database
    private let rowsMax: Int
    private let limit: Duration
    /// Since when no process has had the lease of the tailer.
    private var unattendedSince: ContinuousClock.Instant?

    init(
        database: Database, rowsMax: Int = TAOLimits.outboxUnattendedRowsMax,
        milliseconds: Int = TAOLimits.outboxUnattendedMilliseconds
    ) {
        self.database = database
        self.rowsMax = rowsMax
        limit = .milliseconds(milliseconds)
    }

    /// - Parameter overdueRows: as counted by `OutboxWatch`.
    mutating func look(overdueRows: Int) async throws {
        let isMany = overdueRows >= min(rowsMax, TAOLimits.outboxCountedMax)
        // No process has this number.
        let lease = StoreOutbox.leaseOfOthers(StoreOutbox.tailer, holder: -1)
        guard isMany, try await database.query(lease).isEmpty else {
            unattendedSince = nil
            return
        }
        let since = unattendedSince ?? .now
        unattendedSince = since
        if .now - since < limit { return }
        unattendedSince = nil
        try await bound()
    }

    private func bound() async throws {
        let age = TAOLimits.outboxOverdueMilliseconds
        let counted = try await database.query(
            StoreOutbox.overdue(beyond: age, countedMax: rowsMax))
        guard counted[0].int(0) >= rowsMax else { return }
        for _ in 0...(rowsMax / TAOLimits.outboxPageRowsMax) {
            // Read before the mark, which covers what had been committed then.
            let page = OutboxPage(
                try await database.query(
                    StoreOutbox.oldest(beyond: age, limit: TAOLimits.outboxPageRowsMax)))
            if page.rows.isEmpty { return }
            _ = try await database.query(StoreServers.markAll)
            _ = try await database.query(StoreOutbox.delete(page.rows))
        }
    }
}
