import Foundation

/// What a crowd looks like, beside what real ones do (product rules, section 4).
package struct CrowdFigures: Sendable {
    package let lines: [String]

    init(_ network: CrowdNetwork) {
        let followers = network.followers.map(\.count).sorted()
        let following = network.followees.map(\.count).sorted()
        let edges = network.edgeCount
        func row(_ name: String, _ value: String, _ target: String) -> String {
            "  " + name.padding(toLength: 32, withPad: " ", startingAt: 0)
                + value.padding(toLength: 24, withPad: " ", startingAt: 0) + target
        }
        func number(_ value: Double) -> String { String(format: "%.2f", value) }
        func spread(_ sorted: [Int]) -> String {
            ([0.5, 0.9, 0.99].map { Self.quantile(sorted, $0) } + [sorted.last ?? 0])
                .map(String.init).joined(separator: ", ")
        }
        let mean = Double(edges) / Double(max(followers.count, 1))
        lines = [
            row("accounts", "\(followers.count)", ""),
            row("follows, mean", "\(edges), \(number(mean))", "67 at 20,000; small ones less"),
            row(
                "followers p50, p90, p99, most", spread(followers), "the first far below the mean"),
            row("following p50, p90, p99, most", spread(following), "the first 16 to 35"),
            row("Gini of followers", number(Self.gini(followers)), "0.77 to 0.88; small ones less"),
            row("follows that are returned", number(Self.reciprocity(network)), "0.2 to 0.6"),
            row("clustering", number(Self.clustering(network)), "0.1 to 0.4; small ones more"),
            row(
                "exponent of the tail", Self.tailExponent(followers).map(number) ?? "too few",
                "1.7 to 2.5; small ones saturate"),
        ]
    }

    private static func quantile(_ sorted: [Int], _ share: Double) -> Int {
        sorted.isEmpty ? 0 : sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))]
    }

    /// How unequal they are: 0 if all are the same, near 1 if one has everything.
    static func gini(_ sorted: [Int]) -> Double {
        let total = sorted.reduce(0, +)
        guard total > 0 else { return 0 }
        let weighted = sorted.enumerated().reduce(0.0) {
            $0 + Double($1.offset + 1) * Double($1.element)
        }
        let count = Double(sorted.count)
        return 2 * weighted / (count * Double(total)) - (count + 1) / count
    }

    static func reciprocity(_ network: CrowdNetwork) -> Double {
        var returned = 0
        for (from, followees) in network.followees.enumerated() {
            returned += followees.count { network.follows(Int($0), from) }
        }
        return network.edgeCount == 0 ? 0 : Double(returned) / Double(network.edgeCount)
    }

    /// How often two whom an account follows know each other, one way at least: of a sample.
    static func clustering(_ network: CrowdNetwork) -> Double {
        let accounts = network.followees.indices.filter { network.followees[$0].count > 1 }
        guard !accounts.isEmpty else { return 0 }
        var random = SeededRandom(seed: 1)
        let sample = 100_000
        let closed = (0..<sample).count { _ in
            let followees = network.followees[random.pick(accounts)]
            let first = random.integer(in: 0...followees.count - 1)
            let step = random.integer(in: 1...followees.count - 1)
            let (one, other) = (
                Int(followees[first]), Int(followees[(first + step) % followees.count])
            )
            return network.follows(one, other) || network.follows(other, one)
        }
        return Double(closed) / Double(sample)
    }

    /// Of the power law that accounts with many followers obey, by maximum likelihood. Clauset, Shalizi and
    /// Newman, "Power-law distributions in empirical data" (2009), equation 3.7.
    static func tailExponent(_ sorted: [Int], from least: Int = 200) -> Double? {
        let tail = sorted.filter { $0 >= least }
        guard tail.count >= 10 else { return nil }
        let logarithms = tail.reduce(0.0) { $0 + log(Double($1) / (Double(least) - 0.5)) }
        return 1 + Double(tail.count) / logarithms
    }
}
