import Memcached
import Postgres
import Synchronization

/// How one process uses the graph.
package struct TAOConfiguration: Sendable {
    /// Leads every cache key, so that several worlds (tests, a rebuilt database) can share
    /// memcached. All processes of one world use the same: otherwise they do not delete each
    /// other's values. At most 32 bytes, printable, without spaces.
    package var namespace: String
    /// Whether the list of memcached servers of this process becomes that of all when it starts;
    /// false for tools, which do without the cache if they were given another list.
    package var mayChangeServers = true
    /// How long a reader waits for the value that another process is reading from PostgreSQL, before
    /// it reads itself.
    package var leaseWaitMilliseconds: Int
    /// Told, in a sentence, what an operator should know: for the log.
    package var log: @Sendable (String) -> Void = { _ in }
    /// How old the answers of replicas may be.
    package var replicaLagMilliseconds = TAOLimits.replicaLagMilliseconds

    package init(
        namespace: String = "t1",
        leaseWaitMilliseconds: Int = TAOLimits.leaseWaitMilliseconds
    ) {
        self.namespace = namespace
        self.leaseWaitMilliseconds = leaseWaitMilliseconds
    }
}

/// The graph of objects and associations: PostgreSQL, with memcached in front.
///
/// One per process. Reads go through a `Loader`, one per request; writes through `commit(_:)`.
/// What is guaranteed and what is not: `README.md` beside this file.
package final class TAO: Sendable {
    package let types: GraphTypes
    package let clock: WallClock

    /// How often everybody has acted of late.
    package let rates: SharedRates

    let backends: Backends
    private let cacheServers: MemcachedClient?
    private let outbox: Outbox
    private let lag = LagMeter()
    /// nil without a cache: a process that cannot delete must not remove the rows that say what to delete.
    private let tailer: Tailer?
    private let watch: OutboxWatch
    private let auditor: Auditor
    private let background = Mutex(Background())

    /// Tasks that run until `shutdown()`.
    private struct Background {
        var tailing: [Task<Void, Never>] = []
        var auditing: Task<Void, Never>?

        var all: [Task<Void, Never>] { tailing + (auditing.map { [$0] } ?? []) }
    }

    /// - Parameters:
    ///   - replicas: streaming replicas, for loaders that may be stale.
    ///   - cache: nil reads everything from PostgreSQL, with the same answers.
    ///   - clock: the time of edges whose writer gives none.
    package init(
        types: GraphTypes, database: Database, replicas: [Database] = [], cache: MemcachedClient?,
        clock: WallClock = .system, configuration: TAOConfiguration = TAOConfiguration()
    ) {
        let namespace = configuration.namespace.utf8
        precondition(
            namespace.count <= TAOLimits.namespaceBytesMax
                && namespace.allSatisfy { $0 > 0x20 && $0 < 0x7F },
            "a cache namespace is at most \(TAOLimits.namespaceBytesMax) printable bytes")
        self.types = types
        self.clock = clock
        cacheServers = cache
        let keys = CacheKeys(namespace: configuration.namespace)
        let servers = cache.map { cache in
            CacheServers(
                database: database, namespace: configuration.namespace, cache: cache,
                mayChange: configuration.mayChangeServers, log: configuration.log)
        }
        backends = Backends(
            types: types, database: database,
            replicas: Replicas(
                of: database, replicas, lagMilliseconds: configuration.replicaLagMilliseconds),
            cache: cache, servers: servers, keys: keys,
            leaseWaitMilliseconds: configuration.leaseWaitMilliseconds)
        rates = SharedRates(backends: backends, knownMax: TAOLimits.ratesKnownMax)
        let outbox = Outbox(database: database, keys: keys, servers: servers)
        self.outbox = outbox
        tailer = cache.flatMap { [lag] cache in
            servers.map { Tailer(outbox: outbox, cache: cache, servers: $0, lag: lag) }
        }
        watch = OutboxWatch(database: database, isCached: cache != nil)
        auditor = Auditor(backends: backends)
        cache?.compareLatency { [storeSpeed = backends.storeSpeed] in
            await storeSpeed.milliseconds()
        }
        cache?.addRejoinGate { [weak outbox] server in
            guard let outbox, let servers = outbox.servers else { return true }
            return await servers.admit(server) { await outbox.replay(to: server) }
        }
    }

    deinit {
        let running = background.withLock { $0 }
        for task in running.all { task.cancel() }
    }

    /// The reads of one request.
    /// - Parameters:
    ///   - bypassing: `GraphOutcome.undelivered` of the session's recent writes: these items are
    ///     read from PostgreSQL, whatever the cache says.
    ///   - mayBeStale: whether what is not cached may come from a replica, up to
    ///     `TAOLimits.replicaLagMilliseconds` old: for readers who have written nothing lately, such
    ///     as anonymous ones. Ends with `Loader.clear()`; has no effect where items are bypassed.
    package func loader(
        bypassing: CacheBypass = .nothing, mayBeStale: Bool = false
    ) -> Loader {
        Loader(
            backends: backends, bypassing: bypassing, mayBeStale: mayBeStale && bypassing.isEmpty)
    }

    /// Does what keeps a processor busy for long where it keeps nothing small waiting; not within
    /// `Loader.run(_:)`, which sees to it by itself.
    package func doingLargeWork<Value: Sendable>(
        _ work: () async throws -> Value
    ) async rethrows -> Value {
        try await withTaskExecutorPreference(backends.largeWork, operation: work)
    }

    // MARK: Writes

    /// One transaction: objects, edges, their inverses, counts, names, the caller's own statements
    /// and the outbox row of the keys that change. After COMMIT the keys are deleted from the
    /// cache; then, and only then, this returns: every loader of this process made or cleared
    /// afterwards sees the write. Tried again by itself when PostgreSQL breaks a deadlock.
    ///
    /// Throws `GraphError` when the write is refused and `PostgresError` when the database fails;
    /// nothing is stored then, except when the connection broke, or the time limit passed, after
    /// COMMIT was sent: whether that transaction has happened, or happens yet, is unknown. Its keys
    /// are deleted all the same, and again by the tailer if it does. The keys of a write that
    /// certainly had no effect (`PostgresError.hadNoEffect`) stay cached; of one that was decided by
    /// what is no longer so, that item is deleted (`GraphError.outdatedItem`).
    package func commit(_ write: GraphWrite) async throws -> GraphOutcome {
        let plan = try WritePlan(write, types: types, clock: clock)
        let results: [Rows]
        do {
            results = try await store(plan)
        } catch let error as PostgresError where error.isInDoubt {
            _ = await delete(plan.items, plan.outboxRow, isInDoubt: true)
            throw error
        } catch let error as PostgresError where error.isUniqueViolation {
            let refusal = try await collision(of: plan, error)
            await forget(refusal?.outdatedItem)
            throw refusal ?? error
        } catch let error as GraphError {
            await forget(error.outdatedItem)
            throw error
        }
        return try plan.outcome(results, undelivered: await delete(plan.items, plan.outboxRow))
    }

    /// Deletes a cached item by which a refused write may have been decided, so that a writer who decides
    /// again does so by what is stored. The write that changed it may have died, or be about to delete
    /// it; the item is as it was, so there is no outbox row, and no harm if the cache is away.
    private func forget(_ item: ItemKey?) async {
        guard let item else { return }
        _ = await backends.cache?.delete(backends.keys.batch([item]))
    }

    /// A write that nothing can refuse goes out as one pipeline: one round trip. Others look at the
    /// rows before they commit.
    private func store(_ plan: WritePlan) async throws -> [Rows] {
        try await retrying {
            if !plan.isConditional { return try await backends.database.pipeline(plan.queries) }
            return try await backends.database.transaction { transaction in
                let results = try await transaction.pipeline(plan.queries)
                _ = try plan.outcome(results, undelivered: [])
                return results
            }
        }
    }

    /// A change that finds out within its transaction what is to be done: the same outbox row and
    /// the same deletes as a `commit`. Whether the body has changed anything.
    func repair(
        _ items: [ItemKey], _ body: (Transaction) async throws -> Bool
    ) async throws -> Bool {
        let row = OutboxRow(items: items)
        let isChanged = try await retrying {
            try await backends.database.transaction { transaction in
                guard try await body(transaction) else { return false }
                _ = try await transaction.query(StoreOutbox.insert(row))
                return true
            }
        }
        if isChanged { _ = await delete(items, row) }
        return isChanged
    }

    private func retrying<Value: Sendable>(
        _ body: () async throws -> Value
    ) async throws -> Value {
        var attempt = 1
        while true {
            do {
                return try await body()
            } catch let error as PostgresError
                where error.isSerializationFailure && attempt < TAOLimits.writeAttemptsMax
            {
                try await Task.sleep(for: .milliseconds(Int.random(in: 1...(10 << attempt))))
                attempt += 1
            }
        }
    }

    /// Deletes the keys of a write. The items whose deletion is not confirmed: without a cache, all,
    /// because other processes may have one.
    /// - Parameter isInDoubt: the write may happen yet, and a reader fill the cache before: its row
    ///   is left to the tailer.
    private func delete(
        _ items: [ItemKey], _ row: OutboxRow, isInDoubt: Bool = false
    ) async -> [String] {
        if items.isEmpty { return [] }
        let committed = ContinuousClock.now
        let lost =
            await backends.cache?.delete(backends.keys.batch(items)) ?? Array(items.indices)
        if lost.isEmpty && !isInDoubt {
            outbox.noteDelivered(row)
            lag.note(ContinuousClock.now - committed)
        }
        auditor.note(items)
        return lost.map { String(decoding: row.items[$0], as: UTF8.self) }
    }

    /// What of the write is there already, if that is why a statement broke a unique key.
    private func collision(of plan: WritePlan, _ error: PostgresError) async throws -> GraphError? {
        if error.isViolation(ofKey: "objects_pkey") {
            let rows = try await backends.database.query(StoreWrites.existing(plan.addedObjects))
            // The other may have been deleted meanwhile.
            let taken = rows.first.map { ObjectID($0.int64(0)) } ?? plan.addedObjects.first
            return taken.map { .idTaken($0) }
        }
        if error.isViolation(ofKey: "associations_pkey") {
            for target in plan.changeTargets
            where try await !backends.database.query(StoreWrites.edge(target)).isEmpty {
                return .edgeExists(target)
            }
        }
        return nil
    }

    // MARK: In the background

    /// Begins to repeat the deletes of the outbox, taking turns with other processes. At least one
    /// process with the cache must do this. One without only looks at what waits there
    /// (`outboxStatistics`): its own writes are seen when another process has repeated them.
    package func startTailer() {
        background.withLock { background in
            guard background.tailing.isEmpty else { return }
            background.tailing = [Task.detached { [watch] in await watch.run() }]
            if let tailer { background.tailing.append(Task.detached { await tailer.run() }) }
        }
    }

    /// Begins to compare the cached values of some changed items with PostgreSQL.
    /// - Parameter oneIn: of how many changed items one is compared.
    package func startAuditor(oneIn: Int = TAOLimits.auditOneIn) {
        background.withLock { background in
            guard background.auditing == nil else { return }
            background.auditing = Task.detached { [auditor] in await auditor.run(oneIn: oneIn) }
        }
    }

    /// Ends tailer and auditor, and removes the outbox rows of delivered writes.
    package func shutdown() async {
        let running = background.withLock { background in
            defer { background = Background() }
            return background
        }
        for task in running.all {
            task.cancel()
            await task.value
        }
        await outbox.removeDelivered()
    }

    package var cacheStatistics: CacheStatistics { backends.reads.withLock { $0 } }
    package var lagStatistics: LagStatistics { lag.statistics }
    /// The memcached servers by name, in the order of the configuration, and how each does; none
    /// without a cache.
    package var cacheServerStates: [(name: String, state: ServerState)] {
        cacheServers?.statistics.map { ($0.name, $0.state) } ?? []
    }
    /// Whether the cache is not used because of the list of servers (`cacheListStanding`).
    package var isCacheOutdated: Bool { cacheListStanding?.allowsCache == false }
    /// nil without a cache.
    package var cacheListStanding: CacheListStanding? { outbox.servers?.standing }
    /// Whether the list of this process did not come into force because some servers of it do not
    /// answer.
    package var isCacheListRefused: Bool {
        if case .refused = cacheListStanding { true } else { false }
    }
    package var tailerStatistics: TailerStatistics { tailer?.statistics ?? TailerStatistics() }
    package var outboxStatistics: OutboxStatistics { watch.statistics }
    package var auditStatistics: AuditStatistics { auditor.statistics }
}

extension PostgresError {
    /// Whether the transaction may have been committed although it failed.
    fileprivate var isInDoubt: Bool {
        (kind == .unavailable || kind == .timeout) && !hadNoEffect
    }
}
