/// A part of a crowd that is stored whole or not at all.
struct CrowdChunk: Sendable {
    enum Kind: String, Sendable {
        /// Hashtags and places that posts name.
        case names
        case accounts
        /// Follows, close friends, blocks and mutes.
        case relations
        /// Posts with all that others do with them, and stories.
        case posts
    }

    let kind: Kind
    /// Of this crowd's accounts.
    let accounts: Range<Int>
    /// About how many rows it has.
    let weight: Int

    var name: String { "\(kind) \(accounts.lowerBound)" }

    /// All of a crowd, in the order in which they are stored: what is led to comes first.
    static func all(of roster: CrowdRoster, _ network: CrowdNetwork) -> [CrowdChunk] {
        let none = CrowdChunk(kind: .names, accounts: 0..<0, weight: 5_000)
        return [none]
            + chunks(.accounts, roster.count, of: 20_000) { _ in 5 }
            + chunks(.relations, roster.count, of: 150_000) { 2 * network.followees[$0].count + 1 }
            + chunks(.posts, roster.count, of: 150_000) { account in
                if roster.areLurkers[account] { return 1 }
                let followers = network.followers[account].count
                return Int(DemoGenerator.postsMedian(followers: followers)) * (20 + followers / 8)
            }
    }

    private static func chunks(
        _ kind: Kind, _ count: Int, of rows: Int, _ weight: (Int) -> Int
    ) -> [CrowdChunk] {
        var chunks: [CrowdChunk] = []
        var start = 0
        var sum = 0
        for account in 0..<count {
            sum += weight(account)
            if sum >= rows || account == count - 1 {
                chunks.append(
                    CrowdChunk(kind: kind, accounts: start..<account + 1, weight: sum))
                (start, sum) = (account + 1, 0)
            }
        }
        return chunks
    }
}
