import Foundation

/// The distributions of the recipe.
extension SeededRandom {
    mutating func normal() -> Double {
        (-2 * log(1 - share())).squareRoot() * cos(2 * .pi * share())
    }

    mutating func logNormal(median: Double, sigma: Double) -> Double {
        median * exp(sigma * normal())
    }

    /// Knuth's method below a mean of 30, a rounded normal above.
    mutating func poisson(_ mean: Double) -> Int {
        guard mean > 0 else { return 0 }
        guard mean < 30 else { return max(0, Int((mean + mean.squareRoot() * normal()).rounded())) }
        let limit = exp(-mean)
        var product = share()
        var count = 0
        while product > limit {
            product *= share()
            count += 1
        }
        return count
    }

    /// Time until something happens: most of it early, with a long tail.
    mutating func weibull(shape: Double, scale: Double) -> Double {
        scale * pow(-log(1 - share()), 1 / shape)
    }

    mutating func pareto(tail: Double, max: Double) -> Double {
        Swift.min(pow(1 - share(), -1 / tail), max)
    }

    /// A rank from 0, by Zipf's law.
    mutating func zipf(_ count: Int, exponent: Double) -> Int {
        let weights = (1...count).map { pow(Double($0), -exponent) }
        return index(weights)
    }

    /// An index, with the chance that its weight gives it.
    mutating func index(_ weights: [Double]) -> Int {
        var rest = share() * weights.reduce(0, +)
        for (index, weight) in weights.enumerated() {
            rest -= weight
            if rest < 0 { return index }
        }
        return weights.count - 1
    }
}

/// Draws indices by weight in logarithmic time.
struct WeightedChoice: Sendable {
    private let sums: [Double]

    init(_ weights: [Double]) {
        var sum = 0.0
        sums = weights.map { weight in
            sum += weight
            return sum
        }
    }

    func pick(_ random: inout SeededRandom) -> Int {
        let wanted = random.share() * (sums.last ?? 0)
        var (low, high) = (0, max(sums.count - 1, 0))
        while low < high {
            let middle = (low + high) / 2
            if sums[middle] > wanted { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
