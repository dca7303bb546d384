import Dispatch
import Foundation

/// What something took, in microseconds: until it was done, and of the processor, all threads of
/// this process together.
struct Cost {
    var wall: Double
    var processor: Double

    /// The mean of so many repetitions.
    static func of(_ repetitions: Int, _ body: () async throws -> Void) async rethrows -> Cost {
        let start = Cost.now
        for _ in 0..<repetitions { try await body() }
        let end = Cost.now
        return Cost(
            wall: (end.wall - start.wall) / Double(repetitions),
            processor: (end.processor - start.processor) / Double(repetitions))
    }

    private static var now: Cost {
        // POSIX: `clock` counts microseconds.
        Cost(wall: Double(DispatchTime.now().uptimeNanoseconds) / 1e3, processor: Double(clock()))
    }
}

extension [Double] {
    var mean: Double { isEmpty ? 0 : reduce(0, +) / Double(count) }

    /// The one in the middle.
    var median: Double { isEmpty ? 0 : sorted()[count / 2] }
}

/// Ours beside what it is compared with, round by round.
struct CostComparison {
    private var groups: [[(ours: Cost, bare: Cost)]] = []

    /// Begins a group of rounds. Within a group the middle counts, and then the mean of all groups.
    mutating func begin() {
        groups.append([])
    }

    mutating func add(_ ours: Cost, bare: Cost) {
        groups[groups.count - 1].append((ours, bare))
    }

    private func value(_ figure: (_ ours: Cost, _ bare: Cost) -> Double) -> Double {
        groups.map { $0.map(figure).median }.mean
    }

    /// - Parameter goals: how many times the bare cost ours may be at most.
    func rows(
        _ name: String, bare bareName: String, goals: (wall: Double, processor: Double?)
    ) -> [BenchRow] {
        let rows = [
            BenchRow(name: name, value: value { ours, _ in ours.wall }, unit: "us"),
            BenchRow(name: bareName, value: value { _, bare in bare.wall }, unit: "us"),
            BenchRow(name: "\(name), CPU", value: value { ours, _ in ours.processor }, unit: "us"),
            BenchRow(
                name: "\(bareName), CPU", value: value { _, bare in bare.processor }, unit: "us"),
        ]
        return rows + ratios(name, goals: goals)
    }

    func ratios(
        _ name: String, goals: (wall: Double, processor: Double?)? = nil
    ) -> [BenchRow] {
        let wall = value { ours, _ in ours.wall } / value { _, bare in bare.wall }
        let processor = value { ours, _ in ours.processor } / value { _, bare in bare.processor }
        return [
            BenchRow(
                name: name, value: wall, unit: "times bare",
                against: goals.map { "goal: at most \($0.wall)" } ?? ""),
            BenchRow(
                name: "\(name), CPU", value: processor, unit: "times bare",
                against: goals.flatMap(\.processor).map { "goal: at most \($0)" } ?? ""),
        ]
    }
}
