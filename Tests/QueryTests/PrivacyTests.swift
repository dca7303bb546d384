import Postgres
import Testing

@testable import Social

/// What privacy rests on holds also where a table has lost rows that only count.
@Suite struct `Without rows of counts` {
    private static let question = """
        {
          alice: user(username: "alice") { username }
          carol: user(username: "carol") { username posts(first: 5) { nodes { caption } } }
        }
        """

    private static func stage() async throws -> Stage {
        var world = SmallWorld()
        for name in ["alice", "bob", "carol", "dan"] {
            world.person(name, name, isPrivate: name == "carol")
        }
        world.block("alice", "bob")
        world.block("bob", "dan")
        world.follow("bob", "carol")
        world.post(by: "carol", hoursAgo: 3, "Hello")
        let stage = try await Stage(world)
        _ = try await stage.database.query(
            "DELETE FROM association_counts WHERE type IN (1, 5, 6, 8)")
        return stage
    }

    @Test func `blocks and follows decide all the same`() async throws {
        let stage = try await Self.stage()
        for cache in [Stage.Cache.off, Stage.freshNamespace()] {
            for _ in 0..<2 {
                let bob = try await stage.ask(Self.question, viewer: "bob", through: cache)
                #expect(bob.failures == [])
                #expect(bob.json.contains(#""alice":null"#), "alice blocks bob: \(bob.json)")
                #expect(bob.json.contains("Hello"), "bob follows carol: \(bob.json)")
                let dan = try await stage.ask(
                    #"{ user(username: "bob") { username } }"#, viewer: "dan", through: cache)
                #expect(dan.json.contains(#""user":null"#), "bob blocks dan: \(dan.json)")
            }
        }
    }
}
