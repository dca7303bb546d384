import Memcached
import Postgres
import Synchronization

/// The rows that say which deletes memcached has not confirmed yet.
///
/// A row is written with the change and removed when every server concerned has processed the
/// deletes, by the writer itself or by the tailer, or is marked as one that must be emptied
/// (`CacheServers.mark`). So at any time the outbox and the marks name all values that a server may
/// still hold although they are old: what a server must forget before it may come back.
final class Outbox: Sendable {
    private struct State {
        var delivered: [OutboxRow] = []
        var isCollecting = false
    }

    let database: Database
    let keys: CacheKeys
    /// nil without a cache.
    let servers: CacheServers?
    private let state = Mutex(State())

    init(database: Database, keys: CacheKeys, servers: CacheServers?) {
        self.database = database
        self.keys = keys
        self.servers = servers
    }

    /// The keys of rows, in order.
    func batch(_ rows: [OutboxRow]) -> KeyBatch {
        var batch = KeyBatch()
        for row in rows {
            for item in row.items { keys.append(stored: item, to: &batch) }
        }
        return batch
    }

    // MARK: Removing rows

    /// The deletes of a row have been processed: it is removed together with others, a little later.
    /// A process that dies before leaves it to the tailer.
    func noteDelivered(_ row: OutboxRow) {
        let mustStart = state.withLock { state in
            state.delivered.append(row)
            if state.isCollecting { return false }
            state.isCollecting = true
            return true
        }
        if mustStart { Task.detached { [self] in await collect() } }
    }

    private func collect() async {
        while true {
            try? await Task.sleep(for: .milliseconds(TAOLimits.outboxAckMilliseconds))
            if await removeDelivered() == 0 {
                let isDone = state.withLock { state in
                    if state.delivered.isEmpty { state.isCollecting = false }
                    return !state.isCollecting
                }
                if isDone { return }
            }
        }
    }

    /// Removes what has been noted so far; how many rows that were.
    @discardableResult
    func removeDelivered() async -> Int {
        let rows = state.withLock { state in
            defer { state.delivered = [] }
            return state.delivered
        }
        // A failure costs nothing but the tailer's time: it finds the rows still there.
        try? await remove(rows)
        return rows.count
    }

    /// Rows whose deletes went to the servers of an outdated list stay, for a tailer that has the
    /// right one.
    func remove(_ rows: [OutboxRow]) async throws {
        if rows.isEmpty { return }
        if let servers, try await !servers.check() { return }
        var rest = rows[...]
        while !rest.isEmpty {
            let page = Array(rest.prefix(TAOLimits.outboxPageRowsMax))
            _ = try await database.query(StoreOutbox.delete(page))
            rest = rest.dropFirst(page.count)
        }
    }

    /// The rows wait for the servers that did not take their deletes, out of the way of others.
    func postpone(_ rows: [OutboxRow], until server: String) async throws {
        _ = try await database.query(StoreOutbox.postpone(rows, until: server))
    }

    // MARK: Reading

    /// At most `TAOLimits.outboxPageRowsMax` rows.
    func page(_ query: Query) async throws -> OutboxPage {
        OutboxPage(try await database.query(query))
    }

    /// Which servers are waited for.
    func queues() async throws -> [OutboxQueue] {
        try await database.query(StoreOutbox.queues(atMost: TAOLimits.outboxQueuesMax))
            .map { OutboxQueue($0) }
    }

    // MARK: Coming back

    /// Makes a server forget everything that changed while its deletes may have been lost. Asked
    /// before it may serve reads (`MemcachedClient.addRejoinGate`): a delete that was lost before is
    /// in the outbox, one that comes later goes to the server itself.
    ///
    /// - Parameter rowsMax: after so many rows it is emptied.
    func replay(
        to server: MemcachedClient.Rejoin
    ) async -> Bool {
        var place = OutboxPlace()
        var (read, deleted) = (0, 0)
        while true {
            let query = StoreOutbox.rows(after: place, limit: TAOLimits.outboxPageRowsMax)
            guard let page = try? await page(query),
                let count = await server.delete(batch(page.rows))
            else { return false }
            guard page.isFull, let end = page.end else { return true }
            read += page.rows.count
            deleted += count
            place = end
            if deleted >= TAOLimits.rejoinDeletesMax || read >= TAOLimits.rejoinRowsMax {
                return await server.deleteAll()
            }
        }
    }
}
