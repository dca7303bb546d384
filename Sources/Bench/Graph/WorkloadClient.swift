import Dispatch
import TAO

/// One client of a workload. It asks one thing at a time, each as a request of its own, by the
/// calls a gateway uses.
struct WorkloadClient {
    /// What a client has done while it was measured.
    struct Tally: Sendable {
        var reads = LatencyHistogram()
        var writes = LatencyHistogram()
        /// Round trips of the reads.
        var trips = 0

        var count: Int { reads.count + writes.count }

        mutating func add(_ other: Tally) {
            reads.add(other.reads)
            writes.add(other.writes)
            trips += other.trips
        }
    }

    private let tao: TAO
    private var choices: WorkloadChoices
    private var writes: WorkloadWrites

    init(_ workload: Workload, _ graph: BenchGraph, _ tao: TAO, ids: IDGenerator, seed: Int) {
        self.tao = tao
        choices = WorkloadChoices(workload, graph, seed: seed)
        writes = WorkloadWrites(ids: ids)
    }

    /// Goes on until `end`; counts what begins between `start` and then. Nanoseconds of uptime.
    mutating func work(from start: UInt64, until end: UInt64) async throws -> Tally {
        var tally = Tally()
        while true {
            let operation = choices.operation()
            let began = DispatchTime.now().uptimeNanoseconds
            if began >= end { return tally }
            let trips = try await perform(operation)
            if began < start { continue }
            let duration = DispatchTime.now().uptimeNanoseconds - began
            tally.trips += trips
            if operation.isRead {
                tally.reads.add(nanoseconds: duration)
            } else {
                tally.writes.add(nanoseconds: duration)
            }
        }
    }

    /// How many round trips it took, if it was a read.
    private mutating func perform(_ operation: Workload.Operation) async throws -> Int {
        if operation.isRead {
            let loader = tao.loader()
            try await read(operation, loader)
            return loader.trips.cacheCount + loader.trips.sqlCount
        }
        var operations = [operation]
        if case .writeTransaction = operation, let transactions = choices.workload.transactions {
            operations = (0..<transactions.writeSizes.choose(&choices.random))
                .map { _ in transactions.writes.choose(&choices.random) }
        }
        let write = writes.write(operations, &choices)
        _ = try await tao.commit(write)
        return 0
    }

    private mutating func read(_ operation: Workload.Operation, _ loader: Loader) async throws {
        let graph = choices.graph
        switch operation {
        case .associationGet:
            let keys = choices.edges()
            _ = try await loader.run { try await loader.associationGet(keys) }
        case .associationRange:
            let query = choices.range()
            _ = try await loader.run { try await loader.associationRange([query]) }
        case .associationTimeRange:
            let query = choices.timeRange()
            _ = try await loader.run { try await loader.associationRange([query]) }
        case .associationCount:
            let key = AssociationListKey(graph.id(choices.readNode()), BenchGraph.link)
            _ = try await loader.run { try await loader.associationCount([key]) }
        case .readTransaction:
            try await readTransaction(loader)
        default:
            let id = graph.id(choices.readNode())
            _ = try await loader.run { try await loader.object(id) }
        }
    }

    /// All in one batch.
    private mutating func readTransaction(_ loader: Loader) async throws {
        guard let transactions = choices.workload.transactions else { return }
        var ids: [ObjectID] = []
        var edges: [AssociationKey] = []
        for _ in 0..<transactions.readSizes.choose(&choices.random) {
            let node = choices.readNode()
            switch transactions.reads.choose(&choices.random) {
            case .associationGet: edges.append(choices.edge(of: node))
            default: ids.append(choices.graph.id(node))
            }
        }
        try await loader.run { [ids, edges] in
            async let objects = loader.objects(ids)
            async let associations = loader.associationGet(edges)
            _ = try await (objects, associations)
        }
    }
}
