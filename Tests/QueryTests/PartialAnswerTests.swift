import LocalServices
import Memcached
import Postgres
import TAO
import TestSupport
import Testing

@testable import Social

/// PostgreSQL answers nothing, and memcached lacks little.
@Suite struct `While the tables are away` {
    private static let question = """
        { viewer { feed(kind: FOLLOWING) { items(first: 5) { nodes {
          shortcode caption likeCount viewerHasLiked author { username }
        } } } } }
        """

    private static func isWarm(_ stage: Stage, _ cache: Stage.Cache) async throws -> Bool {
        for _ in 0..<100 {
            let answer = try await stage.ask(question, viewer: "alice", through: cache)
            if answer.sqlCount == 0 { return true }
            try await Task.sleep(for: .milliseconds(20))
        }
        return false
    }

    /// One list of one post: its count fails, all other fields are answered.
    @Test func `what is cached is answered`() async throws {
        var world = SmallWorld()
        for name in ["alice", "bob"] { world.person(name, name) }
        world.follow("alice", "bob")
        for number in 1...3 {
            world.post(by: "bob", hoursAgo: Double(number), "Post")
            world.like("bob.post.\(number)", by: "alice")
        }
        let stage = try await Stage(world)
        let namespace = "p\(UInt32.random(in: .min ... .max))"
        let cache = Stage.Cache.namespace(namespace)
        #expect(try await Self.isWarm(stage, cache))
        let client = try MemcachedClient(
            MemcachedConfiguration(servers: try await TestServices.shared.memcachedServers))
        let post = stage.named("bob.post.2").object
        let keys = KeyBatch(["\(namespace):a:\(post):\(AssociationTypes.likedBy.id)"])
        #expect(await client.delete(keys) == [])
        for table in ["objects", "associations", "association_counts"] {
            _ = try await stage.database.query(
                Query(unescaped: "ALTER TABLE \(table) RENAME TO \(table)_away"))
        }
        let answer = try await stage.ask(Self.question, viewer: "alice", through: cache)
        let nodes = try JSONText.value(
            answer.json, at: ["data", "viewer", "feed", "items", "nodes"])
        let posts = try #require(nodes as? [[String: Any]], "\(answer.json)")
        #expect(posts.count == 3)
        for post in posts {
            let isHit = post["shortcode"] as? String != stage.filled("{{bob.post.2.shortcode}}")
            #expect((post["likeCount"] as? Int == 1) == isHit, "\(post)")
            #expect(post["caption"] as? String == "Post")
            #expect(post["viewerHasLiked"] as? Bool == true)
            #expect((post["author"] as? [String: Any])?["username"] as? String == "bob")
        }
        #expect(answer.failures.count == 1, "\(answer.failures)")
    }
}
