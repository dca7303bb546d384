import Gateway
import Media
import Postgres
import TAO

@testable import Demo
@testable import Social

/// People and posts of a fleet, put into its database without its gateways, and what a test needs to
/// act as one of them.
struct FleetWorld: Sendable {
    struct Person: Sendable {
        /// Global id.
        let id: String
        let object: ObjectID
        let username: String
        let token: String
        /// Global ids, oldest first.
        let posts: [String]
    }

    let people: [Person]

    /// - Parameters:
    ///   - people: how many. Person 0 follows all others.
    ///   - postsEach: posts of each, a minute apart, the last one now.
    ///   - follows: pairs of indices, beside those of person 0.
    init(
        in fleet: Fleet, people count: Int, postsEach: Int = 1, follows: [(Int, Int)] = []
    ) async throws {
        let database = try Database(url: fleet.databaseURL)
        let world = Self.world(count, postsEach, follows)
        var writer = WorldWriter(
            tao: TAO(types: .social(.standard), database: database, cache: nil),
            pictures: [.onlyANumber], passwordHash: "none"
        ) { _ in }
        try await writer.store(world)
        await database.shutdown()
        people = try await Self.people(of: world)
    }

    private static func world(_ count: Int, _ postsEach: Int, _ follows: [(Int, Int)]) -> World {
        let now = WallClock.system.milliseconds
        var ids = PastIDs()
        var world = World()
        for index in 0..<count {
            let shard = index % ObjectID.shardCount
            world.people.append(
                World.Person(
                    id: ids.next(at: now - 1_000_000_000, shard: shard),
                    username: "person\(index)", displayName: "Person \(index)"))
            for age in (0..<postsEach).reversed() {
                let time = now - Int64(age) * 60_000
                let photo = World.Photo(id: ids.next(at: time, shard: shard), picture: 0)
                world.posts.append(
                    World.Post(
                        id: ids.next(at: time, shard: shard), author: index, photos: [photo]))
            }
        }
        let all = (1..<max(1, count)).map { (0, $0) } + follows
        world.follows = all.map { World.Relation(from: $0.0, to: $0.1, time: now) }
        return world
    }

    private static func people(of world: World) async throws -> [Person] {
        guard let secret = SecretKey(Fleet.secret) else { preconditionFailure("a short secret") }
        let tokens = AccessTokens(secret, nowMilliseconds: { WallClock.system.milliseconds })
        let ids = GlobalIDs(
            key: SocialSecrets(
                ids: secret.derived(for: "ids"),
                tokens: secret.derived(for: "social", byteCount: 48)
            ).globalIDKey)
        let posts = Dictionary(grouping: world.posts, by: \.author)
        var people: [Person] = []
        for (index, person) in world.people.enumerated() {
            let identity = Identity(viewerID: person.id.rawValue, sessionID: 1)
            people.append(
                Person(
                    id: ids.text(NodeID(.user, person.id)), object: person.id,
                    username: person.username, token: try await tokens.issue(identity).token,
                    posts: (posts[index] ?? []).map { ids.text(NodeID(.post, $0.id)) }))
        }
        return people
    }
}

extension StoredPicture {
    /// One that exists in name only, for tests that fetch no bytes.
    fileprivate static let onlyANumber: StoredPicture = {
        let entry = VariantTable.Entry(
            size: .original, format: .jpeg, width: 1_080, height: 1_350, bytes: 500_000,
            digest: Array(repeating: 7, count: 32))
        return StoredPicture(
            width: 1_080, height: 1_350, blurHash: "LEHV6nWB2yk8pyo0adR*.7kCMdnj",
            variants: VariantTable(entries: [entry]), original: entry.blob)
    }()
}
