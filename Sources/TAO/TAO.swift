import Memcached
import Postgres
import Synchronization

/// How one process uses the graph.
package struct TAOConfiguration: Sendable {
    /// Leads every cache key, so that several worlds (tests, a rebuilt database) can share
    /// memcached. All processes of one world use the same, and the same list of servers: otherwise
    /// they do not delete each other's values. At most 32 bytes, printable, without spaces.
    package var namespace: String

    package init(namespace: String = "t1") {
        self.namespace = namespace
    }
}

/// The graph of objects and associations: PostgreSQL, with memcached in front.
///
/// One per process. Reads go through a `Loader`, one per request; writes through `commit(_:)`.
/// What is guaranteed and what is not: `README.md` beside this file.
package final class TAO: Sendable {
    package let types: GraphTypes
    package let clock: WallClock

    private let reader: GraphReader
    private let outbox: Outbox
    private let tailer: Tailer
    private let auditor: Auditor
    private let background = Mutex(Background())

    /// Tasks that run until `shutdown()`.
    private struct Background {
        var tailing: Task<Void, Never>?
        var auditing: Task<Void, Never>?
    }

    /// - Parameters:
    ///   - cache: nil reads everything from PostgreSQL, with the same answers.
    ///   - clock: the time of edges whose writer gives none.
    package init(
        types: GraphTypes, database: Database, cache: MemcachedClient?,
        clock: WallClock = .system, configuration: TAOConfiguration = TAOConfiguration()
    ) {
        let namespace = configuration.namespace.utf8
        precondition(
            namespace.count <= TAOLimits.namespaceBytesMax
                && namespace.allSatisfy { $0 > 0x20 && $0 < 0x7F },
            "a cache namespace is at most \(TAOLimits.namespaceBytesMax) printable bytes")
        self.types = types
        self.clock = clock
        let keys = CacheKeys(namespace: configuration.namespace)
        reader = GraphReader(types: types, database: database, cache: cache, keys: keys)
        let outbox = Outbox(database: database, keys: keys)
        self.outbox = outbox
        tailer = Tailer(outbox: outbox, cache: cache)
        auditor = Auditor(reader: reader)
        cache?.addRejoinGate { [weak outbox] server in
            guard let outbox else { return true }
            return await outbox.replay(to: server)
        }
    }

    deinit {
        let running = background.withLock { $0 }
        running.tailing?.cancel()
        running.auditing?.cancel()
    }

    /// The reads of one request.
    /// - Parameter bypassing: `GraphOutcome.undelivered` of the session's recent writes: these items
    ///   are read from PostgreSQL, whatever the cache says.
    package func loader(bypassing: [String] = []) -> Loader {
        Loader(reader: reader, bypassed: Set(bypassing.map { Array($0.utf8) }))
    }

    // MARK: Writes

    /// One transaction: objects, edges, their inverses, counts, names, the caller's own statements
    /// and the outbox row of the keys that change. After COMMIT the keys are deleted from the cache;
    /// then, and only then, this returns: every loader of this process made or cleared afterwards
    /// sees the write. Tried again by itself when PostgreSQL breaks a deadlock.
    ///
    /// Throws `GraphError` when the write is refused and `PostgresError` when the database fails;
    /// nothing is stored then, except when the connection broke during COMMIT: whether that
    /// transaction happened is unknown, and its keys are deleted all the same.
    package func commit(_ write: GraphWrite) async throws -> GraphOutcome {
        let plan = try WritePlan(write, types: types, clock: clock)
        let results: [Rows]
        do {
            results = try await store(plan)
        } catch let error as PostgresError where error.isInDoubt {
            _ = await delete(plan)
            throw error
        } catch let error as PostgresError where error.isUniqueViolation {
            throw try await idTaken(write) ?? error
        }
        return try plan.outcome(results, undelivered: await delete(plan))
    }

    /// A write that nothing can refuse goes out as one pipeline: one round trip. Others look at the
    /// rows before they commit.
    private func store(_ plan: WritePlan) async throws -> [Rows] {
        var attempt = 1
        while true {
            do {
                if !plan.isConditional { return try await reader.database.pipeline(plan.queries) }
                return try await reader.database.transaction { transaction in
                    let results = try await transaction.pipeline(plan.queries)
                    _ = try plan.outcome(results, undelivered: [])
                    return results
                }
            } catch let error as PostgresError
                where error.isSerializationFailure && attempt < TAOLimits.writeAttemptsMax
            {
                try await Task.sleep(for: .milliseconds(Int.random(in: 1...(10 << attempt))))
                attempt += 1
            }
        }
    }

    /// Deletes the keys of a write. The items whose deletion is not confirmed.
    private func delete(_ plan: WritePlan) async -> [String] {
        guard let cache = reader.cache, !plan.items.isEmpty else { return [] }
        let lost = await cache.delete(reader.keys.batch(plan.items))
        if lost.isEmpty { outbox.noteDelivered(plan.outboxRow) }
        auditor.note(plan.items)
        return lost.map { String(decoding: plan.outboxRow.items[$0], as: UTF8.self) }
    }

    /// The object whose id is used already, if that is why a statement failed.
    private func idTaken(_ write: GraphWrite) async throws -> GraphError? {
        let added = write.objects.filter { if case .add = $0.kind { true } else { false } }
        if added.isEmpty { return nil }
        let rows = try await reader.database.query(StoreWrites.existing(added.map(\.id)))
        return rows.first.map { .idTaken(ObjectID($0.int64(0))) }
    }

    // MARK: In the background

    /// Begins to repeat the deletes of the outbox, taking turns with other processes. At least one
    /// process of a deployment must do this.
    package func startTailer() {
        background.withLock { background in
            guard background.tailing == nil else { return }
            background.tailing = Task.detached { [tailer] in await tailer.run() }
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
        for task in [running.tailing, running.auditing] {
            task?.cancel()
            await task?.value
        }
        await outbox.removeDelivered()
    }

    package var tailerStatistics: TailerStatistics { tailer.statistics }
    package var auditStatistics: AuditStatistics { auditor.statistics }
}

extension PostgresError {
    /// Whether the transaction may have been committed although it failed.
    fileprivate var isInDoubt: Bool { kind == .unavailable || kind == .timeout }
}
