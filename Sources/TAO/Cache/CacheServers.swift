import Memcached
import Postgres
import Synchronization

/// Keeps the processes of a world to one list of memcached servers, and copies of values that were
/// left behind by a change of the list, by a long absence or by another PostgreSQL from ever being
/// read.
///
/// PostgreSQL knows the list in force. A process that starts with another one puts it in force, if
/// all its servers answer. Consistent hashing moves about 1/n of the keys to a server that is added;
/// the others keep theirs, and their values stay good, because writers of both lists delete them
/// there. Old values are where keys have been and gone:
///
/// - A server that is added may have been in the list before: it is emptied before it serves.
/// - When a server is removed, the others take over its keys. If one was added within the life of a
///   value, they may still hold what they lost then: they are emptied.
/// - A server that missed more deletes than the outbox keeps is marked (`mark`): it is emptied.
/// - PostgreSQL has become another one (`CacheOrigin`): all are emptied.
///
/// A process with another list than the one in force finds out within a second, and reads and
/// writes without the cache from then on; its outbox rows are left to a tailer that has the right
/// list.
final class CacheServers: Sendable {
    private struct State {
        var standing = CacheListStanding.unknown
        /// In which the gates were passed.
        var epoch: Int64?
        /// Whose values the cache had then.
        var origin: String?
        /// Of the list that was in force when this process first looked.
        var firstEpoch: Int64?
        /// Servers that were to be emptied when the list was last read.
        var unclean: Set<String> = []
    }

    private let ledger: CacheLedger
    private let cache: MemcachedClient
    private let names: [String]
    private let mayChange: Bool
    private let log: @Sendable (String) -> Void
    private let state = Mutex(State())

    /// - Parameters:
    ///   - mayChange: whether the list of this process comes into force if it is another.
    ///   - log: told what an operator should know.
    init(
        database: Database, namespace: String, cache: MemcachedClient, mayChange: Bool,
        log: @escaping @Sendable (String) -> Void
    ) {
        self.cache = cache
        names = Set(cache.statistics.map(\.name)).sorted()
        self.mayChange = mayChange
        self.log = log
        let origin = CacheOrigin(log: log)
        ledger = CacheLedger(database: database, namespace: namespace, origin: origin)
        database.greet(with: { origin.question }) { [weak self] origin in
            self?.meet(origin)
        }
    }

    var standing: CacheListStanding { state.withLock { $0.standing } }

    /// Whether a server was to be emptied when the list was last read.
    func isMarked(_ server: String) -> Bool { state.withLock { $0.unclean.contains(server) } }

    private func stand(_ standing: CacheListStanding) {
        let old = state.withLock { state in
            defer { state.standing = standing }
            return state.standing
        }
        let isFirst = old == .unknown && standing == .inForce
        let isAgain = old == .inQuestion && standing == .inForce
        if old != standing, !isFirst, !isAgain, let sentence = standing.sentence { log(sentence) }
    }

    // MARK: Gate

    /// Whether a server may serve this process. It is emptied first if it may hold old values, and
    /// otherwise told what the outbox names.
    /// - Parameter replay: tells it; whether it has heard everything.
    func admit(_ server: MemcachedClient.Rejoin, replay: () async -> Bool) async -> Bool {
        for _ in 0..<TAOLimits.writeAttemptsMax {
            guard let list = try? await enter(), list.servers == names else { return false }
            if list.unclean.contains(server.serverName) {
                guard await empty(server) else { return false }
            }
            guard await replay() else { return false }
            // Rows may have been replaced by a mark before they were read.
            guard let after = try? await ledger.read().list else { return false }
            guard after.epoch == list.epoch, !after.unclean.contains(server.serverName) else {
                continue
            }
            state.withLock { state in
                state.epoch = list.epoch
                state.origin = list.origin
            }
            stand(.inForce)
            return true
        }
        return false
    }

    /// The list in force. It is ours from now on if this process is new and its servers answer.
    private func enter() async throws -> CacheList? {
        for _ in 0..<TAOLimits.writeAttemptsMax {
            // Before the list is read: the gates of all servers are asked at once, and the list that
            // was in force before one of them passed must not count against this process.
            let isNew = state.withLock { $0.epoch == nil }
            let reading = try await ledger.read()
            if reading.origin == CacheOrigin.standby { return nil }
            guard let list = reading.list else {
                try await ledger.create(names, origin: reading.origin)
                continue
            }
            if list.servers != names {
                guard try await replace(list, isNew: isNew) else { return list }
                continue
            }
            guard let origin = reading.origin,
                list.origin == nil || !CacheOrigin.isSame(origin, list.origin)
            else { return list }
            if try await ledger.adopt(origin, list) {
                log(
                    "PostgreSQL is not the one that the cache was filled from: memcached is emptied"
                )
            }
        }
        return nil
    }

    /// Puts the list of this process in force; false, with the reason noted, when it must not be.
    private func replace(_ list: CacheList, isNew: Bool) async throws -> Bool {
        let mayReplace = state.withLock { state in
            let first = state.firstEpoch ?? list.epoch
            state.firstEpoch = first
            return mayChange && (isNew && first == list.epoch || list.isUnused)
        }
        guard mayReplace else {
            stand(.outdated)
            return false
        }
        let silent = await silentServers()
        guard silent.isEmpty else {
            stand(.refused(silent: silent))
            return false
        }
        try await ledger.change(list, to: names)
        return true
    }

    /// Servers that do not answer; each has a moment to do so.
    private func silentServers() async -> [String] {
        var waited = 0
        while true {
            let silent = cache.statistics.filter { !$0.answers }.map(\.name)
            if silent.isEmpty || waited >= TAOLimits.listAnswerMilliseconds { return silent }
            try? await Task.sleep(for: .milliseconds(TAOLimits.listPauseMilliseconds))
            waited += TAOLimits.listPauseMilliseconds
        }
    }

    // MARK: Emptying

    /// Empties a server that may hold old values, unless another process is doing so: then waits for
    /// that. Whether it is empty.
    private func empty(_ server: MemcachedClient.Rejoin) async -> Bool {
        let deadline = ContinuousClock.now + .milliseconds(TAOLimits.tailerLeaseMilliseconds)
        while ContinuousClock.now < deadline {
            guard let isOurTurn = try? await ledger.takeTurn(at: server.serverName) else {
                return false
            }
            let isEmpty = try? await emptyIfNeeded(server, isOurTurn: isOurTurn)
            if isOurTurn { await ledger.endTurn(at: server.serverName) }
            guard let isEmpty else { return false }
            if isEmpty { return true }
            try? await Task.sleep(for: .milliseconds(TAOLimits.listPauseMilliseconds))
        }
        return false
    }

    /// False: has to be tried again. nil: cannot be emptied.
    private func emptyIfNeeded(
        _ server: MemcachedClient.Rejoin, isOurTurn: Bool
    ) async throws -> Bool? {
        // Read before it is emptied: what is marked later must be emptied again.
        guard let list = try await ledger.read().list else { return nil }
        if !list.unclean.contains(server.serverName) || list.servers != names { return true }
        if !isOurTurn { return false }
        guard await server.deleteAll() else { return nil }
        guard try await ledger.noteClean(server.serverName, of: list) else { return false }
        log("The memcached \(server.serverName) may have held old values: it was emptied")
        return true
    }

    /// Says in PostgreSQL that these servers have missed deletes and must be emptied before they
    /// serve. Outbox rows that were read before, and whose deletes all other servers have processed,
    /// may be removed then; not if it is false, because the list has changed. Throws `PostgresError`.
    func mark(_ servers: Set<String>) async throws -> Bool {
        guard let list = try await ledger.read().list, list.servers == names else { return false }
        for server in servers.sorted() {
            guard try await ledger.mark(server, of: list) else { return false }
            if !list.unclean.contains(server) {
                log(
                    "The memcached \(server) has missed too much: it will be emptied when it is back"
                )
            }
        }
        return true
    }

    // MARK: Another PostgreSQL

    /// A new connection leads to this PostgreSQL. If it is another one, nothing is taken from the
    /// cache from now on, and the gates find out more. Called before any answer of that connection
    /// has reached a caller.
    private func meet(_ origin: String?) {
        let isOther = state.withLock { state in
            guard let origin, let known = state.origin, state.standing == .inForce,
                !CacheOrigin.isSame(origin, known)
            else { return false }
            state.standing = .inQuestion
            return true
        }
        if isOther { cache.closeGates() }
    }

    // MARK: Later

    /// Whether the list in force is still that of this process, and the cache's values are those of
    /// the PostgreSQL that answers. Throws `PostgresError`.
    func check() async throws -> Bool {
        let reading = try await ledger.read()
        guard let list = reading.list else {
            // It was there when the gates were passed: this is another database.
            if state.withLock({ $0.epoch }) != nil { question() }
            return state.withLock { $0.epoch == nil }
        }
        guard list.servers == names else {
            if standing == .outdated && mayChange && list.isUnused {
                question()
            } else if state.withLock({ $0.epoch }) != nil && standing != .inQuestion {
                stand(.outdated)
            }
            return false
        }
        let isSame = state.withLock { state in
            state.unclean = Set(list.unclean)
            guard let epoch = state.epoch else { return true }
            return epoch == list.epoch && CacheOrigin.isSame(reading.origin, state.origin)
        }
        guard isSame else {
            question()
            return false
        }
        for server in cache.statistics
        where server.state != .down && list.unclean.contains(server.name) {
            cache.closeGate(of: server.name)
        }
        if list.secondsUnused >= TAOLimits.listUseSeconds {
            try await ledger.noteUse(of: list)
        }
        return true
    }

    /// Others have written meanwhile by another list, or the values are another PostgreSQL's. The
    /// gates of all servers are asked once; one that does not let its server in asks again by itself.
    private func question() {
        let isNew = state.withLock { state in
            defer { state.standing = .inQuestion }
            return state.standing != .inQuestion
        }
        if isNew { cache.closeGates() }
    }
}
