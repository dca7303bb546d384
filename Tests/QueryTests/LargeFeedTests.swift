import Foundation
import GraphQL
import Postgres
import TAO
import TestSupport
import Testing

@testable import Social

/// The feed of one who follows very many. `TINTYPE_LARGE_FEED=7000x300` makes it as large as feeds
/// get (followees and posts of each) and prints what it takes.
@Suite(.serialized, .timeLimit(.minutes(10))) struct `A feed of very many` {
    private static let size = LargeFeed.size(from: "TINTYPE_LARGE_FEED", else: (1_300, 40))

    /// In which all followees are read, each by a trip.
    private static let followeePages = (size.0 - 1) / TAOLimits.rangeEdgesMax + 1

    private static let question = """
        query($after: String) { viewer { feed(kind: FOLLOWING) { items(first: 20, after: $after) {
          nodes { caption author { username } likeCount } pageInfo { hasNextPage endCursor }
        } } } }
        """

    /// Authors like bob, each with so many posts; alice follows them all. Of the posts only the
    /// newest are there, which the feed shows.
    private static let stage = Task { () async throws -> Stage in
        var world = SmallWorld()
        world.person("alice", "Alice")
        world.person("bob", "Bob")
        let stage = try await Stage(world)
        let feed = LargeFeed(
            authorCount: size.0, postsEach: size.1, model: stage.named("bob").object,
            newest: SmallWorld.now)
        try await feed.store(
            in: stage.database, followedBy: [stage.named("alice").object], types: .social)
        let shown = (0..<200).map { number -> Object in
            let properties = Properties<Post>(
                postBy: feed.author(ofPost: number), media: [], caption: "post \(number)",
                audience: .everyone, publishedAt: SmallWorld.now - Int64(number))
            return Object(
                id: feed.post(number), type: ObjectKind.post.rawValue, version: 1,
                data: properties.record)
        }
        try await stage.services(.off).tao.load(shown)
        return stage
    }

    private static func captions(_ answer: Stage.Answer) throws -> [String] {
        #expect(answer.failures == [])
        let path = ["data", "viewer", "feed", "items", "nodes"]
        let nodes = try JSONText.value(answer.json, at: path) as? [[String: Any]] ?? []
        return nodes.compactMap { $0["caption"] as? String }
    }

    private static func say(_ text: String) {
        if ProcessInfo.processInfo.environment["TINTYPE_LARGE_FEED"] != nil { print(text) }
    }

    private static func timed(
        _ name: String, _ body: () async throws -> Stage.Answer
    ) async throws -> Stage.Answer {
        let begin = ContinuousClock.now
        let answer = try await body()
        say("large feed, \(name): \(ContinuousClock.now - begin)")
        return answer
    }

    /// Until everything that was read is cached.
    private static func warm(
        _ cache: Stage.Cache, _ stage: Stage
    ) async throws -> Stage.Answer {
        var answer = try await stage.ask(question, viewer: "alice", through: cache)
        for _ in 0..<100 where answer.sqlCount > followeePages {
            try await Task.sleep(for: .milliseconds(20))
            answer = try await stage.ask(question, viewer: "alice", through: cache)
        }
        return answer
    }

    @Test func `costs what it shows, cold, and is cached`() async throws {
        let stage = try await Self.stage.value
        let cache = Stage.freshNamespace()
        let cold = try await Self.timed("cold") {
            try await stage.ask(Self.question, viewer: "alice", through: cache)
        }
        #expect(try Self.captions(cold) == (0..<20).map { "post \($0)" })
        let warm = try await Self.warm(cache, stage)
        #expect(try Self.captions(warm) == Self.captions(cold))
        #expect(
            warm.sqlCount == Self.followeePages,
            "all followees are more than the cache holds of a list")
        _ = try await Self.timed("warm") {
            try await stage.ask(Self.question, viewer: "alice", through: cache)
        }
        let off = try await Self.timed("without a cache") {
            try await stage.ask(Self.question, viewer: "alice")
        }
        #expect(off.json == cold.json)
    }

    @Test func `goes on from page to page`() async throws {
        let stage = try await Self.stage.value
        let cache = Stage.freshNamespace()
        var shown: [String] = []
        var after = "null"
        for _ in 0..<4 {
            let answer = try await stage.ask(
                Self.question, viewer: "alice", variables: "{ \"after\": \(after) }",
                through: cache)
            shown += try Self.captions(answer)
            let path = ["data", "viewer", "feed", "items", "pageInfo", "endCursor"]
            let cursor = try JSONText.value(answer.json, at: path) as? String
            after = "\"\(try #require(cursor))\""
        }
        #expect(shown == (0..<80).map { "post \($0)" })
    }

    @Test func `answers all who ask at the same time`() async throws {
        let stage = try await Self.stage.value
        let cache = Stage.freshNamespace()
        let answers = try await withThrowingTaskGroup(of: Stage.Answer.self) { group in
            for number in 0..<8 {
                group.addTask {
                    try await Self.timed("refresh \(number) of 8") {
                        try await stage.ask(Self.question, viewer: "alice", through: cache)
                    }
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        for answer in answers {
            #expect(try Self.captions(answer) == (0..<20).map { "post \($0)" })
        }
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        for line in status.split(separator: "\n") where line.hasPrefix("VmHWM") {
            Self.say("large feed, this process: \(line)")
        }
    }
}

extension LargeFeed.Types {
    fileprivate static let social = LargeFeed.Types(
        follows: AssociationTypes.follows.id, authored: AssociationTypes.authored.id)
}
