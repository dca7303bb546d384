extension Workload {
    /// A product's requests to TAO, with writes and transactions.
    ///
    /// Facts taken from audreyccheng/taobench, `src/workload_a.json` and `src/workload_o.json` (CC0
    /// 1.0). Its own driver makes every read of edges a point read and chooses evenly within a
    /// shard; here ranges and counts are what they are called, and within a shard Zipf's law
    /// chooses.
    static let taoBenchA = taoBench(
        name: "TAOBench A", read: 70.082, write: 23.3607, readTransaction: 6.1475,
        writeTransaction: 0.4098,
        reads: [
            (.objectGet, 49.5825), (.associationGet, 7.0981), (.associationRange, 39.2484),
            (.associationCount, 4.071),
        ],
        writes: [
            (.objectAdd, 15.5245), (.objectUpdate, 29.9301), (.associationAdd, 1.3986),
            (.associationUpdate, 53.1469),
        ])

    /// All of Facebook's requests to TAO.
    static let taoBenchO = taoBench(
        name: "TAOBench O", read: 96.9707, write: 0.2197, readTransaction: 2.798,
        writeTransaction: 0.0116,
        reads: [(.objectGet, 50.2096), (.associationGet, 49.7904)],
        writes: [
            (.objectAdd, 35.5519), (.objectUpdate, 12.1753), (.associationAdd, 0.1623),
            (.associationUpdate, 52.1104),
        ])

    private static func taoBench(
        name: String, read: Double, write: Double, readTransaction: Double,
        writeTransaction: Double, reads: [(Operation, Double)], writes: [(Operation, Double)]
    ) -> Workload {
        let transactions: [(Operation, Double)] = [
            (.readTransaction, readTransaction), (.writeTransaction, writeTransaction),
        ]
        return Workload(
            name: name,
            operations: Weighted(
                reads.map { ($0, $1 * read / 100) } + writes.map { ($0, $1 * write / 100) }
                    + transactions),
            readExponent: 0.99, writeExponent: 0.99,
            shards: Weighted(
                (0..<BenchGraph.shardCount).map { shard in
                    (shard, shard < busyShards.count ? busyShards[shard] : otherShards)
                }),
            limits: Weighted([(1_000, 1)]),
            transactions: Transactions(
                readSizes: readSizes,
                reads: Weighted([(.objectGet, 1), (.associationGet, 5)]),
                writeSizes: writeSizes, writes: Weighted(writes)),
            objectBytes: 150, edgeBytes: 150)
    }

    /// Percents of the requests that go to each of the busiest shards, and to any other.
    private static let busyShards = [57.8, 22.3, 2.2]
    private static let otherShards = 0.4

    private static let readSizes = StepDistribution([
        (1, 0), (2, 29.458), (3, 46.059), (4, 54.924), (5, 60.605), (6, 64.891), (7, 68.245),
        (8, 71.09), (9, 72.862), (10, 74.343), (11, 76.299), (12, 77.442), (14, 79.207),
        (16, 80.629), (18, 81.744), (21, 83.105), (24, 84.183), (28, 85.405), (31, 86.428),
        (36, 87.615), (41, 88.704), (47, 89.766), (54, 90.85), (63, 91.958), (73, 93.033),
        (85, 94.087), (98, 95.088), (126, 96.472), (161, 97.487), (198, 98.501), (327, 99.504),
        (500, 100),
    ])

    private static let writeSizes = StepDistribution([
        (1, 0), (2, 10.851), (3, 40.317), (4, 75.703), (5, 80.259), (6, 80.87), (7, 92.078),
        (12, 92.325), (21, 97.892), (26, 99.992), (103, 100),
    ])
}
