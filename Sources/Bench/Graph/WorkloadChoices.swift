import Demo
import TAO

/// Which objects, links, limits and sizes a client of a workload asks for next.
struct WorkloadChoices: Sendable {
    let graph: BenchGraph
    let workload: Workload
    var random: SeededRandom
    private let reads: Zipf
    private let writes: Zipf

    init(_ workload: Workload, _ graph: BenchGraph, seed: Int) {
        self.graph = graph
        self.workload = workload
        random = SeededRandom(seed: UInt64(seed))
        let count =
            workload.shards == nil ? graph.nodeCount : graph.nodeCount / BenchGraph.shardCount
        reads = Zipf(count: count, exponent: workload.readExponent)
        writes = Zipf(count: count, exponent: workload.writeExponent)
    }

    mutating func operation() -> Workload.Operation { workload.operations.choose(&random) }
    mutating func limit() -> Int { workload.limits.choose(&random) }
    mutating func readNode() -> Int { node(reads) }
    mutating func writtenNode() -> Int { node(writes) }
    mutating func anyNode() -> Int { Int.random(in: 0..<graph.nodeCount, using: &random) }

    private mutating func node(_ zipf: Zipf) -> Int {
        let place = Self.place(ofRank: zipf.choose(&random), among: zipf.count)
        guard let shards = workload.shards else { return place }
        return shards.choose(&random) + place * BenchGraph.shardCount
    }

    /// Spreads what is popular over all there is: the multiplier is a prime and larger than any
    /// count, so every rank has a place of its own.
    static func place(ofRank rank: Int, among count: Int) -> Int {
        rank * 2_654_435_761 % count
    }

    /// Edges to be asked for, of one object; where it has no links, edges that do not exist.
    mutating func edges() -> [AssociationKey] {
        let node = readNode()
        return (0..<workload.id2Counts.choose(&random)).map { _ in edge(of: node) }
    }

    mutating func edge(of node: Int) -> AssociationKey {
        AssociationKey(graph.id(node), BenchGraph.link, link(of: node) ?? graph.id(anyNode()))
    }

    /// The other end of one of the node's links; nil if it has none.
    mutating func link(of node: Int) -> ObjectID? {
        let degree = graph.degree(node)
        if degree == 0 { return nil }
        return graph.link(node, Int.random(in: 0..<degree, using: &random)).id2
    }

    mutating func range() -> RangeQuery {
        let node = readNode()
        let degree = graph.degree(node)
        var after: AssociationCursor?
        if degree > TAOLimits.cachedEdgesMax, random.share() < workload.historyShare {
            let (id2, time) = graph.link(node, Int.random(in: 0..<degree, using: &random))
            after = AssociationCursor(time: time, id2: id2)
        }
        return RangeQuery(graph.id(node), BenchGraph.link, after: after, limit: limit())
    }

    /// What is newer than one of the links.
    mutating func timeRange() -> RangeQuery {
        let node = readNode()
        let oldest = Int.random(in: 0..<max(graph.degree(node), 1), using: &random)
        return RangeQuery(
            graph.id(node), BenchGraph.link, times: graph.time(ofLink: oldest)...Int64.max,
            limit: limit())
    }
}
