import Foundation

/// Who follows whom, grown in three ways: friends of friends, people with the same interests, and
/// those who draw a crowd.
struct FollowNetwork {
    private(set) var followees: [[Int]]
    private(set) var followers: [[Int]]
    private var edges: Set<Edge> = []
    private let characters: [DemoGenerator.Character]

    private struct Edge: Hashable {
        var from: Int
        var to: Int
    }

    init(characters: [DemoGenerator.Character]) {
        self.characters = characters
        followees = Array(repeating: [], count: characters.count)
        followers = followees
    }

    func follows(_ from: Int, _ to: Int) -> Bool {
        edges.contains(Edge(from: from, to: to))
    }

    mutating func follow(_ from: Int, _ to: Int) {
        guard from != to, edges.insert(Edge(from: from, to: to)).inserted else { return }
        followees[from].append(to)
        followers[to].append(from)
    }

    mutating func grow(_ random: inout SeededRandom) {
        let everyone = WeightedChoice(characters.map(\.attraction))
        let byTopic = Dictionary(grouping: characters.indices) { characters[$0].topic }
            .mapValues { members in
                (
                    members: members,
                    choice: WeightedChoice(members.map { characters[$0].attraction })
                )
            }
        for from in characters.indices {
            let cap = max(8, characters.count / 5)
            let count = min(cap, Int(random.logNormal(median: 18, sigma: 1)))
            for _ in 0..<count {
                let way = random.share()
                var to: Int?
                if way < 0.3 { to = followeeOfFollowee(from, &random) }
                if to == nil, way < 0.7, let peers = byTopic[characters[from].topic] {
                    to = peers.members[peers.choice.pick(&random)]
                }
                let target = to ?? everyone.pick(&random)
                guard target != from, !follows(from, target) else { continue }
                follow(from, target)
                if random.chance(chanceOfFollowingBack(from, target)) { follow(target, from) }
            }
        }
    }

    private func followeeOfFollowee(_ from: Int, _ random: inout SeededRandom) -> Int? {
        guard let between = followees[from].randomElement(using: &random) else { return nil }
        return followees[between].randomElement(using: &random)
    }

    /// Stars seldom follow back.
    private func chanceOfFollowingBack(_ from: Int, _ to: Int) -> Double {
        characters[to].attraction > 3 * characters[from].attraction ? 0.04 : 0.5
    }
}
