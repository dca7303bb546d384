import Memcached
import Postgres
import Synchronization

/// Keeps the processes of a world to one list of memcached servers, and copies of values that were
/// left behind by a change of the list from ever being read.
///
/// PostgreSQL knows the list in force. Consistent hashing moves about 1/n of the keys to a server
/// that is added; the others keep theirs, and their values stay good, because writers of both lists
/// delete them there. Old values are where keys have been and gone:
///
/// - A server that is added may have been in the list before: it is emptied before it serves.
/// - When a server is removed, the others take over its keys. If one was added within the life of a
///   value, they may still hold what they lost then: they are emptied.
///
/// A process with another list than the one in force finds out within a second, and reads and
/// writes without the cache from then on; its outbox rows are left to a tailer that has the right
/// list.
final class CacheServers: Sendable {
    /// The list in force, as PostgreSQL has it.
    private struct Row: Sendable {
        let epoch: Int64
        let servers: [String]
        let unclean: [String]
        /// Negative: no server was ever added.
        let secondsSinceGrowth: Int64
    }

    private struct State {
        var isOutdated = false
        /// In which the gates were passed.
        var epoch: Int64?
    }

    private let database: Database
    private let namespace: String
    private let cache: MemcachedClient
    private let names: [String]
    private let mayChange: Bool
    private let state = Mutex(State())

    /// - Parameter mayChange: whether the list of this process comes into force if it is another.
    init(database: Database, namespace: String, cache: MemcachedClient, mayChange: Bool) {
        self.database = database
        self.namespace = namespace
        self.cache = cache
        names = Set(cache.statistics.map(\.name)).sorted()
        self.mayChange = mayChange
    }

    /// Whether the list of this process is no longer the one in force.
    var isOutdated: Bool { state.withLock { $0.isOutdated } }

    // MARK: Gate

    /// Whether a server may serve this process; it is emptied first if it may hold old values.
    func admit(_ server: MemcachedClient.Rejoin) async -> Bool {
        guard let row = try? await enter() else { return false }
        guard row.servers == names else {
            state.withLock { $0.isOutdated = true }
            return false
        }
        if row.unclean.contains(server.serverName) {
            guard await server.deleteAll() else { return false }
            let note = StoreServers.noteClean(namespace, row.epoch, server.serverName)
            guard (try? await database.query(note)) != nil else { return false }
        }
        state.withLock { state in
            state.epoch = row.epoch
            state.isOutdated = false
        }
        return true
    }

    /// The list in force. It is ours from now on if this process is new.
    private func enter() async throws -> Row? {
        for _ in 0..<TAOLimits.writeAttemptsMax {
            // Before the list is read: the gates of all servers are asked at once, and the list that
            // was in force before one of them passed must not count against this process.
            let isNew = state.withLock { $0.epoch == nil && !$0.isOutdated }
            guard let row = try await read() else {
                _ = try await database.query(StoreServers.create(namespace, names))
                continue
            }
            if row.servers == names || !mayChange || !isNew { return row }
            _ = try await database.query(change(row))
        }
        return nil
    }

    private func change(_ row: Row) -> Query {
        let added = names.filter { !row.servers.contains($0) }
        let hasShrunk = !row.servers.allSatisfy(names.contains)
        let mayHoldLost = (0...TAOLimits.lostValueSeconds).contains(row.secondsSinceGrowth)
        let unclean =
            hasShrunk && mayHoldLost
            ? names : names.filter { added.contains($0) || row.unclean.contains($0) }
        return StoreServers.change(
            namespace, from: row.epoch, to: names, unclean: unclean, hasGrown: !added.isEmpty)
    }

    private func read() async throws -> Row? {
        try await database.query(StoreServers.read(namespace)).first.map { row in
            Row(
                epoch: row.int64(0), servers: row.stringArray(1), unclean: row.stringArray(2),
                secondsSinceGrowth: row.int64(3))
        }
    }

    // MARK: Later

    /// Whether the list in force is still that of this process. Throws `PostgresError`.
    func check() async throws -> Bool {
        guard let row = try await read() else { return true }
        let (isOurs, mustReopen) = state.withLock { state in
            guard let epoch = state.epoch else { return (row.servers == names, false) }
            if row.servers == names && row.epoch == epoch { return (true, false) }
            state.isOutdated = true
            return (false, row.servers == names)
        }
        // Ours again, but others have written meanwhile by another list.
        if mustReopen { cache.closeGates() }
        return isOurs
    }
}
