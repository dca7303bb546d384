import Foundation

/// A log of which the truth is known: posts of which viewers like some more than others, shown by an order that
/// knows nothing but how new they are, and looked at the less the lower they stand. What is learnt from it can
/// be compared with what is so.
package struct InventedLog: Sendable {
    /// By it viewers engage with what they look at.
    package static let truth = SignalWeights(
        bias: -1.4,
        signals: zip(
            [-2.7, -2.9, 0.5, -2.7, -2.9, 0.1, 0.0],
            [(1.0, 0.9), (1.0, 0.6), (0.25, 0.27), (0.7, 0.4), (1.0, 0.3), (0.3, 0.5), (0.1, 0.1)]
        ).map { SignalWeights.Signal(mean: $0, deviation: $1.0, weight: $1.1) })

    package let rows: [Impression]

    private static let listPosts = 40
    private static let recency = 2

    /// - Parameters:
    ///   - count: of the rows, about.
    ///   - shuffledShare: of the lists, in which chance moves the first 30.
    package init(count: Int, seed: UInt64, shuffledShare: Double = 0.02) {
        var random = SeededNumbers(seed: seed)
        var rows: [Impression] = []
        rows.reserveCapacity(count + Self.listPosts)
        var list: Int64 = 0
        while rows.count < count {
            list += 1
            var posts = (0..<Self.listPosts).map { _ in Self.signals(&random) }
            posts.sort { $0[Self.recency] > $1[Self.recency] }
            let isShuffled = random.share() < shuffledShare
            if isShuffled { posts[..<30].shuffle(using: &random) }
            for (position, signals) in posts.enumerated() {
                let isLookedAt = random.share() < Self.attention(position)
                let chance = Self.truth.chance(signals)
                rows.append(
                    Impression(
                        signals: signals, position: position,
                        isEngaged: isLookedAt && random.share() < chance, viewer: list / 4,
                        list: list, isShuffled: isShuffled))
            }
        }
        self.rows = rows
    }

    /// The same posts as if each was looked at: what an order should be judged by.
    package static func test(lists: Int, seed: UInt64) -> [Impression] {
        var random = SeededNumbers(seed: seed)
        return (0..<lists).flatMap { list in
            (0..<listPosts).map { position in
                let signals = Self.signals(&random)
                let chance = truth.chance(signals)
                return Impression(
                    signals: signals, position: position, isEngaged: random.share() < chance,
                    viewer: Int64(list), list: Int64(list))
            }
        }
    }

    /// The chance that a place is looked at.
    private static func attention(_ position: Int) -> Double {
        1 / pow(1 + Double(position), 0.7)
    }

    private static func signals(_ random: inout SeededNumbers) -> SIMD8<Float> {
        var signals = SIMD8<Float>(repeating: 0)
        for (index, signal) in truth.signals.enumerated() {
            signals[index] = Float(signal.mean + signal.deviation * random.normal())
        }
        return signals
    }
}

/// Numbers that follow from a seed (SplitMix64).
struct SeededNumbers: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var word = state
        word = (word ^ word >> 30) &* 0xbf58_476d_1ce4_e5b9
        word = (word ^ word >> 27) &* 0x94d0_49bb_1331_11eb
        return word ^ word >> 31
    }

    /// 0 to 1, without 1.
    mutating func share() -> Double { Double(next() >> 11) / Double(1 << 53) }

    /// Mean 0, deviation 1. G. E. P. Box and M. E. Muller (1958).
    mutating func normal() -> Double {
        (-2 * log(1 - share())).squareRoot() * cos(2 * .pi * share())
    }
}
