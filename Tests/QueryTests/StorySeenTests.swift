import GraphQL
import TAO
import TestSupport
import Testing

@testable import Social

/// What a viewer has seen of an account's stories.
@Suite(.timeLimit(.minutes(5))) struct `Seen stories` {
    private static func stage(_ count: Int = 5) async throws -> Stage {
        var world = SmallWorld()
        world.person("alice", "Alice")
        world.person("bob", "Bob")
        world.follow("bob", "alice")
        for number in 1...count {
            world.story(by: "alice", hoursAgo: 20 - Double(number) * 0.1, "No. \(number)")
        }
        return try await Stage(world)
    }

    private func mark(
        _ numbers: Int..., on stage: Stage, through cache: Stage.Cache = .off
    ) async throws {
        let ids = numbers.map { "\"\(stage.id("alice.story.\($0)"))\"" }.joined(separator: ",")
        let answer = try await stage.mutate(
            "storiesMarkSeen", "storyIds: [\(ids)]", "storyTrays { unseenCount }", as: "bob",
            through: cache)
        #expect(answer.contains(#""userErrors":[]"#), "\(answer)")
    }

    private func unseen(
        on stage: Stage, through cache: Stage.Cache = .off
    ) async throws -> (numbers: [Int], count: Int, start: String) {
        let answer = try await stage.json(
            """
            { user(username: "alice") { storyTray {
                unseenCount startStory { text } preview { id }
                stories { viewerHasSeen media { ... on Image { id } } } } } }
            """, as: "bob", through: cache)
        let path = ["data", "user", "storyTray"]
        let stories = try #require(
            try JSONText.value(answer, at: path + ["stories"]) as? [[String: Any]])
        let numbers = stories.indices.filter { stories[$0]["viewerHasSeen"] as? Bool == false }
        let preview = try JSONText.value(answer, at: path + ["preview", "id"]) as? String
        let cover = (stories[numbers.first ?? stories.count - 1]["media"] as? [String: Any])?["id"]
        #expect(preview == cover as? String, "the first unseen story, else the newest")
        return (
            numbers.map { $0 + 1 },
            try #require(try JSONText.value(answer, at: path + ["unseenCount"]) as? Int),
            try JSONText.value(answer, at: path + ["startStory", "text"]) as? String ?? ""
        )
    }

    @Test func `are those that were watched, and no others`() async throws {
        let stage = try await Self.stage()
        let cache = Stage.freshNamespace()
        for (marked, left) in [
            (5, [1, 2, 3, 4]), (2, [1, 3, 4]), (2, [1, 3, 4]), (1, [3, 4]), (4, [3]), (3, []),
        ] {
            try await mark(marked, on: stage, through: cache)
            let now = try await unseen(on: stage, through: cache)
            #expect(now.numbers == left && now.count == left.count)
            #expect(now.start == "No. \(left.first ?? 1)")
        }
        let (_, _) = try await stage.story(as: "alice", through: cache)
        #expect(try await unseen(on: stage, through: cache).numbers == [6], "what comes is new")
    }

    @Test func `stay so when the last one of them is deleted`() async throws {
        let stage = try await Self.stage()
        try await mark(4, 2, on: stage)
        _ = try await stage.mutate(
            "storyDelete", "storyId: \"\(stage.id("alice.story.4"))\"", as: "alice")
        let left = try await unseen(on: stage)
        #expect(left.numbers == [1, 3, 4] && left.count == 3, "of 1, 2, 3 and 5")
        _ = try await stage.story(as: "alice")
        #expect(try await unseen(on: stage).numbers == [1, 3, 4, 5])
    }

    /// Of a story for close friends that this viewer cannot see when it watches what came after it.
    @Test func `are not those that the viewer could not see`() async throws {
        var world = SmallWorld()
        world.person("alice", "Alice")
        world.person("bob", "Bob")
        world.follow("bob", "alice")
        world.story(by: "alice", hoursAgo: 3, "for friends", audience: .closeFriends)
        world.story(by: "alice", hoursAgo: 2, "No. 2")
        let stage = try await Stage(world)
        try await mark(2, on: stage)
        #expect(try await unseen(on: stage).numbers == [])
        _ = try await stage.mutate(
            "closeFriendsUpdate", "addUserIds: [\"\(stage.id("bob"))\"]", as: "alice")
        #expect(try await unseen(on: stage).numbers == [1])
    }

    @Test(.crosses(\SocialLimits.contendedAttemptsMax))
    func `are all kept that two devices tell of at once`() async throws {
        let stage = try await Self.stage(24)
        let cache = Stage.freshNamespace()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 1...24 where number % 3 != 0 {
                group.addTask { try await mark(number, on: stage, through: cache) }
            }
            try await group.waitForAll()
        }
        let left = (1...24).filter { $0 % 3 == 0 }
        #expect(try await unseen(on: stage, through: cache).numbers == left)
        let views = try await stage.services(.off).tao.stored.lists([
            RangeQuery(stage.named("bob").object, AssociationTypes.viewed, limit: 100)
        ])[0].associations
        #expect(views.count == 16)
    }

    @Test func `are kept beside those of very many others`() async throws {
        var world = SmallWorld()
        world.person("bob", "Bob")
        for number in 1...300 {
            world.person("p\(number)", "Person")
            world.follow("bob", "p\(number)")
            world.story(by: "p\(number)", hoursAgo: 1 + 0.01 * Double(number))
            world.story(by: "p\(number)", hoursAgo: 0.5)
            world.view("p\(number).story.1", by: "bob")
        }
        let stage = try await Stage(world)
        let cache = Stage.freshNamespace()
        for _ in 0..<2 {
            let answer = try await stage.json(
                "{ viewer { storyTrays(first: 100) { nodes { unseenCount } } } }", as: "bob",
                through: cache)
            #expect(JSONText.strings("unseenCount", in: answer).isEmpty)
            #expect(answer.ranges(of: #""unseenCount":1"#).count == 100)
        }
    }
}
