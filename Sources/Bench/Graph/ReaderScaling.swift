import Demo
import TAO

/// One reader, and 64 at once: requests that are under way together share their trips.
struct ReaderScaling {
    private static let readers = 64
    private static let rounds = 5
    private static let objects = 10_000

    private let graph: BenchGraph
    private let tao: TAO
    private let seconds: Int

    init(_ graph: BenchGraph, _ tao: TAO, seconds: Int) {
        self.graph = graph
        self.tao = tao
        self.seconds = seconds
    }

    func run(_ report: BenchReport) async throws {
        try report.begin("\nReaders of one object a request, of \(Self.objects) that are cached.")
        try await warm()
        var alone: [Double] = []
        var together: [Double] = []
        for _ in 0..<Self.rounds {
            alone.append(try await reads(by: 1))
            together.append(try await reads(by: Self.readers))
        }
        try report.add(BenchRow(name: "1 reader", value: alone.median, unit: "reads/s"))
        try report.add(
            BenchRow(
                name: "\(Self.readers) readers", value: together.median, unit: "reads/s",
                against: "1 reader", ratio: zip(together, alone).map { $0 / $1 }.median))
    }

    private func warm() async throws {
        for start in stride(from: 0, to: Self.objects, by: 100) {
            _ = try await tao.loader().objects((start..<start + 100).map(id))
        }
    }

    private func id(_ number: Int) -> ObjectID {
        graph.id(number % graph.nodeCount)
    }

    /// Reads a second.
    private func reads(by readers: Int) async throws -> Double {
        let clock = ContinuousClock()
        let start = clock.now
        let end = start + .seconds(max(1, seconds / Self.rounds))
        let count = try await withThrowingTaskGroup(of: Int.self) { group in
            for reader in 0..<readers {
                group.addTask {
                    var random = SeededRandom(seed: UInt64(reader))
                    var count = 0
                    while clock.now < end {
                        let id = id(Int.random(in: 0..<Self.objects, using: &random))
                        let loader = tao.loader()
                        _ = try await loader.run { try await loader.object(id) }
                        count += 1
                    }
                    return count
                }
            }
            return try await group.reduce(0, +)
        }
        return Double(count) / ((clock.now - start) / .seconds(1))
    }
}
