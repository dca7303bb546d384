import LocalServices
import Memcached
import Postgres
import TAO

/// What a batch of 100 costs through a loader, beside what the libraries below it need for the same
/// keys and rows on one thread.
struct BatchCosts {
    private static let batchCount = 100
    private static let connections = 8
    private static let warmRounds = 7
    private static let warmRepetitions = 40
    private static let coldRounds = 15

    let store: BenchStore
    let graph: BenchGraph
    let tao: TAO

    init(_ store: BenchStore, _ graph: BenchGraph, _ tao: TAO) {
        self.store = store
        self.graph = graph
        self.tao = tao
    }

    func run(_ report: BenchReport) async throws {
        try report.begin(
            """

            A batch of 100 within a request, beside libmemcached and libpq by themselves. A
            request of its own costs two changes of thread more than the batch it consists of.
            Bare is one thread with one connection that waits; CPU is that of this process. How
            quickly a thread of memcached is woken differs between its threads, by a half and more:
            both sides have \(Self.connections) connections, one after the other, and the mean counts.
            Before a cold batch both rest, and what is filled afterwards is not part of it.
            """)
        let ids = nodes(0).map(graph.id)
        try await warm(report, "100 objects") { try await readAll(ids, $0) }
        let lists = ids.map { RangeQuery($0, BenchGraph.link, limit: 10) }
        try await warm(report, "100 lists") { loader in
            guard try await loader.associationRange(lists).count == lists.count else {
                throw BenchFailure("A list is not there.")
            }
        }
        try await cold(report)
    }

    /// Nodes that no other round has.
    private func nodes(_ round: Int) -> [Int] {
        (0..<Self.batchCount).map {
            WorkloadChoices.place(
                ofRank: (round * Self.batchCount + $0) % graph.nodeCount, among: graph.nodeCount)
        }
    }

    // MARK: Warm

    private func warm(
        _ report: BenchReport, _ name: String, _ read: (Loader) async throws -> Void
    ) async throws {
        var batches = CostComparison()
        var requests = CostComparison()
        for _ in 0..<Self.connections {
            batches.begin()
            requests.begin()
            try await warm(&batches, &requests, read)
        }
        var rows = batches.rows(
            "\(name), warm", bare: "\(name), bare multi-get", goals: (1.5, 2))
        rows += requests.ratios("request of \(name), warm")
        for row in rows { try report.add(row) }
    }

    /// With connections of its own.
    private func warm(
        _ batches: inout CostComparison, _ requests: inout CostComparison,
        _ read: (Loader) async throws -> Void
    ) async throws {
        let (cache, tao) = try store.anotherTAO("bench")
        defer { cache.shutdown() }
        // memcached gives its threads out in turn: one connection in between, so that neither of the
        // others has every other thread.
        let between = try store.bareMultiGet()
        defer { between.close() }
        let bare = try store.bareMultiGet()
        defer { bare.close() }
        let keys = try await warmKeys(tao, read)
        _ = between.get(keys)
        for _ in 0..<Self.warmRounds {
            let loader = tao.loader()
            let batch = try await loader.run {
                try await Cost.of(Self.warmRepetitions) {
                    try await read(loader)
                    loader.clear()
                }
            }
            let request = try await Cost.of(Self.warmRepetitions) {
                let loader = tao.loader()
                try await loader.run { try await read(loader) }
            }
            let its = try await Cost.of(Self.warmRepetitions) {
                guard bare.get(keys) == keys.count else {
                    throw BenchFailure("memcached has lost what was cached.")
                }
            }
            batches.add(batch, bare: its)
            requests.add(request, bare: its)
        }
    }

    /// Reads twice; the keys of the only trip of the second time.
    private func warmKeys(
        _ tao: TAO, _ read: (Loader) async throws -> Void
    ) async throws -> KeyBatch {
        try await read(tao.loader())
        try await store.settle()
        let loader = tao.loader()
        try await loader.run { try await read(loader) }
        let trips = loader.trips.all
        guard trips.count == 1, let keys = trips[0].multiGetKeys else {
            throw BenchFailure("The batch is not warm after it was read.")
        }
        return keys
    }

    // MARK: Cold

    /// Every round has objects of its own, and every side its turn after a rest, so that neither
    /// finds its threads and its part of the processor's caches busier than the other. The rows are
    /// in PostgreSQL's memory: a third connection has read them.
    private func cold(_ report: BenchReport) async throws {
        let (sql, keys) = try await coldTrips()
        guard let first = BareQuery(url: store.services.databaseURL, sql: sql),
            let bare = BareQuery(url: store.services.databaseURL, sql: sql)
        else { throw BenchFailure("PostgreSQL cannot be reached.") }
        defer {
            first.close()
            bare.close()
        }
        var batches = CostComparison()
        var requests = CostComparison()
        for connection in 0..<Self.connections {
            let (cache, tao) = try store.anotherTAO("cold\(connection)")
            defer { cache.shutdown() }
            // In the order in which memcached is to see them, as for warm batches.
            _ = try await tao.loader().objects([graph.id(0)])
            let between = try store.bareMultiGet()
            defer { between.close() }
            _ = between.get(keys)
            let multiGet = try store.bareMultiGet()
            defer { multiGet.close() }
            batches.begin()
            requests.begin()
            for round in 0..<Self.coldRounds {
                let ids = try await restedNodes(2 * round, first)
                let numbers = ids.map(\.rawValue)
                let its = try await Cost.of(1) {
                    _ = multiGet.get(keys)
                    guard bare.run(numbers).rows == ids.count else {
                        throw BenchFailure("An object is not there.")
                    }
                }
                _ = try await restedNodes(2 * round, first)
                batches.add(try await coldBatch(ids, tao), bare: its)
                let others = try await restedNodes(2 * round + 1, first)
                requests.add(try await coldRequest(others, tao), bare: its)
                // What they have filled must not take memory from the workloads.
                try await store.settle()
                for ids in [ids, others] { try await forget(ids, tao, cache) }
            }
        }
        var rows = batches.rows(
            "100 objects, cold", bare: "100 objects, bare query + get", goals: (1.5, nil))
        rows += requests.ratios("request of 100 objects, cold")
        for row in rows { try report.add(row) }
    }

    /// Nodes whose rows have been read, a rest ago.
    private func restedNodes(_ round: Int, _ query: BareQuery) async throws -> [ObjectID] {
        let ids = nodes(round).map(graph.id)
        guard query.run(ids.map(\.rawValue)).rows == ids.count else {
            throw BenchFailure("An object is not there.")
        }
        try await store.settle()
        return ids
    }

    private func forget(_ ids: [ObjectID], _ tao: TAO, _ cache: MemcachedClient) async throws {
        let loader = tao.loader()
        try await loader.run { try await readAll(ids, loader) }
        guard let keys = loader.trips.all.first?.multiGetKeys else { return }
        _ = await cache.delete(keys)
    }

    private func coldBatch(_ ids: [ObjectID], _ tao: TAO) async throws -> Cost {
        let loader = tao.loader()
        return try await loader.run {
            try await Cost.of(1) { try await readAll(ids, loader) }
        }
    }

    private func coldRequest(_ ids: [ObjectID], _ tao: TAO) async throws -> Cost {
        try await Cost.of(1) {
            let loader = tao.loader()
            try await loader.run { try await readAll(ids, loader) }
        }
    }

    private func readAll(_ ids: [ObjectID], _ loader: Loader) async throws {
        guard try await loader.objects(ids).allSatisfy({ $0 != nil }) else {
            throw BenchFailure("An object is not there.")
        }
    }

    /// The statement that a loader runs for objects, and 100 keys that are not there.
    private func coldTrips() async throws -> (sql: String, keys: KeyBatch) {
        let loader = store.tao("cold").loader()
        let unknown = (0..<Self.batchCount).map { ObjectID(.max - Int64($0)) }
        _ = try await loader.run { try await loader.objects(unknown) }
        guard let sql = loader.trips.all.first(where: \.isSQL)?.text,
            let keys = loader.trips.all.first?.multiGetKeys
        else { throw BenchFailure("The batch is not cold.") }
        return (sql, keys)
    }
}
