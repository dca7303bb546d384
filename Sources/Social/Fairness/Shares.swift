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

    /// Takes one that counts for each of the holders, which are different ones.
    package mutating func take(_ claims: [Claim]) throws(Refusal) {
        for claim in claims where counts[claim.holder, default: 0] >= claim.max {
            throw .shareTaken(claim.holder)
        }
        guard total < totalMax else { throw .full }
        total += 1
        for claim in claims { counts[claim.holder, default: 0] += 1 }
    }

    /// Gives back one that was taken with the same claims.
    package mutating func giveBack(_ claims: [Claim]) {
        total -= 1
        for claim in claims {
            let left = counts[claim.holder, default: 1] - 1
            counts[claim.holder] = left > 0 ? left : nil
        }
    }
}
