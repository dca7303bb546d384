extension Workload {
    /// What Facebook's databases were asked below their caches: a third of it are writes.
    ///
    /// Facts taken from facebookarchive/linkbench, `config/FBWorkload.properties` (Apache License
    /// 2.0). Two of its operations are the same call here: it adds an edge that is there already to
    /// update it.
    static let linkBench = Workload(
        name: "LinkBench",
        operations: Weighted([
            (.associationRange, 50.7119145), (.objectGet, 12.9326683),
            (.associationCount, 4.8863567), (.associationGet, 0.5261142),
            (.associationAdd, 8.9886601), (.associationUpdate, 8.0122125),
            (.associationDelete, 2.9907664), (.objectAdd, 2.5732789),
            (.objectUpdate, 7.366437), (.objectDelete, 1.0115914),
        ]),
        readExponent: 0.8, writeExponent: 0.741,
        // It asks for 10,000; a range is at most 6,000 here.
        limits: Weighted([(6_000, 1)]),
        historyShare: 0.3,
        // Geometric with 0.382, at most 128.
        id2Counts: StepDistribution(
            (1...16).map { ($0, (1 - linkBenchTail($0)) * 100) } + [(128, 100)]),
        objectBytes: 128, edgeBytes: 8)

    /// The share of reads of links that ask for more than so many.
    private static func linkBenchTail(_ count: Int) -> Double {
        (0..<count).reduce(1) { tail, _ in tail * (1 - 0.382) }
    }
}
