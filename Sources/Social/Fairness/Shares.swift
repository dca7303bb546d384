/// How many of something that there are few of each holder has, and whether there is one more.
package struct Shares<Holder: Hashable & Sendable>: Sendable {
    /// A holder and how many it may have at the same time.
    package struct Claim: Sendable {
        package let holder: Holder
        package let max: Int

        package init(_ holder: Holder, max: Int) {
            self.holder = holder
            self.max = max
        }
    }

    /// What keeps a claim from being granted.
    package enum Refusal: Error, Sendable, Equatable {
        /// All together have as many as there are.
        case full
        /// This holder has its share.
        case shareTaken(Holder)
    }

    private var counts: [Holder: Int] = [:]
    private let totalMax: Int
    /// How many are held now.
    package private(set) var total = 0

    package init(totalMax: Int) {
        self.totalMax = totalMax
    }

    /// Holders that have something now; others are not remembered.
    package var holderCount: Int { counts.count }

    /// Takes so many, all or none, which count for each of the holders. These are different ones.
    package mutating func take(_ claims: [Claim], count: Int = 1) throws(Refusal) {
        for claim in claims where counts[claim.holder, default: 0] + count > claim.max {
            throw .shareTaken(claim.holder)
        }
        guard total + count <= totalMax else { throw .full }
        total += count
        for claim in claims { counts[claim.holder, default: 0] += count }
    }

    /// Gives back so many that were taken with the same claims.
    package mutating func giveBack(_ claims: [Claim], count: Int = 1) {
        total -= count
        for claim in claims {
            let left = counts[claim.holder, default: count] - count
            counts[claim.holder] = left > 0 ? left : nil
        }
    }
}
