import Foundation
import TestSupport
import Testing

@testable import Training

/// Weights out of a log of which the truth is known.
@Suite(.timeLimit(.minutes(5))) struct `Training of weights` {
    private static let handSet = SignalWeights(
        bias: -2.2,
        signals: zip(InventedLog.truth.signals, [0.8, 0.5, 0.9, 0.3, 0.4, 0.5, 0.1]).map {
            SignalWeights.Signal(mean: $0.mean, deviation: $0.deviation, weight: $1)
        })

    private static func scores(_ weights: SignalWeights) -> (auc: Double, ndcg10: Double) {
        let test = InventedLog.test(lists: 1_000, seed: 9)
        let found = RankingScores.scores(test, by: { weights.logit($0.signals) }) { row in
            InventedLog.truth.chance(row.signals)
        }
        return (found.auc ?? 0, found.ndcg10 ?? 0)
    }

    @Test func `finds the truth behind places`() throws {
        let log = InventedLog(count: 80_000, seed: 1)
        let fitted = try LogisticRegression().fit(log.rows)
        var blind = LogisticRegression()
        blind.knowsPosition = false
        let misled = try blind.fit(log.rows)
        // What is looked at less is engaged with less, which flattens all weights alike: the order is that of
        // their proportions.
        func proportions(_ weights: SignalWeights) -> [Double] {
            weights.signals.map { $0.weight / weights.signals[0].weight }
        }
        let truth = proportions(InventedLog.truth)
        // Without the place the order of the old feed is taken for what viewers want.
        #expect(proportions(misled)[2] > 3 * truth[2])
        for (found, expected) in zip(proportions(fitted), truth) {
            #expect(abs(found - expected) < 0.15)
        }
        #expect(fitted.position < -0.3)
        let (good, bad, best) = (
            Self.scores(fitted), Self.scores(misled), Self.scores(InventedLog.truth)
        )
        #expect(good.auc > bad.auc && good.ndcg10 > bad.ndcg10)
        #expect(good.auc > best.auc - 0.005 && good.ndcg10 > 0.99)
        #expect(good.ndcg10 > Self.scores(Self.handSet).ndcg10)
    }

    @Test func `gives the same for the same rows, in any order`() throws {
        let rows = InventedLog(count: 5_000, seed: 2).rows
        let one = try LogisticRegression().fit(rows)
        let other = try LogisticRegression().fit(rows.reversed())
        for (left, right) in zip(one.signals, other.signals) {
            #expect(abs(left.weight - right.weight) < 1e-6)
        }
        #expect(InventedLog(count: 5_000, seed: 2).rows == rows)
        #expect(InventedLog(count: 5_000, seed: 3).rows != rows)
    }

    @Test func `gives no weight to what never varies, and takes rows by their weights`() throws {
        var rows = InventedLog(count: 20_000, seed: 4).rows
        for index in rows.indices { rows[index].signals[6] = 3 }
        let fitted = try LogisticRegression().fit(rows)
        #expect(fitted.signals[6].weight == 0 && fitted.signals[6].deviation == 1)
        // A row that counts twice is two rows.
        let twice = rows + rows.filter(\.isEngaged)
        var weighed = rows
        for index in weighed.indices where weighed[index].isEngaged { weighed[index].weight = 2 }
        let (one, other) = (
            try LogisticRegression().fit(twice), try LogisticRegression().fit(weighed)
        )
        let row = rows[7].signals
        #expect(abs(one.logit(row) - other.logit(row)) < 0.02)
        #expect(one.logit(row) > fitted.logit(row) + 0.3)
    }

    /// All who look engage: no weight would be too large, but for the penalty.
    @Test func `settles where the kinds can be told apart`() throws {
        var rows = InventedLog(count: 4_000, seed: 5).rows
        for index in rows.indices { rows[index].isEngaged = rows[index].signals[0] > -2.7 }
        let fitted = try LogisticRegression().fit(rows)
        #expect(fitted.signals.allSatisfy { $0.weight.isFinite && abs($0.weight) < 100 })
        #expect(fitted.signals[0].weight > 3)
    }

    @Test(
        .crosses(
            \TrainingLimits.Type.impressionsMin, \TrainingLimits.Type.engagedMin,
            \TrainingLimits.Type.impressionsMax, \TrainingLimits.Type.stepsMax))
    func `refuses too few rows, and too many`() throws {
        let rows = InventedLog(count: 40_000, seed: 6).rows
        let (engaged, others) = (rows.filter(\.isEngaged), rows.filter { !$0.isEngaged })
        let (least, count) = (TrainingLimits.engagedMin, TrainingLimits.impressionsMin)
        func fits(_ engagedCount: Int, _ count: Int) -> Bool {
            let rows = Array(engaged.prefix(engagedCount) + others.prefix(count - engagedCount))
            return (try? LogisticRegression().fit(rows)) != nil
        }
        #expect(fits(least, count) && !fits(least - 1, count) && !fits(least, count - 1))
        let many = Array(repeating: rows[0], count: TrainingLimits.impressionsMax + 1)
        #expect(throws: TrainingFailure.self) { try LogisticRegression().fit(many) }
        #expect(throws: TrainingFailure.self) { try LogisticRegression().fit(others) }
        var broken = Array(rows.prefix(5_000))
        broken[17].signals[1] = .nan
        #expect(throws: TrainingFailure.self) { try LogisticRegression().fit(broken) }
        var hasty = LogisticRegression()
        hasty.stepsMax = 1
        #expect(throws: TrainingFailure.self) { try hasty.fit(rows) }
    }
}

@Suite struct `Scores of orders` {
    @Test func `are those of all pairs`() throws {
        var random = SeededNumbers(seed: 1)
        for _ in 0..<50 {
            let rows = (0..<60).map { _ in
                (score: (random.share() * 10).rounded(), isEngaged: random.share() < 0.3)
            }
            var (sum, pairs) = (0.0, 0.0)
            for one in rows where one.isEngaged {
                for other in rows where !other.isEngaged {
                    sum += one.score > other.score ? 1 : one.score == other.score ? 0.5 : 0
                    pairs += 1
                }
            }
            if pairs == 0 { continue }
            #expect(abs(try #require(RankingScores.auc(rows)) - sum / pairs) < 1e-9)
        }
        #expect(RankingScores.auc([(1, true)]) == nil)
        #expect(RankingScores.auc([(2, true), (1, false)]) == 1)
    }

    @Test func `are a part of the best order's`() throws {
        let rows = (0..<20).map { (score: Double($0), gain: Double($0)) }
        #expect(RankingScores.ndcg10(rows) == 1)
        let worst = rows.map { (score: -$0.score, gain: $0.gain) }
        #expect(try #require(RankingScores.ndcg10(worst)) < 0.4)
        // 1/log2(3) of the gain of the first place.
        let second = try #require(RankingScores.ndcg10([(2, 0), (1, 1)]))
        #expect(abs(second - 1 / log2(3)) < 1e-12)
        #expect(RankingScores.ndcg10([(1, 0), (2, 0)]) == nil)
    }
}
