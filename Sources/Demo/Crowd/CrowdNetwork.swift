/// Who follows whom in a crowd: friends of friends, people with the same interests, and those who draw
/// many, in the order of the accounts.
///
/// Recipe B of the product rules, section 4.2.
struct CrowdNetwork: Sendable {
    private(set) var followees: [[UInt32]]
    private(set) var followers: [[UInt32]]
    private var edges: Set<UInt64> = []

    /// At most, of those that are drawn; who follows back may have more.
    private static let followeesMax = 7_500

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
        let everyone = WeightedChoice(roster.attractions)
        var members: [DemoTopic: [Int]] = [:]
        for account in 0..<roster.count {
            members[roster.topics[account], default: []].append(account)
        }
        let peers = members.mapValues { accounts in
            WeightedChoice(accounts.map { roster.attractions[$0] })
        }
        let cap = max(8, min(Self.followeesMax, roster.count / 5))
        for from in 0..<roster.count {
            var random = roster.random(from, .relations)
            let count = min(cap, Int(random.logNormal(median: 16, sigma: 1.5)))
            let topic = roster.topics[from]
            for _ in 0..<count {
                let way = random.share()
                var to: Int?
                if way < 0.35 { to = followeeOfFollowee(from, &random) }
                if to == nil, way < 0.8, let choice = peers[topic], let accounts = members[topic] {
                    to = accounts[choice.pick(&random)]
                }
                let target = to ?? everyone.pick(&random)
                guard target != from, !follows(from, target) else { continue }
                follow(from, target)
                let isStar = roster.attractions[target] > 3 * roster.attractions[from]
                if random.chance(isStar ? 0.015 : 0.45), followees[target].count < cap {
                    follow(target, from)
                }
            }
        }
    }

    private func followeeOfFollowee(_ from: Int, _ random: inout SeededRandom) -> Int? {
        guard let between = followees[from].randomElement(using: &random) else { return nil }
        return followees[Int(between)].randomElement(using: &random).map { Int($0) }
    }
}
