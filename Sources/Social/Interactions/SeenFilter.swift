/// Which posts an account was shown lately, in few bytes: two Bloom filters, of this week and of the last one.
///
/// It never forgets a post within a week, or among as many posts as one filter takes; and it takes less than one
/// post in a hundred for seen that was not: with 7 hashes 0.45 % of each full filter. B. H. Bloom,
/// "Space/Time Trade-offs in Hash Coding with Allowable Errors" (1970); two hashes that make seven:
/// A. Kirsch and M. Mitzenmacher, "Less Hashing, Same Performance" (2008).
struct SeenFilter: Sendable, Equatable {
    struct Ring: Sendable, Equatable {
        /// When its first post was seen, in milliseconds since 1970.
        var begin: Int64
        /// Posts that it has taken.
        var count = 0
        var bits = [UInt8](repeating: 0, count: SeenFilter.ringBytes)
    }

    static let ringBytes = 4_096
    private static let hashes = 7
    private static let mask = UInt64(8 * ringBytes - 1)

    /// The last one first; two at most.
    private(set) var rings: [Ring]
    /// So that two accounts err about different posts.
    private let seed: UInt64

    init(_ rings: [Ring] = [], seed: UInt64) {
        (self.rings, self.seed) = (rings, seed)
    }

    /// Whether a post was seen, as far as that is still of interest.
    func has(_ post: Int64, at now: Int64, _ limits: SocialLimits) -> Bool {
        rings.contains { ring in
            now - ring.begin < 2 * limits.seenRingMilliseconds
                && places(of: post).allSatisfy { ring.bits[$0 / 8] & 1 << UInt8($0 % 8) != 0 }
        }
    }

    /// - Parameter time: when it was seen, in milliseconds since 1970.
    mutating func add(_ post: Int64, at time: Int64, _ limits: SocialLimits) {
        if rings.isEmpty || time - rings[0].begin >= limits.seenRingMilliseconds
            || rings[0].count >= limits.seenRingPostsMax
        {
            rings = [Ring(begin: time)] + rings.prefix(1)
        }
        let places = places(of: post)
        var isNew = false
        for place in places where rings[0].bits[place / 8] & 1 << UInt8(place % 8) == 0 {
            rings[0].bits[place / 8] |= 1 << UInt8(place % 8)
            isNew = true
        }
        if isNew { rings[0].count += 1 }
    }

    private func places(of post: Int64) -> [Int] {
        let first = (UInt64(bitPattern: post) ^ seed).mixed
        // Odd, so that the seven are seven.
        let step = first.mixed | 1
        return (0..<UInt64(Self.hashes)).map { Int((first &+ $0 &* step) & Self.mask) }
    }
}
