import Memcached
import Postgres
import Synchronization

/// What the tailer did; for metrics.
package struct TailerStatistics: Sendable {
    /// Whether this process is at work.
    package var isHolder = false
    /// Age of the oldest row that waits for its deletes, beyond those left to their writers.
    package var lagMilliseconds: Int64 = 0
    /// Rows whose deletes were repeated and confirmed.
    package var rowsReplayed = 0
    /// Rows removed because the servers that missed their deletes are marked to be emptied.
    package var rowsReplacedByMarks = 0
    /// Sweeps that left rows because a server was down.
    package var sweepsIncomplete = 0
    /// Sweeps PostgreSQL failed.
    package var failures = 0
}

/// Repeats the deletes of writers that died between COMMIT and delete, or whose deletes were lost.
///
/// One process at a time, by a lease in PostgreSQL; a second one would only repeat the repetition.
/// A row is removed after every server concerned has processed the deletes, so killing the tailer at
/// any moment means that they are done again. It outlives restarts of PostgreSQL and memcached. One
/// that cannot reach a memcached offers the lease to another process, which may be able to, and goes
/// on until it is taken. A process without a cache has no tailer: "no cache here" is not "nothing to
/// forget".
///
/// A row whose deletes a server did not take waits for that server: it is not looked at again until
/// the server is back. When too many do, or for too long, the server is marked as one that must be
/// emptied, and they are removed.
final class Tailer: Sendable {
    private let outbox: Outbox
    private let cache: MemcachedClient
    private let servers: CacheServers
    private let lag: LagMeter
    private let holder = Int64.random(in: 0 ... .max)
    private let state = Mutex(TailerStatistics())

    init(outbox: Outbox, cache: MemcachedClient, servers: CacheServers, lag: LagMeter) {
        self.outbox = outbox
        self.cache = cache
        self.servers = servers
        self.lag = lag
    }

    var statistics: TailerStatistics { state.withLock { $0 } }

    // MARK: Taking turns

    /// Runs until the task is cancelled.
    func run() async {
        /// Until when another process may take the lease.
        var offer: ContinuousClock.Instant?
        var sweep = Sweep()
        while !Task.isCancelled {
            var pause = TAOLimits.tailerPauseMilliseconds
            do {
                let isOurTurn = try await takeTurn(offering: offer)
                if isOurTurn && !statistics.isHolder { sweep = Sweep() }
                state.withLock { $0.isHolder = isOurTurn }
                if offer.map({ $0 <= .now }) ?? false { offer = nil }
                if !isOurTurn {
                    offer = nil
                    pause = TAOLimits.tailerLeaseMilliseconds / 3
                } else if try await !self.sweep(&sweep), offer == nil {
                    offer = .now + .milliseconds(TAOLimits.tailerLeaseMilliseconds / 2)
                    await returnLease()
                }
            } catch {
                state.withLock { $0.failures += 1 }
                pause *= 5
            }
            try? await Task.sleep(for: .milliseconds(pause))
        }
        await returnLease()
        state.withLock { $0.isHolder = false }
    }

    /// Whether this process is to sweep now. While it offers the lease, it does so without it.
    private func takeTurn(offering offer: ContinuousClock.Instant?) async throws -> Bool {
        guard try await servers.check() else {
            if statistics.isHolder { await returnLease() }
            return false
        }
        let database = outbox.database
        if let offer, offer > .now {
            let query = StoreOutbox.leaseOfOthers(StoreOutbox.tailer, holder: holder)
            return try await database.query(query).isEmpty
        }
        let query = StoreOutbox.takeLease(
            StoreOutbox.tailer, holder: holder, milliseconds: TAOLimits.tailerLeaseMilliseconds)
        return try await !database.query(query).isEmpty
    }

    private func returnLease() async {
        let query = StoreOutbox.returnLease(StoreOutbox.tailer, holder: holder)
        _ = try? await outbox.database.query(query)
    }

    // MARK: Sweeping

    /// What is remembered from sweep to sweep.
    struct Sweep {
        /// When the rows that wait are to be looked at.
        fileprivate var lookAt = ContinuousClock.now
        /// Whether some wait for a server that is down here, and how long the oldest has.
        fileprivate var waitedMilliseconds: Int64?
    }

    /// Once through the rows that wait for no server, the newest first, and through part of the
    /// others.
    /// - Returns: whether none was left.
    func sweep(_ sweep: inout Sweep) async throws -> Bool {
        var oldest = try await sweepFresh()
        if sweep.lookAt <= .now {
            let (waited, isUnfinished) = try await sweepWaiting()
            sweep.waitedMilliseconds = waited
            sweep.lookAt =
                isUnfinished ? .now : .now + .milliseconds(TAOLimits.outboxQueuesMilliseconds)
        }
        if let waited = sweep.waitedMilliseconds { oldest = max(oldest ?? 0, waited) }
        state.withLock { state in
            state.lagMilliseconds = oldest ?? 0
            if oldest != nil { state.sweepsIncomplete += 1 }
        }
        return oldest == nil
    }

    /// The age of the oldest row that was left; nil if none was.
    private func sweepFresh() async throws -> Int64? {
        let (grace, rowsMax) = (TAOLimits.outboxGraceMilliseconds, TAOLimits.outboxPageRowsMax)
        var page = try await outbox.page(StoreOutbox.newest(beyond: grace, limit: rowsMax))
        var oldest = try await sweep(page, for: nil)
        for _ in 0..<TAOLimits.outboxPagesPerSweepMax where page.isFull && !Task.isCancelled {
            page = try await outbox.page(StoreOutbox.oldest(beyond: grace, limit: rowsMax))
            if let age = try await sweep(page, for: nil) { oldest = max(oldest ?? 0, age) }
        }
        return oldest
    }

    /// The age of the oldest row that waits for a server that is down here, and whether there is more
    /// to be done about the others.
    private func sweepWaiting() async throws -> (Int64?, Bool) {
        var oldest: Int64?
        var isUnfinished = false
        for queue in try await outbox.queues() {
            let isDown = cache.statistics.contains { $0.name == queue.server && $0.state == .down }
            let isGivenUp = isDown && (queue.isTooLong || servers.isMarked(queue.server))
            if isDown { oldest = max(oldest ?? 0, queue.ageMilliseconds) }
            if isDown && !isGivenUp { continue }
            var isFull = true
            for _ in 0..<TAOLimits.outboxPagesPerSweepMax where isFull && !Task.isCancelled {
                let query = StoreOutbox.waiting(
                    for: queue.server, limit: TAOLimits.outboxPageRowsMax)
                let page = try await outbox.page(query)
                isFull = page.isFull
                if isGivenUp {
                    if try await !replaceByMarks(page) { isFull = false }
                } else if let age = try await sweep(page, for: queue.server) {
                    oldest = max(oldest ?? 0, age)
                    isFull = false
                }
            }
            if isFull { isUnfinished = true }
        }
        return (oldest, isUnfinished)
    }

    /// Repeats the deletes and removes what all servers took. What is left waits for one that did
    /// not.
    /// - Parameter queue: the server that the rows wait for already.
    /// - Returns: the age of the page, if something was left.
    private func sweep(_ page: OutboxPage, for queue: String?) async throws -> Int64? {
        if page.rows.isEmpty { return nil }
        let begun = ContinuousClock.now
        let tried = await deliver(page.rows)
        let delivered = tried.filter { $0.missedBy.isEmpty }.map(\.row)
        if !delivered.isEmpty {
            lag.note(
                .milliseconds(page.ageMilliseconds) + (ContinuousClock.now - begun),
                writes: delivered.count)
        }
        try await outbox.remove(delivered)
        state.withLock { $0.rowsReplayed += delivered.count }
        for (server, left) in Dictionary(grouping: tried, by: { $0.missedBy.min() }) {
            guard let server, server != queue else { continue }
            try await outbox.postpone(left.map(\.row), until: server)
        }
        return delivered.count < page.rows.count ? page.ageMilliseconds : nil
    }

    /// Marks the servers that do not take the deletes of the rows, and removes these. They were read
    /// before: what is committed later is not covered by the mark.
    /// - Returns: whether that could be done.
    private func replaceByMarks(_ page: OutboxPage) async throws -> Bool {
        let tried = await deliver(page.rows)
        let silent = tried.reduce(into: Set<String>()) { $0.formUnion($1.missedBy) }
        guard try await servers.mark(silent) else { return false }
        try await outbox.remove(page.rows)
        state.withLock { $0.rowsReplacedByMarks += page.rows.count }
        return true
    }

    /// Repeats the deletes, and tells which servers did not take those of each row.
    private func deliver(_ rows: [OutboxRow]) async -> [(row: OutboxRow, missedBy: Set<String>)] {
        let batch = outbox.batch(rows)
        let lost = Set(await cache.delete(batch))
        var next = 0
        return rows.map { row in
            defer { next += row.items.count }
            let missed = (next..<next + row.items.count).filter(lost.contains)
            return (row, Set(missed.map { cache.serverName(of: batch, $0) }))
        }
    }
}
