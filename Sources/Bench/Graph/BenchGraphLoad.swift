import Demo
import TAO

extension BenchGraph {
    private static let objectsPerLoad = 2_000
    private static let linksPerLoad = 5_000
    /// Nodes, and as many lists, per request.
    private static let nodesPerFill = 100
    private static let fillers = 4

    /// Stores all nodes and links.
    func load(into tao: TAO) async throws {
        let data = benchRecord(bytes: Workload.tao.objectBytes)
        for start in stride(from: 0, to: nodeCount, by: Self.objectsPerLoad) {
            let nodes = start..<min(start + Self.objectsPerLoad, nodeCount)
            try await tao.load(
                nodes.map { Object(id: id($0), type: Self.node.id, version: 1, data: data) })
        }
        let linkData = LinkData()
        var links: [Association] = []
        for node in 0..<nodeCount {
            var rest = 0..<degree(node)
            while !rest.isEmpty {
                let part = rest.prefix(Self.linksPerLoad - links.count)
                links += self.links(node, part, data: linkData.record)
                rest = rest.dropFirst(part.count)
                if links.count == Self.linksPerLoad {
                    try await tao.load([], links)
                    links = []
                }
            }
        }
        try await tao.load([], links)
    }

    /// Reads everything once, the popular last: what does not fit into memcached is what is asked
    /// for least.
    func fill(_ tao: TAO) async throws {
        let batches = (nodeCount + Self.nodesPerFill - 1) / Self.nodesPerFill
        try await withThrowingTaskGroup(of: Void.self) { group in
            for batch in 0..<batches {
                if batch >= Self.fillers { try await group.next() }
                group.addTask { try await fill(tao, batches - 1 - batch) }
            }
            try await group.waitForAll()
        }
    }

    private func fill(_ tao: TAO, _ batch: Int) async throws {
        let first = batch * Self.nodesPerFill
        let ids = (first..<min(first + Self.nodesPerFill, nodeCount)).map {
            id(WorkloadChoices.place(ofRank: $0, among: nodeCount))
        }
        let lists = ids.map { AssociationListKey($0, Self.link) }
        let loader = tao.loader()
        try await loader.run {
            async let objects = loader.objects(ids)
            async let counts = loader.associationCount(lists)
            _ = try await (objects, counts)
        }
    }
}

/// The data of links as TAO's readers find it: 39.5 % have none, and all together 97.8 bytes in the
/// middle.
private struct LinkData {
    private let records = (1...4).map { benchRecord(bytes: $0 * 65) }

    func record(_ index: Int) -> Record? {
        let number = SeededRandom.mixed(UInt64(index)) % 1_000
        return number < 395 ? nil : records[Int(number % 4)]
    }
}
