import Foundation

/// How good an order is.
package enum RankingScores {
    /// The chance that of a row that led to something and one that did not the first has the higher score:
    /// the area under the ROC curve. Half of it for equal ones. nil if all rows are of one kind.
    package static func auc(_ rows: [(score: Double, isEngaged: Bool)]) -> Double? {
        let sorted = rows.sorted { $0.score < $1.score }
        let engaged = sorted.count(where: \.isEngaged)
        guard engaged > 0, engaged < sorted.count else { return nil }
        var (ranks, start) = (0.0, 0)
        while start < sorted.count {
            var end = start
            while end < sorted.count, sorted[end].score == sorted[start].score { end += 1 }
            // Equal scores share the mean of their ranks, from 1.
            let rank = Double(start + end + 1) / 2
            ranks += rank * Double(sorted[start..<end].count(where: \.isEngaged))
            start = end
        }
        let (good, bad) = (Double(engaged), Double(sorted.count - engaged))
        return (ranks - good * (good + 1) / 2) / (good * bad)
    }

    /// The gain of the first ten in an order, each counted by its place, as a part of what the best order would
    /// have. nil where there is nothing to gain. K. Järvelin and J. Kekäläinen, "Cumulated Gain-Based
    /// Evaluation of IR Techniques" (2002).
    package static func ndcg10(_ rows: [(score: Double, gain: Double)]) -> Double? {
        func gain(_ gains: some Sequence<Double>) -> Double {
            gains.prefix(10).enumerated().reduce(0) {
                $0 + $1.element / log2(Double($1.offset) + 2)
            }
        }
        let best = gain(rows.map(\.gain).sorted(by: >))
        guard best > 0 else { return nil }
        return gain(rows.sorted { $0.score > $1.score }.map(\.gain)) / best
    }

    /// Both, for rows of the log: the mean over lists of those that have something to gain.
    package static func scores(
        _ rows: [Impression], by score: (Impression) -> Double,
        gain: (Impression) -> Double = { $0.isEngaged ? 1 : 0 }
    ) -> (auc: Double?, ndcg10: Double?) {
        let scored = rows.map { (row: $0, score: score($0)) }
        var lists: [Int64: [(score: Double, gain: Double)]] = [:]
        for one in scored { lists[one.row.list, default: []].append((one.score, gain(one.row))) }
        let gains = lists.values.compactMap(ndcg10)
        return (
            auc(scored.map { ($0.score, $0.row.isEngaged) }),
            gains.isEmpty ? nil : gains.reduce(0, +) / Double(gains.count)
        )
    }
}
