import TAO

/// What a cached object and a cached list of n edges take of memcached's memory.
struct MemoryUse {
    /// Each is cached so many times, to see the size of one.
    private static let copies = 200
    /// Until all copies are filled.
    private static let settleMilliseconds = 250
    private static let edgeCounts = [0, 1, 10, 50, 100, 256]
    private static let firstID = ObjectID(milliseconds: 0, shard: 0, sequence: 1).rawValue

    private let store: BenchStore
    private let tao: TAO

    init(_ store: BenchStore) {
        self.store = store
        tao = store.tao("size")
    }

    func run(_ report: BenchReport) async throws {
        try report.begin(
            """
            Memory of one cached value. A value is 32 bytes of header, then the record, or 16 bytes
            an edge (20 and the data if any edge has some). memcached adds the key and a header of
            its own: the item. It lies in the next larger chunk, which is what it takes in the end.
            """)
        var next = Self.firstID
        let bytes = Workload.tao.objectBytes
        try await measure("object, record of \(bytes) bytes", &next, report) { id in
            (Object(id: id, type: 1, version: 1, data: benchRecord(bytes: bytes)), [])
        } read: {
            _ = try await tao.loader().objects($0)
        }
        for count in Self.edgeCounts {
            try await measure("list of \(count) edges", &next, report) { id in
                let edges = (0..<count).map { index in
                    Association(
                        id1: id, type: BenchGraph.link.id, id2: ObjectID(Int64(index) + 1),
                        time: Int64(index))
                }
                return (nil, edges)
            } read: { ids in
                let keys = ids.map { AssociationListKey($0, BenchGraph.link) }
                _ = try await tao.loader().associationCount(keys)
            }
        }
    }

    private func measure(
        _ name: String, _ next: inout Int64, _ report: BenchReport,
        make: (ObjectID) -> (Object?, [Association]), read: ([ObjectID]) async throws -> Void
    ) async throws {
        let ids = (0..<Self.copies).map { ObjectID(next + Int64($0)) }
        next += Int64(Self.copies)
        for id in ids {
            let (object, edges) = make(id)
            try await tao.load(object.map { [$0] } ?? [], edges)
        }
        let before = try store.statistics()
        try await read(ids)
        try await store.settle(milliseconds: Self.settleMilliseconds)
        let after = try store.statistics()
        let copies = Double(Self.copies)
        guard after.itemCount - before.itemCount == Self.copies else {
            throw BenchFailure("memcached holds other items than were read.")
        }
        try report.add(
            BenchRow(
                name: name, value: Double(after.itemBytes - before.itemBytes) / copies,
                unit: "bytes, item"))
        try report.add(
            BenchRow(
                name: name, value: Double(after.chunkBytes - before.chunkBytes) / copies,
                unit: "bytes, chunk"))
    }
}
