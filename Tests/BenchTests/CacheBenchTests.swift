import Demo
import Foundation
import Testing

@testable import Bench

@Suite struct `Chance in a benchmark` {
    private func share(of count: Int, _ isOne: (inout SeededRandom) -> Bool) -> Double {
        var random = SeededRandom(seed: 7)
        return Double((0..<count).count { _ in isOne(&random) }) / Double(count)
    }

    @Test func `is the same in every run`() {
        var one = SeededRandom(seed: 1)
        var same = SeededRandom(seed: 1)
        var other = SeededRandom(seed: 2)
        let numbers = (0..<100).map { _ in one.next() }
        #expect(numbers == (0..<100).map { _ in same.next() })
        #expect(numbers != (0..<100).map { _ in other.next() })
        #expect(Set(numbers).count == 100)
        #expect((0..<1_000).allSatisfy { _ in (0..<1).contains(one.share()) })
    }

    @Test(arguments: [("a", 0.6), ("b", 0.3), ("c", 0.1), ("never", 0)])
    func `follows weights`(_ element: String, _ expected: Double) {
        let weighted = Weighted([("a", 60), ("b", 30), ("never", 0), ("c", 10)])
        let share = share(of: 100_000) { weighted.choose(&$0) == element }
        #expect(abs(share - expected) < 0.01)
    }

    @Test func `follows the steps of a distribution, and goes evenly between them`() {
        let steps = StepDistribution([(0, 50), (1, 60), (11, 100)])
        let table: [(Double, Int)] = [
            (0, 0), (0.499, 0), (0.5, 1), (0.599, 1), (0.6, 2), (0.639, 2), (0.641, 3),
            (0.999, 11),
        ]
        for (fraction, number) in table {
            #expect(steps.quantile(fraction) == number, "\(fraction)")
        }
    }

    @Test(arguments: [0.6, 0.8, 0.99, 1.2])
    func `follows the law of Zipf`(_ exponent: Double) {
        let zipf = Zipf(count: 1_000, exponent: exponent)
        let weights = (1...1_000).map { pow(Double($0), -exponent) }
        let total = weights.reduce(0, +)
        for bound in [1, 10, 100, 1_000] {
            let expected = weights.prefix(bound).reduce(0, +) / total
            let share = share(of: 200_000) { zipf.choose(&$0) < bound }
            #expect(abs(share - expected) < 0.01, "the first \(bound)")
        }
        var random = SeededRandom(seed: 3)
        let one = Zipf(count: 1, exponent: exponent)
        #expect((0..<100).allSatisfy { _ in one.choose(&random) == 0 })
    }
}

@Suite struct `A histogram of durations` {
    @Test func `is right to 1.6 percent at any size`() {
        for duration: UInt64 in [0, 1, 63, 64, 65, 1_000, 123_456, 5_000_000_000, .max] {
            var histogram = LatencyHistogram()
            histogram.add(nanoseconds: duration)
            let found = histogram.nanoseconds(atQuantile: 0.5)
            #expect(abs(found - Double(duration)) <= Double(duration) * 0.016, "\(duration)")
        }
    }

    @Test func `gives the quantiles of all that were added`() {
        var low = LatencyHistogram()
        var high = LatencyHistogram()
        for duration: UInt64 in 1...500 { low.add(nanoseconds: duration * 1_000) }
        for duration: UInt64 in 501...1_000 { high.add(nanoseconds: duration * 1_000) }
        low.add(high)
        #expect(low.count == 1_000)
        for quantile in [0.01, 0.5, 0.99, 1] {
            let found = low.milliseconds(atQuantile: quantile)
            #expect(abs(found - quantile) < quantile * 0.02, "\(quantile)")
        }
        #expect(LatencyHistogram().nanoseconds(atQuantile: 0.5) == 0)
    }
}

@Suite struct `The graph of a benchmark` {
    private let graph = BenchGraph(associations: 50_000)

    @Test func `has as many links as were asked for, in lists as long as LinkBench's`() {
        let degrees = (0..<graph.nodeCount).map(graph.degree)
        #expect(graph.linkCount >= 50_000 && graph.linkCount < 60_000)
        #expect(degrees.reduce(0, +) == graph.linkCount)
        for (degree, percent) in [(0, 45.33), (1, 77.46), (15, 99.03)] {
            let share = Double(degrees.count { $0 <= degree }) / Double(degrees.count) * 100
            #expect(abs(share - percent) < 0.1, "at most \(degree)")
        }
        #expect(degrees.contains { $0 > 256 }, "some are longer than what is cached of them")
    }

    @Test func `tells everybody and every link apart`() throws {
        #expect(Set((0..<graph.nodeCount).map(graph.id)).count == graph.nodeCount)
        let busiest = try #require(
            (0..<graph.nodeCount).max { graph.degree($0) < graph.degree($1) })
        let links = (0..<graph.degree(busiest)).map { graph.link(busiest, $0) }
        #expect(Set(links.map(\.id2)).count == links.count)
        #expect(links.map(\.time) == links.map(\.time).sorted())
    }

    @Test func `has a place of its own for every rank`() {
        for count in [1, 2, 97, 5_000] {
            let places = (0..<count).map { WorkloadChoices.place(ofRank: $0, among: count) }
            #expect(Set(places) == Set(0..<count))
        }
    }
}

@Suite struct `A workload` {
    @Test(arguments: [
        ("TAO mix", 0.998), ("LinkBench", 0.6906), ("TAOBench A", 0.7623), ("TAOBench O", 0.9977),
    ])
    func `reads and writes in its proportions`(_ name: String, _ expected: Double) throws {
        let workload = try #require(Workload.all.first { $0.name == name })
        var choices = WorkloadChoices(workload, BenchGraph(associations: 5_000), seed: 1)
        let count = 200_000
        let reads = (0..<count).count { _ in choices.operation().isRead }
        #expect(abs(Double(reads) / Double(count) - expected) < 0.005)
    }

    @Test(arguments: Workload.all.map(\.name))
    func `asks for what there is`(_ name: String) throws {
        let workload = try #require(Workload.all.first { $0.name == name })
        let graph = BenchGraph(associations: 5_000)
        var choices = WorkloadChoices(workload, graph, seed: 1)
        let nodes = (0..<20_000).map { _ in choices.readNode() }
        #expect(nodes.allSatisfy { (0..<graph.nodeCount).contains($0) })
        #expect(Set(nodes).count > 100, "not always the same")
        if workload.shards != nil {
            let busiest = Double(nodes.count { graph.shard($0) == 0 }) / Double(nodes.count)
            #expect(abs(busiest - 0.572) < 0.02)
        }
    }
}
