import TAO
import TestSupport
import Testing

@testable import Social

/// Every limit that a client can cross, crossed by one.
@Suite struct `Limits of the product` {
    private static let limits = SocialLimits.standard

    private func long(_ count: Int) -> String { String(repeating: "x", count: count) }

    private func text(_ answer: Stage.Answer, _ path: String) throws -> String {
        #expect(answer.failures == [])
        let value = try JSONText.value(answer.json, at: path.split(separator: "/").map(String.init))
        return value.map { "\($0)" } ?? "null"
    }

    @Test(.crosses(\SocialLimits.nodesMax)) func `hold for the ids of one question`() async throws {
        let stage = try await Stage.shared
        func ask(_ count: Int) async throws -> Stage.Answer {
            let ids = Array(repeating: "\"\(stage.id("alice"))\"", count: count)
            return try await stage.ask(
                "query($ids: [ID!]!) { nodes(ids: $ids) { id } }",
                variables: "{ \"ids\": [\(ids.joined(separator: ","))] }")
        }
        #expect(try await !ask(Self.limits.nodesMax).json.contains("errors"))
        let over = try await ask(Self.limits.nodesMax + 1)
        #expect(try text(over, "errors/0/extensions/code") == "BAD_USER_INPUT")
    }

    /// A text as long as may be is no mistake; what else is wrong with an example does not matter.
    @Test(
        .crosses(
            \SocialLimits.captionCodePointsMax, \SocialLimits.altTextCodePointsMax,
            \SocialLimits.storyTextCodePointsMax, \SocialLimits.commentCodePointsMax,
            \SocialLimits.idempotencyKeyBytesMax, \SocialLimits.clientNameCodePointsMax),
        arguments: [
            (
                "postCreate(input: { media: [{ mediaId: {photo} }], caption: {text} })", "caption",
                limits.captionCodePointsMax
            ),
            (
                "postCreate(input: { media: [{ mediaId: {photo}, altText: {text} }] })", "altText",
                limits.altTextCodePointsMax
            ),
            (
                "mediaUploadCreate(input: { contentType: \"image/png\", byteCount: 1, altText: {text} })",
                "altText", limits.altTextCodePointsMax
            ),
            (
                "storyCreate(input: { mediaId: {photo}, text: {text} })", "text",
                limits.storyTextCodePointsMax
            ),
            (
                "commentCreate(input: { postId: {post}, text: {text} })", "text",
                limits.commentCodePointsMax
            ),
            (
                "commentCreate(input: { postId: {post}, text: \"x\", idempotencyKey: {text} })",
                "idempotencyKey", limits.idempotencyKeyBytesMax
            ),
            (
                "sessionCreate(input: { login: \"x\", password: \"x\", clientName: {text} })",
                "clientName", limits.clientNameCodePointsMax
            ),
        ] as [(String, String, Int)])
    func `hold for texts`(mutation: String, field: String, limit: Int) async throws {
        let stage = try await Stage(.standard)
        for (count, code) in [(limit, nil), (limit + 1, "INVALID")] {
            let filled =
                mutation
                .replacing("{photo}", with: "\"\(stage.id("alice.post.1.photo.1"))\"")
                .replacing("{post}", with: "\"\(stage.id("alice.post.1"))\"")
                .replacing("{text}", with: "\"\(long(count))\"")
            let answer = try await stage.ask(
                "mutation { result: \(filled) { userErrors { code field limit } } }",
                viewer: "alice")
            #expect(answer.json.contains("\"\(field)\"]") == (code != nil), "\(answer.json)")
            if let code {
                #expect(try text(answer, "data/result/userErrors/0/code") == code)
                #expect(try text(answer, "data/result/userErrors/0/limit") == "\(limit)")
            }
        }
    }

    @Test(
        .crosses(
            \SocialLimits.carouselItemsMax, \SocialLimits.photoBytesMax,
            \SocialLimits.storiesMarkedSeenMax)) func `hold for numbers of things`() async throws
    {
        let stage = try await Stage.shared
        let photos = (0...Self.limits.carouselItemsMax).map { _ in
            "{ mediaId: \"\(stage.id("alice.post.1.photo.1"))\" }"
        }
        let post = try await stage.ask(
            """
            mutation { postCreate(input: { media: [\(photos.joined(separator: ","))] }) {
              userErrors { code field limit } } }
            """, viewer: "alice")
        #expect(try text(post, "data/postCreate/userErrors/0/code") == "BAD_MEDIA")
        #expect(
            try text(post, "data/postCreate/userErrors/0/limit")
                == "\(Self.limits.carouselItemsMax)")
        let stories = (0...Self.limits.storiesMarkedSeenMax).map { _ in
            "\"\(stage.id("alice.story.1"))\""
        }
        let seen = try await stage.ask(
            """
            mutation { storiesMarkSeen(input: { storyIds: [\(stories.joined(separator: ","))] }) {
              userErrors { code limit } } }
            """, viewer: "bob")
        #expect(try text(seen, "data/storiesMarkSeen/userErrors/0/code") == "INVALID")
        #expect(
            try text(seen, "data/storiesMarkSeen/userErrors/0/limit")
                == "\(Self.limits.storiesMarkedSeenMax)")
        let upload = try await stage.ask(
            """
            mutation { mediaUploadCreate(input: {
              contentType: "image/jpeg", byteCount: \(Self.limits.photoBytesMax + 1) }) {
              userErrors { code limit } } }
            """, viewer: "alice")
        #expect(try text(upload, "data/mediaUploadCreate/userErrors/0/code") == "TOO_LARGE")
        #expect(
            try text(upload, "data/mediaUploadCreate/userErrors/0/limit")
                == "\(Self.limits.photoBytesMax)")
    }

    @Test(.crosses(\SocialLimits.followingMax)) func `hold for following`() async throws {
        let stage = try await Stage(.standard)
        let tao = try await stage.services(.off).tao
        let alice = stage.named("alice").object
        // Alice follows two already.
        let numbers = Array(2..<Self.limits.followingMax)
        for start in stride(from: 0, to: numbers.count, by: 1_500) {
            var write = GraphWrite()
            for number in numbers[start..<min(start + 1_500, numbers.count)] {
                write.addAssociation(
                    alice, AssociationTypes.follows, ObjectID(rawValue: Int64(number)))
            }
            _ = try await tao.commit(write)
        }
        func follow(_ name: String) async throws -> Stage.Answer {
            try await stage.ask(
                """
                mutation { userFollow(input: { userId: "\(stage.id(name))" }) {
                  user { viewerRelationship { followState } } userErrors { code } } }
                """, viewer: "alice")
        }
        let over = try await follow("frank")
        #expect(try text(over, "data/userFollow/userErrors/0/code") == "LIMIT_REACHED")
        let known = try await follow("bob")
        #expect(try text(known, "data/userFollow/userErrors/0/code") == "null")
        // The feed still holds all of them.
        let feed = try await stage.ask(
            "{ viewer { feed(kind: FOLLOWING) { items(first: 2) { nodes { caption } } } } }",
            viewer: "alice",
            through: Stage.freshNamespace())
        #expect(
            try text(feed, "data/viewer/feed/items/nodes/0/caption")
                == "The lights came on while I was looking.")
    }

    @Test(.crosses(\SocialLimits.activeStoriesMax))
    func `hold for stories that are active at once`() async throws {
        var world = SmallWorld()
        world.person("alice", "Alice Arden")
        for number in 0...Self.limits.activeStoriesMax {
            world.story(by: "alice", hoursAgo: 20 - 0.1 * Double(number), "No. \(number)")
        }
        let stage = try await Stage(world)
        let answer = try await stage.ask(
            "{ viewer { user { storyTray { storyCount startStory { text } } } } }",
            viewer: "alice")
        let tray = "data/viewer/user/storyTray"
        #expect(try text(answer, "\(tray)/storyCount") == "\(Self.limits.activeStoriesMax)")
        #expect(try text(answer, "\(tray)/startStory/text") == "No. 1")
    }

    /// A page is filled up a few times; what is hidden beyond that makes it short, not wrong.
    @Test func `fill a page across all that is hidden`() async throws {
        var world = SmallWorld()
        world.person("alice", "Alice Arden")
        world.person("bob", "Bob Berg")
        world.follow("bob", "alice")
        for number in 0..<40 {
            let isShown = number == 0 || number == 39
            world.post(
                by: "alice", hoursAgo: 100 - Double(number), "No. \(number)",
                audience: isShown ? .everyone : .closeFriends)
        }
        let stage = try await Stage(world)
        for (operation, path) in [
            (
                "viewer { feed(kind: FOLLOWING) { items(first: 2, after: $after) { nodes { caption } "
                    + "pageInfo { hasNextPage endCursor } } } }", "data/viewer/feed/items"
            ),
            (
                "user(username: \"alice\") { posts(first: 2, after: $after) { nodes { caption } "
                    + "pageInfo { hasNextPage endCursor } } }", "data/user/posts"
            ),
        ] {
            var captions: [String] = []
            var cursor = "null"
            var pages = 0
            for _ in 0..<20 {
                let answer = try await stage.ask(
                    "query($after: String) { \(operation) }", viewer: "bob",
                    variables: "{ \"after\": \(cursor) }")
                let nodes = try JSONText.value(
                    answer.json, at: path.split(separator: "/").map(String.init) + ["nodes"])
                let found = (nodes as? [[String: String]] ?? []).compactMap { $0["caption"] }
                captions += found
                pages += 1
                guard try text(answer, "\(path)/pageInfo/hasNextPage") != "0",
                    try text(answer, "\(path)/pageInfo/hasNextPage") != "false"
                else { break }
                cursor = "\"\(try text(answer, "\(path)/pageInfo/endCursor"))\""
            }
            #expect(captions == ["No. 39", "No. 0"])
            #expect(pages == 1)
        }
    }

    /// With room for fewer edges at once the same page takes more reads.
    @Test(.crosses(\SocialLimits.feedEdgesReadMax))
    func `hold for the edges that a feed reads at once`() async throws {
        var world = SmallWorld()
        for name in ["alice", "bob"] { world.person(name, name) }
        world.follow("bob", "alice")
        for number in 0..<40 {
            world.post(
                by: "alice", hoursAgo: 100 - Double(number), "No. \(number)",
                audience: number == 0 ? .everyone : .closeFriends)
        }
        let stage = try await Stage(world)
        let bob = stage.named("bob").object
        func ask(_ edgesMax: Int) async throws -> Stage.Answer {
            var limits = SocialLimits.standard
            limits.feedEdgesReadMax = edgesMax
            let services = try await stage.makeServices(.off, limits: limits)
            return try await stage.ask(
                "{ viewer { feed(kind: FOLLOWING) { items(first: 1) { nodes { caption } } } } }",
                as: bob,
                variables: "{}", of: services)
        }
        // The feed has two authors.
        let (all, half) = (try await ask(2 * 40), try await ask(2 * 19))
        #expect(try text(all, "data/viewer/feed/items/nodes/0/caption") == "No. 0")
        #expect(half.json == all.json)
        #expect(half.sqlCount > all.sqlCount)
    }
}

@Suite struct `The expiry sweeper` {
    @Test func `removes what has run out and nothing else`() async throws {
        let clock = MovableClock()
        let stage = try await Stage(.standard, clock: clock.wallClock)
        let sweeper = ExpirySweeper(try await stage.services(.off))
        _ = try await stage.ask(
            """
            mutation { sessionCreate(input: { login: "alice", password: "\(Stage.password)" }) {
              userErrors { code } } }
            """, from: [4, 1])
        _ = try await stage.ask(
            """
            mutation { commentCreate(input: {
              postId: "\(stage.id("alice.post.1"))", text: "x", idempotencyKey: "k" }) {
              userErrors { code } } }
            """, viewer: "bob")
        // Days of interactions are made from yesterday to a week ahead, and kept for thirty.
        #expect(try await sweeper.run() == ExpirySweeper.Removed())
        clock.advance(hours: 24)
        #expect(try await sweeper.run() == ExpirySweeper.Removed(idempotencyKeys: 1))
        clock.advance(hours: 30 * 24)
        #expect(try await sweeper.run() == ExpirySweeper.Removed(sessions: 1, interactionDays: 2))
        clock.advance(hours: 365 * 24)
        #expect(
            try await sweeper.run() == ExpirySweeper.Removed(knownAddresses: 1, interactionDays: 17)
        )
    }
}
