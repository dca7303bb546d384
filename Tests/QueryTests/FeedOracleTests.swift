import TAO
import Testing

@testable import Demo
@testable import Social

@Suite struct `The feed of a generated world` {
    private static let now = SmallWorld.now

    private struct Place: Sendable {
        var world: World
        var stage: Stage
    }

    private static let place = Task {
        var generator = DemoGenerator(
            seed: 3, size: 60, now: now, pictures: .numbered(perTopic: 1))
        let world = generator.generate()
        return Place(world: world, stage: try await Stage(world))
    }

    /// What the feed must be, worked out from the data in the plainest way.
    private static func expected(_ world: World, viewer: Int) -> [String] {
        let followees = Set(world.follows.filter { $0.from == viewer }.map(\.to))
        let friendOf = Set(world.closeFriends.filter { $0.to == viewer }.map(\.from))
        let codes = Shortcodes(key: Stage.secrets.globalIDKey)
        return world.posts
            .filter { post in
                if post.author == viewer { return true }
                guard followees.contains(post.author) else { return false }
                return post.audience != .closeFriends || friendOf.contains(post.author)
            }
            .sorted { ($0.id.milliseconds, $0.id) > ($1.id.milliseconds, $1.id) }
            .map { codes.text($0.id) }
    }

    @Test(arguments: [0, 1, 2, 3, 10, 25, 40, 59])
    func `is what the data say, for every viewer`(viewer: Int) async throws {
        let place = try await Self.place.value
        let person = place.world.people[viewer]
        var shown: [String] = []
        var cursor = "null"
        for _ in 0..<200 {
            let answer = try await place.stage.ask(
                """
                query($after: String) { viewer { feed(kind: FOLLOWING) { items(first: 17, after: $after) {
                  nodes { shortcode } pageInfo { hasNextPage endCursor } } } } }
                """, viewer: person.username, variables: "{ \"after\": \(cursor) }",
                through: .namespace("oracle"))
            let items = ["data", "viewer", "feed", "items"]
            let nodes = try JSONText.value(answer.json, at: items + ["nodes"])
            shown += (nodes as? [[String: String]] ?? []).compactMap { $0["shortcode"] }
            let info = try JSONText.value(answer.json, at: items + ["pageInfo"])
            let page = try #require(info as? [String: Any])
            guard page["hasNextPage"] as? Bool == true else { break }
            cursor = "\"\(try #require(page["endCursor"] as? String))\""
        }
        #expect(shown == Self.expected(place.world, viewer: viewer))
        #expect(!shown.isEmpty || viewer > 3)
    }

    @Test func `counts what there is`() async throws {
        let place = try await Self.place.value
        let world = place.world
        for index in [0, 5, 30] {
            let answer = try await place.stage.ask(
                """
                query($name: String!) { user(username: $name) {
                  followerCount followingCount postCount } }
                """, viewer: "alice",
                variables: "{ \"name\": \"\(world.people[index].username)\" }")
            let followers = world.follows.count { $0.to == index }
            let following = world.follows.count { $0.from == index }
            let isFollower = index == 0 || world.follows.contains { $0.from == 0 && $0.to == index }
            let isFriend =
                index == 0 || world.closeFriends.contains { $0.from == index && $0.to == 0 }
            let posts = world.posts.count { post in
                guard post.author == index else { return false }
                return switch post.audience {
                case .everyone: isFollower || !world.people[index].isPrivate
                case .followers: isFollower
                case .closeFriends: isFriend
                }
            }
            #expect(
                answer.json == """
                    {"data":{"user":{"followerCount":\(followers),\
                    "followingCount":\(following),"postCount":\(posts)}}}
                    """)
        }
    }
}

extension DemoPictures {
    /// Pictures that exist in name only.
    fileprivate static func numbered(perTopic: Int) -> DemoPictures {
        DemoPictures(
            byTopic: Dictionary(uniqueKeysWithValues: DemoTopic.allCases.map { ($0, [0]) }),
            avatars: [1], stories: [2])
    }
}
