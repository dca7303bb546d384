import Testing

@testable import Social

@Suite struct `Round trips` {
    /// A busy place: everything there is once, there is `count` times.
    private static func world(_ count: Int) -> SmallWorld {
        var world = SmallWorld()
        world.person("alice", "Alice Arden")
        for index in 0..<count {
            world.person("p\(index)", "Person \(index)")
            world.follow("alice", "p\(index)")
            world.follow("p\(index)", "alice")
        }
        for index in 0..<count {
            world.post(by: "p\(index)", hoursAgo: 100 - 0.1 * Double(index), "Post", photos: 2)
            world.comment(on: "p\(index).post.1", by: "alice", hoursAgo: 20, "Comment")
            world.comment(
                on: "p\(index).post.1", by: "p\(index)", hoursAgo: 19, "Reply",
                answering: "comment.\(2 * index + 1)")
            world.like("p\(index).post.1", by: "alice")
            world.story(by: "p\(index)", hoursAgo: 2)
            world.post(by: "alice", hoursAgo: 200 + Double(index), "Mine")
        }
        return world
    }

    private static let operations = [
        """
        query Feed {
          viewer { feed(kind: FOLLOWING) { items(first: 100) { nodes {
            caption likeCount commentCount viewerHasLiked
            author { username avatar { url } followerCount viewerRelationship { followState } }
            media { blurHash ... on Image { url } }
            likers(first: 2) { nodes { username } }
            comments(first: 2) { nodes {
              text likeCount author { username }
              replies(first: 2) { nodes { text author { username avatar { url } } } }
            } }
          } pageInfo { hasNextPage } } } }
        }
        """,
        """
        query Trays {
          viewer { storyTrays(first: 100) { nodes {
            unseenCount author { username } preview { url }
            stories { viewerHasSeen media { ... on Image { url } } }
          } } }
        }
        """,
        """
        query Profile {
          user(username: "alice") {
            posts(first: 100) { nodes { caption likeCount media { ... on Image { url } } } }
            followers(first: 100) { edges { followedAt node {
              username storyTray { unseenCount } posts(first: 1) { nodes { caption } }
            } } }
          }
        }
        """,
    ]

    /// The count of trips is a property of the query, not of how much it finds.
    @Test func `are as many for 1, 10 and 100 of everything`() async throws {
        var seen: [[Fixture.Trips]] = []
        for count in [1, 10, 100] {
            let stage = try await Stage(Self.world(count))
            seen.append(try await trips(on: stage))
        }
        #expect(seen[0] == seen[1])
        #expect(seen[1] == seen[2])
    }

    /// A list of more than the cache holds is read from PostgreSQL, and nothing else is.
    @Test func `of one who follows hundreds are one more`() async throws {
        var world = SmallWorld()
        world.person("alice", "Alice Arden")
        for index in 0..<300 {
            world.person("p\(index)", "Person \(index)", isPrivate: true)
            world.follow("alice", "p\(index)", hoursAgo: 2_000 - Double(index))
            world.post(by: "p\(index)", hoursAgo: 100, "Post")
        }
        let stage = try await Stage(world)
        let operation = Self.operations[0]
        let cache = Stage.freshNamespace()
        var answer = try await stage.ask(operation, viewer: "alice", through: cache)
        for _ in 0..<20 where answer.sqlCount > 1 {
            try await Task.sleep(for: .milliseconds(20))
            answer = try await stage.ask(operation, viewer: "alice", through: cache)
        }
        #expect(answer.failures == [])
        #expect(answer.sqlCount == 1, "\(answer.trips.filter { $0.hasPrefix("sql") })")
        #expect(answer.json.contains("\"hasNextPage\":true"))
    }

    /// Cold, then warm, for each of the operations.
    private func trips(on stage: Stage) async throws -> [Fixture.Trips] {
        var trips: [Fixture.Trips] = []
        for operation in Self.operations {
            let cache = Stage.freshNamespace()
            let off = try await stage.ask(operation, viewer: "alice")
            let cold = try await stage.ask(operation, viewer: "alice", through: cache)
            var warm = cold
            for _ in 0..<20 where warm.sqlCount > 0 {
                try await Task.sleep(for: .milliseconds(20))
                warm = try await stage.ask(operation, viewer: "alice", through: cache)
            }
            #expect(off.failures == [])
            #expect(off.json == cold.json && cold.json == warm.json)
            #expect(!off.json.contains("\"errors\""))
            #expect(warm.sqlCount == 0)
            trips += [Fixture.Trips(cold), Fixture.Trips(warm)]
        }
        return trips
    }
}
