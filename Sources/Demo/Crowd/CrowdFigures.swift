import Foundation

/// What a crowd looks like, beside what real ones do (product rules, section 4).
package struct CrowdFigures: Sendable {
    package let lines: [String]

    init(_ network: CrowdNetwork) {
        let degrees = network.followers.map(\.count).sorted()
        let edges = network.edgeCount
        func row(_ name: String, _ value: String, _ target: String) -> String {
            "  " + name.padding(toLength: 32, withPad: " ", startingAt: 0)
                + value.padding(toLength: 24, withPad: " ", startingAt: 0) + target
        }
        func number(_ value: Double) -> String { String(format: "%.2f", value) }
        let mean = Double(edges) / Double(max(degrees.count, 1))
        let quantiles = [0.5, 0.9, 0.99].map { Self.quantile(degrees, $0) } + [degrees.last ?? 0]
        lines = [
            row("accounts", "\(degrees.count)", ""),
            row("follows, mean", "\(edges), \(number(mean))", "67 at 20,000"),
            row(
                "followers p50, p90, p99, most", quantiles.map(String.init).joined(separator: ", "),
                "the first far below the mean"),
            row("Gini of followers", number(Self.gini(degrees)), "0.77 to 0.88"),
            row("follows that are returned", number(Self.reciprocity(network)), "0.2 to 0.6"),
            row(
                "exponent of the tail", Self.tailExponent(degrees).map(number) ?? "too few",
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

    /// Of the power law that accounts with many followers obey, by maximum likelihood. Clauset, Shalizi and
    /// Newman, "Power-law distributions in empirical data" (2009), equation 3.7.
    static func tailExponent(_ sorted: [Int], from least: Int = 200) -> Double? {
        let tail = sorted.filter { $0 >= least }
        guard tail.count >= 10 else { return nil }
        let logarithms = tail.reduce(0.0) { $0 + log(Double($1) / (Double(least) - 0.5)) }
        return 1 + Double(tail.count) / logarithms
    }
}
