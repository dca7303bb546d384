import Demo

/// A distribution of whole numbers that is known at some of them: what share is at most so large.
/// Between two known numbers the share grows evenly.
struct StepDistribution: Sendable {
    private let steps: [(number: Int, percent: Double)]

    /// - Parameter steps: numbers and cumulative percents, both ascending; the last percent is 100.
    init(_ steps: [(Int, Double)]) {
        precondition(steps.last?.1 == 100, "the steps do not end at 100 %")
        self.steps = steps.map { (number: $0.0, percent: $0.1) }
    }

    /// The smallest number that at least this share of all does not exceed.
    /// - Parameter fraction: at least 0 and below 1.
    func quantile(_ fraction: Double) -> Int {
        let percent = fraction * 100
        var low = 0
        var high = steps.count - 1
        while low < high {
            let middle = (low + high) / 2
            if steps[middle].percent > percent { high = middle } else { low = middle + 1 }
        }
        let step = steps[low]
        guard low > 0 else { return step.number }
        let before = steps[low - 1]
        let part = (percent - before.percent) / (step.percent - before.percent)
        return before.number + 1 + Int(part * Double(step.number - before.number))
    }

    func choose(_ random: inout SeededRandom) -> Int {
        quantile(random.share())
    }
}
