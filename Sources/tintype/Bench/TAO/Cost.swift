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
        Cost(wall: read(CLOCK_MONOTONIC), processor: read(CLOCK_PROCESS_CPUTIME_ID))
    }

    private static func read(_ clock: clockid_t) -> Double {
        var time = timespec()
        clock_gettime(clock, &time)
        return Double(time.tv_sec) * 1e6 + Double(time.tv_nsec) / 1e3
    }
}

extension [Double] {
    /// The one in the middle.
    var median: Double { isEmpty ? 0 : sorted()[count / 2] }
}

/// Ours beside what it is compared with, round by round.
struct CostComparison {
    private var rounds: [(ours: Cost, bare: Cost)] = []

    mutating func add(_ ours: Cost, bare: Cost) {
        rounds.append((ours, bare))
    }

    /// - Parameter goals: how many times the bare cost ours may be at most.
    func rows(
        _ name: String, bare bareName: String, goals: (wall: Double, processor: Double?)
    ) -> [BenchRow] {
        var rows = [
            BenchRow(name: name, value: rounds.map(\.ours.wall).median, unit: "us"),
            BenchRow(name: bareName, value: rounds.map(\.bare.wall).median, unit: "us"),
            BenchRow(name: "\(name), CPU", value: rounds.map(\.ours.processor).median, unit: "us"),
            BenchRow(
                name: "\(bareName), CPU", value: rounds.map(\.bare.processor).median, unit: "us"),
        ]
        rows.append(
            BenchRow(
                name: "\(name)", value: rounds.map { $0.ours.wall / $0.bare.wall }.median,
                unit: "times bare", against: "goal: at most \(goals.wall)"))
        rows.append(
            BenchRow(
                name: "\(name), CPU",
                value: rounds.map { $0.ours.processor / $0.bare.processor }.median,
                unit: "times bare",
                against: goals.processor.map { "goal: at most \($0)" } ?? ""))
        return rows
    }
}
