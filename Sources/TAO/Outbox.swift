import Memcached
import Postgres
import Synchronization

/// The rows that say which deletes memcached has not confirmed yet.
///
/// A row is written with the change and removed when every server concerned has processed the
/// deletes, by the writer itself or by the tailer. So at any time the outbox names all values that a
/// server may still hold although they are old: what a server must forget before it may come back.
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

    // MARK: Coming back

    /// Makes a server forget everything that changed while its deletes may have been lost. Asked
    /// before it may serve reads (`MemcachedClient.addRejoinGate`): a delete that was lost before is
    /// in the outbox, one that comes later goes to the server itself.
    func replay(to server: MemcachedClient.Rejoin) async -> Bool {
        var place = OutboxPlace()
        var count = 0
        while true {
            guard let page = try? await page(after: place, ageMilliseconds: 0) else {
                return false
            }
            guard await server.delete(batch(page.rows)) else { return false }
            if page.rows.count < TAOLimits.outboxPageRowsMax { return true }
            count += page.rows.count
            place = page.end
            if count >= TAOLimits.rejoinRowsMax { return await server.deleteAll() }
        }
    }

    func page(after place: OutboxPlace, ageMilliseconds: Int) async throws -> OutboxPage {
        let rows = try await database.query(
            StoreOutbox.oldest(
                after: place, ageMilliseconds: ageMilliseconds,
                limit: TAOLimits.outboxPageRowsMax))
        return OutboxPage(rows, from: place)
    }
}
