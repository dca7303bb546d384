import GraphQL
import Synchronization
import TAO
import TestSupport
import Testing

@testable import Social

/// The trays of a viewer, paged while they are watched.
@Suite(.timeLimit(.minutes(5))) struct `Story trays` {
    /// The viewer has a story of its own and follows `count` others, who have two each.
    private static func world(_ count: Int) -> SmallWorld {
        var world = SmallWorld()
        world.person("viewer", "Viewer")
        world.story(by: "viewer", hoursAgo: 9)
        for number in 1...count {
            world.person("p\(number)", "Person")
            world.follow("viewer", "p\(number)")
            world.story(by: "p\(number)", hoursAgo: 4 + 0.01 * Double(number))
            world.story(by: "p\(number)", hoursAgo: 3 + 0.01 * Double(number))
        }
        return world
    }

    private struct Tray {
        let author: String
        let unseen: Int
        let stories: [String]
    }

    private func page(
        _ arguments: String, after: String?, on stage: Stage, through cache: Stage.Cache
    ) async throws -> (trays: [Tray], next: String?, hasPrevious: Bool) {
        let cursor = after.map { "after: \"\($0)\", " } ?? ""
        let answer = try await stage.json(
            """
            { viewer { storyTrays(\(cursor)\(arguments)) {
                nodes { author { username } unseenCount stories { id } }
                edges { cursor }
                pageInfo { hasNextPage hasPreviousPage endCursor } } } }
            """, as: "viewer", through: cache)
        let path = ["data", "viewer", "storyTrays"]
        let nodes = try #require(
            try JSONText.value(answer, at: path + ["nodes"]) as? [[String: Any]])
        let info = try #require(
            try JSONText.value(answer, at: path + ["pageInfo"]) as? [String: Any])
        let trays = try nodes.map { node in
            Tray(
                author: try #require((node["author"] as? [String: Any])?["username"] as? String),
                unseen: try #require(node["unseenCount"] as? Int),
                stories: try #require(node["stories"] as? [[String: Any]])
                    .compactMap { $0["id"] as? String })
        }
        let cursors = JSONText.strings("cursor", in: answer)
        #expect(cursors.last == info["endCursor"] as? String)
        let hasNext = info["hasNextPage"] as? Bool == true
        return (trays, hasNext ? cursors.last : nil, info["hasPreviousPage"] as? Bool == true)
    }

    private func watch(
        _ trays: [Tray], on stage: Stage, through cache: Stage.Cache
    ) async throws {
        let ids = trays.flatMap(\.stories).map { "\"\($0)\"" }.joined(separator: ",")
        _ = try await stage.mutate(
            "storiesMarkSeen", "storyIds: [\(ids)]", as: "viewer", through: cache)
    }

    /// Pages through all trays.
    private func all(
        _ arguments: String, on stage: Stage, through cache: Stage.Cache,
        afterPage body: (Int, [Tray]) async throws -> Void
    ) async throws -> [Tray] {
        var (found, after): ([Tray], String?) = ([], nil)
        for number in 0..<100 {
            let page = try await page(arguments, after: after, on: stage, through: cache)
            #expect(page.hasPrevious == (after != nil))
            found += page.trays
            try await body(number, page.trays)
            guard let next = page.next else { return found }
            after = next
        }
        Issue.record("the list does not end")
        return found
    }

    @Test(arguments: [true, false], [true, false])
    func `are met once each while they are watched`(
        unseenOnly: Bool, isCached: Bool
    ) async throws {
        let stage = try await Stage(Self.world(6))
        let cache = isCached ? Stage.freshNamespace() : .off
        let trays = try await all(
            "first: 2, unseenOnly: \(unseenOnly)", on: stage, through: cache
        ) { _, trays in
            try await watch(trays, on: stage, through: cache)
        }
        let people = (1...6).map { "p\($0)" }
        #expect(trays.map(\.author) == (unseenOnly ? people : ["viewer"] + people))
        #expect(trays.allSatisfy { $0.unseen == ($0.author == "viewer" ? 0 : 2) })
        let rest = try await page(
            "first: 20, unseenOnly: \(unseenOnly)", after: nil, on: stage, through: cache)
        #expect(rest.trays.map(\.author) == (unseenOnly ? [] : ["viewer"] + people))
    }

    @Test(arguments: [true, false])
    func `lose no new story, and repeat nobody for one`(unseenOnly: Bool) async throws {
        let stage = try await Stage(Self.world(6))
        let cache = Stage.freshNamespace()
        let trays = try await all(
            "first: 2, unseenOnly: \(unseenOnly)", on: stage, through: cache
        ) { number, trays in
            try await watch(trays, on: stage, through: cache)
            guard number == 0 else { return }
            // Of one that is still to come, and of one that was there.
            for author in ["p6", "p1"] {
                _ = try await stage.story(.ready, as: author, through: cache)
            }
            _ = try await stage.mutate(
                "storyDelete", "storyId: \"\(stage.id("p5.story.2"))\"", as: "p5", through: cache)
        }
        let people = trays.map(\.author).filter { $0 != "viewer" }
        #expect(people.sorted() == (1...6).map { "p\($0)" })
        #expect(trays.first { $0.author == "p6" }?.unseen == 3)
        #expect(trays.first { $0.author == "p5" }?.unseen == 1)
    }

    @Test func `go on behind any of them, for their viewer alone`() async throws {
        let stage = try await Stage(Self.world(6))
        let answer = try await stage.json(
            "{ viewer { storyTrays { edges { cursor } } } }", as: "viewer")
        let cursors = JSONText.strings("cursor", in: answer)
        #expect(cursors.count == 7 && Set(cursors).count == 7)
        let rest = try await page("first: 2", after: cursors[2], on: stage, through: .off)
        #expect(rest.trays.map(\.author) == ["p3", "p4"])
        let other = try await stage.ask(
            "{ viewer { storyTrays(after: \"\(cursors[2])\") { edges { cursor } } } }", viewer: "p1"
        )
        #expect(other.json.contains("BAD_USER_INPUT"))
    }

    @Test func `come in order: one's own, then what is new, close friends first`() async throws {
        var world = Self.world(5)
        world.closeFriend("viewer", "p4")
        world.closeFriend("p5", "viewer")
        world.closeFriend("viewer", "p3")
        world.story(by: "p5", hoursAgo: 6, audience: .closeFriends)
        for author in ["p1", "p3"] {
            for number in 1...2 { world.view("\(author).story.\(number)", by: "viewer") }
        }
        let stage = try await Stage(world)
        let page = try await page("first: 20", after: nil, on: stage, through: .off)
        // New: p4 is a close friend, p5 tells close friends something, p2 is neither. Seen: p3, p1.
        #expect(page.trays.map(\.author) == ["viewer", "p4", "p5", "p2", "p3", "p1"])
    }

    @Test func `of 500 accounts take four trips to the cache`() async throws {
        let stage = try await Stage(Self.world(500))
        let cache = Stage.freshNamespace()
        let query = """
            { viewer { storyTrays(first: 50) { nodes {
                unseenCount latestStoryAt hasCloseFriendsStory author { username } preview { url }
                startStory { id } } pageInfo { hasNextPage endCursor } } } }
            """
        var last: Stage.Answer?
        for _ in 0..<4 {
            last = try await stage.ask(query, viewer: "viewer", through: cache)
            // What a large read has cut short is deepened by the next.
            try await Task.sleep(for: .milliseconds(100))
        }
        let answer = try #require(last)
        #expect(answer.failures == [] && answer.json.contains("p500") == false)
        print("trays of 500 followees: \(answer.cacheCount) cache trips, \(answer.sqlCount) of SQL")
        // A cached list holds 256 edges: the rest of the accounts that are followed is a page of SQL.
        #expect(answer.sqlCount <= 1 && answer.cacheCount <= 4, "\(answer.trips)")
    }
}
