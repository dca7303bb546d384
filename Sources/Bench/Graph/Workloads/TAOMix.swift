extension Workload {
    /// What TAO is asked at Facebook.
    ///
    /// Shares and limits from Bronson et al., TAO: Facebook's Distributed Data Store for the Social
    /// Graph, USENIX ATC 2013, section 6. It gives no exponent of popularity; 0.99 is what YCSB
    /// made customary.
    static let tao = Workload(
        name: "TAO mix",
        operations: Weighted(
            taoReads.map { ($0, $1 * taoReadPercent / 100) }
                + taoWrites.map { ($0, $1 * (100 - taoReadPercent) / 100) }),
        readExponent: 0.99, writeExponent: 0.99,
        // 12 % have limit 1, 95 % of the others 1,000 or more.
        limits: Weighted([(1, 12), (6_000, 83.6), (100, 4.4)]),
        objectBytes: 673, edgeBytes: 98, hitPercent: 96.4)

    private static let taoReadPercent = 99.8

    private static let taoReads: [(Operation, Double)] = [
        (.associationGet, 15.7), (.associationRange, 40.9), (.associationTimeRange, 2.8),
        (.associationCount, 11.7), (.objectGet, 28.9),
    ]

    private static let taoWrites: [(Operation, Double)] = [
        (.associationAdd, 52.5), (.associationDelete, 8.3), (.associationChangeType, 0.9),
        (.objectAdd, 16.5), (.objectUpdate, 20.7), (.objectDelete, 2.0),
    ]
}
