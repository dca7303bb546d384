/// Who follows whom in a crowd: friends of friends, people with the same interests, and those who draw
/// many, in the order of the accounts.
///
/// Recipe B of the product rules, section 4.2, with more whom few know: so the smallest world is as unequal as
/// a real network, too, and none loses those follows that are drawn twice.
struct CrowdNetwork: Sendable {
    private(set) var followees: [[UInt32]]
    private(set) var followers: [[UInt32]]
    private var edges: Set<UInt64> = []

    /// At most, of those that are drawn; who follows back may have more.
    private static let followeesMax = 7_500
    /// How often one is drawn again who is followed already.
    private static let drawsEach = 8

    init(_ roster: CrowdRoster) {
        followees = Array(repeating: [], count: roster.count)
        followers = followees
        let named = DemoGenerator.named.count
        if roster.count >= named {
            for (from, to) in DemoGenerator.namedFollows { follow(from, to) }
        }
        grow(roster)
    }

    var edgeCount: Int { edges.count }

    func follows(_ from: Int, _ to: Int) -> Bool {
        edges.contains(Self.edge(from, to))
    }

    private static func edge(_ from: Int, _ to: Int) -> UInt64 {
        UInt64(from) << 32 | UInt64(to)
    }

    private mutating func follow(_ from: Int, _ to: Int) {
        guard from != to, edges.insert(Self.edge(from, to)).inserted else { return }
        followees[from].append(UInt32(to))
        followers[to].append(UInt32(from))
    }

    private mutating func grow(_ roster: CrowdRoster) {
        let attractions = Attractions(roster)
        let cap = max(8, min(Self.followeesMax, roster.count / 5))
        for from in 0..<roster.count {
            var random = roster.random(from, .relations)
            let count = min(cap, Int(random.logNormal(median: 18, sigma: 1.6)))
            for _ in 0..<count {
                guard let target = newFollowee(of: from, attractions, &random) else { continue }
                follow(from, target)
                let isStar = roster.attractions[target] > 4 * roster.attractions[from]
                if random.chance(isStar ? 0.03 : 0.5), followees[target].count < cap {
                    follow(target, from)
                }
            }
        }
    }

    private func newFollowee(
        of from: Int, _ attractions: Attractions, _ random: inout SeededRandom
    ) -> Int? {
        for _ in 0..<Self.drawsEach {
            let way = random.share()
            let friend = way < 0.35 ? followeeOfFollowee(from, &random) : nil
            let target =
                friend ?? (way < 0.8 ? attractions.peer(of: from, &random) : nil)
                ?? attractions.everyone.pick(&random)
            if target != from, !follows(from, target) { return target }
        }
        return nil
    }

    private func followeeOfFollowee(_ from: Int, _ random: inout SeededRandom) -> Int? {
        guard let between = followees[from].randomElement(using: &random) else { return nil }
        return followees[Int(between)].randomElement(using: &random).map { Int($0) }
    }
}

/// Draws accounts by how many they attract, among all or among those with the same interest.
private struct Attractions {
    let everyone: WeightedChoice
    private let topics: [DemoTopic]
    private let peers: [DemoTopic: (members: [Int], choice: WeightedChoice)]

    init(_ roster: CrowdRoster) {
        everyone = WeightedChoice(roster.attractions)
        topics = roster.topics
        peers = Dictionary(grouping: 0..<roster.count) { roster.topics[$0] }.mapValues { members in
            (members, WeightedChoice(members.map { roster.attractions[$0] }))
        }
    }

    func peer(of account: Int, _ random: inout SeededRandom) -> Int? {
        peers[topics[account]].map { $0.members[$0.choice.pick(&random)] }
    }
}
