import Synchronization

/// The reads of one request.
///
/// Loads that are asked for in one pass leave as one memcached multi-get, and the misses as one
/// PostgreSQL pipeline. A pass ends when the request has nothing else to run: inside `run(_:)` its
/// tasks share one serial executor, whose empty queue closes the batch. So the number of round
/// trips depends on the shape of the query and never on the clock. All callers that wait for a pass
/// is resumed together after the whole pass.
///
/// What was read stays in the request's memo until `clear()`: one request sees one version of an
/// object. Outside of `run(_:)` loads work too, with a pass of their own each.
///
/// All reads throw `PostgresError` when PostgreSQL fails, and `CancellationError` when the task is
/// cancelled while it waits. A memcached that is down is no error. Of many keys those fail that
/// could not be read: what takes `each` of them tells one by one, what takes them without a word
/// throws for all.
package final class Loader: Sendable {
    /// Every round trip of this request.
    package let trips = Trips()

    let backends: Backends
    /// Whether nothing may be taken from the cache.
    let bypassesCache: Bool
    /// Items (`CacheKeys.stored`) that must be read from PostgreSQL, whatever the cache says.
    let bypassed: Set<[UInt8]>
    private let memo = Mutex(RequestMemo())
    private let staleness: Atomic<Bool>
    private let executorBox: ExecutorBox

    /// The executor calls back when it is idle, without keeping the loader alive.
    private final class ExecutorBox: Sendable {
        struct WeakLoader {
            weak var value: Loader?
        }

        let loader = Mutex(WeakLoader())
    }

    let executor: RequestExecutor

    init(
        backends: Backends, bypassing: CacheBypass = .nothing, mayBeStale: Bool = false
    ) {
        self.backends = backends
        staleness = Atomic(mayBeStale)
        bypassesCache = bypassing == .everything
        if case .items(let items) = bypassing, !items.isEmpty {
            bypassed = Set(items.map { Array($0.utf8) })
        } else {
            bypassed = []
        }
        let box = ExecutorBox()
        executorBox = box
        executor = RequestExecutor(largeWork: backends.largeWork) {
            box.loader.withLock { $0.value }?.beginPass(mayBlock: true)
        }
        box.loader.withLock { $0.value = self }
    }

    /// Runs the body and its child tasks on the request's own serial executor.
    package func run<T: Sendable>(_ body: () async throws -> T) async rethrows -> T {
        try await withTaskExecutorPreference(executor, operation: body)
    }

    /// Forgets what was read: after a mutation, so that the request sees its own write.
    package func clear() {
        staleness.store(false, ordering: .relaxed)
        let old = memo.withLock { memo in
            defer { memo = RequestMemo() }
            return memo
        }
        beginPass(of: old, mayBlock: false)
    }

    /// Whether a replica may answer what the cache does not have.
    var mayBeStale: Bool { staleness.load(ordering: .relaxed) }

    // MARK: Passes

    private func beginPass(mayBlock: Bool) {
        beginPass(of: memo.withLock { $0 }, mayBlock: mayBlock)
    }

    private func beginPass(of memo: RequestMemo, mayBlock: Bool) {
        if let wants = memo.takeWants() {
            Pass(loader: self, memo: memo, wants: wants).begin(mayBlock: mayBlock)
        }
    }

    /// Takes numbers of keys, waits for the passes that bring them, and reads the answer.
    private func load<Places: Sendable, Answer: Sendable>(
        _ want: (inout RequestMemo.State, inout [Int]) -> Places,
        _ answer: (inout RequestMemo.State, Places) throws -> Answer
    ) async throws -> Answer {
        let memo = memo.withLock { $0 }
        var passes: [Int] = []
        let places = memo.state.withLock { want(&$0, &passes) }
        for pass in passes {
            try await memo.ended(pass) { executor.wake() }
        }
        return try memo.state.withLock { try answer(&$0, places) }
    }

    // MARK: Reads

    /// nil when there is no such object. TAO's `obj_get`.
    package func object(_ id: ObjectID) async throws -> Object? {
        try await objects([id])[0]
    }

    /// In the order of the ids, which may repeat.
    package func objects(_ ids: [ObjectID]) async throws -> [Object?] {
        try await load { state, passes in
            state.objects.reserve(ids.count)
            return ids.map { state.want(object: $0, &passes) }
        } _: { state, places in
            try places.map { try state.object($0) }
        }
    }

    package func objects(each ids: [ObjectID]) async throws -> [Result<Object?, any Error>] {
        try await load { state, passes in
            state.objects.reserve(ids.count)
            return ids.map { state.want(object: $0, &passes) }
        } _: { state, places in
            places.map { place in Result { try state.object(place) } }
        }
    }

    /// In the order of the queries. TAO's `assoc_range` and `assoc_time_range`, for many lists.
    package func associationRange(_ queries: [RangeQuery]) async throws -> [AssociationPage] {
        let queries = limited(queries)
        return try await load { state, passes in
            state.lists.reserve(queries.count)
            state.pages.reserve(queries.count)
            return queries.map { state.want(range: $0, &passes) }
        } _: { state, places in
            try zip(queries, places).map { try state.page($0, $1) }
        }
    }

    package func associationRange(
        each queries: [RangeQuery]
    ) async throws -> [Result<AssociationPage, any Error>] {
        let queries = limited(queries)
        return try await load { state, passes in
            queries.map { state.want(range: $0, &passes) }
        } _: { state, places in
            zip(queries, places).map { query, place in Result { try state.page(query, place) } }
        }
    }

    /// A query may be made from the number of a type alone, which does not know the type's limit.
    private func limited(_ queries: [RangeQuery]) -> [RangeQuery] {
        let types = backends.types
        guard queries.contains(where: { $0.limit > types.rangeEdgesMin }) else { return queries }
        return queries.map { query in
            types.associations[query.type].map { query.limited(to: $0.rangeEdgesMax) } ?? query
        }
    }

    /// In the order of the keys. `GraphError.notCounted` for a long list of an uncounted type.
    /// TAO's `assoc_count`, for many lists.
    package func associationCount(_ keys: [AssociationListKey]) async throws -> [Int] {
        try await load { state, passes in
            want(counts: keys, &state, &passes)
        } _: { state, places in
            try zip(keys, places).map { try state.count($0, $1) }
        }
    }

    package func associationCount(
        each keys: [AssociationListKey]
    ) async throws -> [Result<Int, any Error>] {
        try await load { state, passes in
            want(counts: keys, &state, &passes)
        } _: { state, places in
            zip(keys, places).map { key, place in Result { try state.count(key, place) } }
        }
    }

    private func want(
        counts keys: [AssociationListKey], _ state: inout RequestMemo.State, _ passes: inout [Int]
    ) -> [Int] {
        state.lists.reserve(keys.count)
        return keys.map { key in
            let isCounted = backends.types.associations[key.type]?.isCounted ?? true
            return state.want(count: key, isCounted: isCounted, &passes)
        }
    }

    /// In the order of the keys; nil where there is no such edge, or none of the wanted times.
    /// TAO's `assoc_get`, for many lists.
    package func associationGet(_ keys: [AssociationKey]) async throws -> [Association?] {
        try await load { state, passes in
            keys.map { state.want(edge: $0, &passes) }
        } _: { state, places in
            try zip(keys, places).map { try state.edge($0, $1) }
        }
    }

    package func associationGet(
        each keys: [AssociationKey]
    ) async throws -> [Result<Association?, any Error>] {
        try await load { state, passes in
            keys.map { state.want(edge: $0, &passes) }
        } _: { state, places in
            zip(keys, places).map { key, place in Result { try state.edge(key, place) } }
        }
    }

    /// The objects that have these names (`GraphWrite.claimName`), in their order.
    package func identifiers(namespace: Int16, names: [String]) async throws -> [ObjectID?] {
        try await load { state, passes in
            names.map { state.want(name: NameKey(namespace: namespace, name: $0), &passes) }
        } _: { state, places in
            try places.map { try state.name($0) }
        }
    }
}
