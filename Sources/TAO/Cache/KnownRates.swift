/// What one process remembers of everybody's acts.
typealias KnownRates = [RateKey: KnownRate]

extension KnownRates {
    /// Who is remembered rather than others: of whom something would be lost, and then who has to
    /// wait longest until all is full again.
    private struct Rank: Comparable {
        let hold: KnownRate.Hold
        let allFullAt: Int64

        static func < (left: Rank, right: Rank) -> Bool {
            (left.hold.rawValue, left.allFullAt) < (right.hold.rawValue, right.allFullAt)
        }
    }

    /// Forgets who has nothing to wait for, and if that is not enough so many of the others that
    /// `countMax` are left. Whose acts are on their way is never forgotten; there are as many as
    /// changes that wait for an answer.
    mutating func shrink(to countMax: Int, now: Int64) {
        self = filter { !$0.value.isForgettable(now: now) }
        guard count > countMax else { return }
        let ranked = map { entry in
            (entry, rank: Rank(hold: entry.value.hold, allFullAt: entry.value.allFullAt))
        }.sorted { $0.rank > $1.rank }
        let held = ranked.prefix { $0.rank.hold == .onItsWay }.count
        self = KnownRates(
            uniqueKeysWithValues: ranked.prefix(Swift.max(countMax, held)).lazy.map {
                ($0.0.key, $0.0.value)
            })
    }
}
