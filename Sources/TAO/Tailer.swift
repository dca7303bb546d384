import Memcached
import Postgres
import Synchronization

/// What the tailer did; for metrics.
package struct TailerStatistics: Sendable {
    /// Whether this process has the lease.
    package var isHolder = false
    /// Age of the oldest row that waits for its deletes, beyond those left to their writers.
    package var lagMilliseconds: Int64 = 0
    /// Rows whose deletes were repeated and confirmed.
    package var rowsReplayed = 0
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
/// that cannot reach a memcached gives the lease to another process, which may be able to. A process
/// without a cache has none: "no cache here" is not "nothing to forget".
final class Tailer: Sendable {
    private let outbox: Outbox
    private let cache: MemcachedClient
    private let lag: LagMeter
    private let holder = Int64.random(in: 0 ... .max)
    private let state = Mutex(TailerStatistics())

    init(outbox: Outbox, cache: MemcachedClient, lag: LagMeter) {
        self.outbox = outbox
        self.cache = cache
        self.lag = lag
    }

    var statistics: TailerStatistics { state.withLock { $0 } }

    /// Runs until the task is cancelled.
    func run() async {
        while !Task.isCancelled {
            var pause = TAOLimits.tailerPauseMilliseconds
            do {
                let isHolder = try await takeLease()
                state.withLock { $0.isHolder = isHolder }
                if !isHolder {
                    pause = TAOLimits.tailerLeaseMilliseconds / 3
                } else if try await !sweep() {
                    pause = TAOLimits.tailerLeaseMilliseconds / 2
                    await returnLease()
                }
            } catch {
                state.withLock { $0.failures += 1 }
                pause *= 5
            }
            try? await Task.sleep(for: .milliseconds(pause))
        }
        await returnLease()
    }

    private func returnLease() async {
        _ = try? await outbox.database.query(StoreOutbox.returnLease(holder: holder))
        state.withLock { $0.isHolder = false }
    }

    private func takeLease() async throws -> Bool {
        if let servers = outbox.servers, try await !servers.check() {
            if statistics.isHolder { await returnLease() }
            return false
        }
        let rows = try await outbox.database.query(
            StoreOutbox.takeLease(
                holder: holder, milliseconds: TAOLimits.tailerLeaseMilliseconds))
        return !rows.isEmpty
    }

    /// Once through the outbox, oldest first. Rows for a server that is down are passed over.
    /// - Returns: whether none was.
    func sweep() async throws -> Bool {
        var place = OutboxPlace()
        var oldest: Int64 = 0
        var isComplete = true
        while !Task.isCancelled {
            let page = try await outbox.page(
                after: place, ageMilliseconds: TAOLimits.outboxGraceMilliseconds)
            let begun = ContinuousClock.now
            let delivered = await deliver(page.rows)
            if !delivered.isEmpty {
                lag.note(
                    .milliseconds(page.ageMilliseconds) + (ContinuousClock.now - begun),
                    writes: delivered.count)
            }
            try await outbox.remove(delivered)
            if delivered.count < page.rows.count {
                isComplete = false
                oldest = max(oldest, page.ageMilliseconds)
            }
            place = page.end
            state.withLock { state in
                state.rowsReplayed += delivered.count
                state.lagMilliseconds = max(oldest, page.ageMilliseconds)
            }
            if page.rows.count < TAOLimits.outboxPageRowsMax { break }
        }
        state.withLock { state in
            state.lagMilliseconds = oldest
            if !isComplete { state.sweepsIncomplete += 1 }
        }
        return isComplete
    }

    /// Repeats the deletes; the rows all of whose deletes were processed.
    private func deliver(_ rows: [OutboxRow]) async -> [OutboxRow] {
        if rows.isEmpty { return [] }
        let lost = Set(await cache.delete(outbox.batch(rows)))
        var next = 0
        return rows.filter { row in
            defer { next += row.items.count }
            return !(next..<next + row.items.count).contains(where: lost.contains)
        }
    }
}
