import Postgres
import TAO
import TestSupport
import Testing

@testable import Social

/// Accounts that are named in texts.
@Suite(.timeLimit(.minutes(3))) struct `Mentions` {
    /// Each stretch as `OFFSET+LENGTH WHAT`.
    private func entities(
        _ thing: String, _ field: String = "captionEntities", to viewer: String? = "frank",
        on stage: Stage, through cache: Stage.Cache = .off
    ) async throws -> [String] {
        let type = field == "entities" ? "Comment" : "Post"
        let answer = try await stage.ask(
            """
            { node(id: "\(stage.id(thing))") { ... on \(type) { list: \(field) { offset length url
              target { __typename ... on User { username } ... on Hashtag { name } } } } } }
            """, viewer: viewer, through: cache)
        #expect(answer.failures == [])
        let list = try JSONText.value(answer.json, at: ["data", "node", "list"])
        return try #require(list as? [[String: Any]], "\(answer.json)").map { item in
            let target = item["target"] as? [String: Any]
            let name = (target?["username"]).map { "@\($0)" } ?? (target?["name"]).map { "#\($0)" }
            return
                "\(item["offset"] ?? "")+\(item["length"] ?? "") \(name ?? "\(item["url"] ?? "")")"
        }
    }

    private func write(
        _ caption: String, in post: String = "bob.post.1", as viewer: String = "bob",
        on stage: Stage, through cache: Stage.Cache = .off
    ) async throws -> String {
        try await stage.json(
            """
            mutation { postUpdate(input: { postId: "\(stage.id(post))", caption: "\(caption)" }) {
              userErrors { code field } } }
            """, as: viewer, through: cache)
    }

    @Test func `stand where they stand, in code points`() async throws {
        let stage = try await Stage.shared
        #expect(
            try await entities("uma.post.1", on: stage) == [
                "13+8 #harbour", "27+6 @alice", "38+5 @erin",
            ])
        #expect(
            try await entities("uma.post.2", on: stage) == [
                "4+6 #hafen", "12+8 #harbour", "22+33 https://harbour.example/fog#today",
            ])
        #expect(
            try await entities("comment.10", "entities", on: stage) == [
                "0+4 #fog", "6+4 @uma", "24+6 @alice",
            ])
    }

    @Test func `of those whom the viewer must not see are plain text`() async throws {
        let stage = try await Stage.shared
        for cache in [Stage.Cache.off, Stage.freshNamespace()] {
            for (viewer, seen) in [
                ("erin", ["13+8 #harbour", "38+5 @erin"]),
                ("alice", ["13+8 #harbour", "27+6 @alice"]),
            ] {
                #expect(
                    try await entities("uma.post.1", to: viewer, on: stage, through: cache) == seen)
            }
            #expect(
                try await entities("uma.post.1", to: nil, on: stage, through: cache).count == 3)
        }
    }

    @Test func `follow the account to another name`() async throws {
        let clock = MovableClock()
        let stage = try await Stage(.standard, clock: clock.wallClock)
        let cache = Stage.freshNamespace()
        func rename(_ viewer: String, _ name: String) async throws {
            let answer = try await stage.json(
                """
                mutation { accountUpdate(input: { username: "\(name)" }) { userErrors { code } } }
                """, as: viewer, through: cache)
            #expect(answer.contains(#""userErrors":[]"#), "\(answer)")
        }
        _ = try await write("With @carol", on: stage, through: cache)
        try await rename("carol", "carola")
        #expect(try await entities("bob.post.1", on: stage, through: cache) == ["5+6 @carola"])
        // Long after the name is another's.
        clock.advance(hours: 31 * 24)
        _ = try await stage.database.query("UPDATE jobs SET run_at = now()")
        let services = try await stage.services(cache)
        let isFree = try await stage.work(services) {
            try await stage.database.query("SELECT 1 FROM names WHERE name = 'carol'").isEmpty
        }
        #expect(isFree)
        try await rename("frank", "carol")
        #expect(try await entities("bob.post.1", on: stage, through: cache) == ["5+6 @carola"])
        // An edit leaves it to whom it has meant; elsewhere the name is the other's.
        _ = try await write("Still with @carol and @dan", on: stage, through: cache)
        #expect(
            try await entities("bob.post.1", on: stage, through: cache) == [
                "11+6 @carola", "22+4 @dan",
            ])
        _ = try await write("@carol", in: "uma.post.2", as: "uma", on: stage, through: cache)
        #expect(try await entities("uma.post.2", on: stage, through: cache) == ["0+6 @carol"])
    }

    @Test(arguments: [
        ("EVERYONE", ["bob", "frank", "carol"]), ("FOLLOWERS_AND_FOLLOWING", ["bob", "carol"]),
        ("FOLLOWING", ["carol"]), ("MUTUALS", ["carol"]), ("NOBODY", []),
    ])
    func `are of those who allow it`(policy: String, allowed: [String]) async throws {
        let stage = try await Stage(.standard)
        // Bob follows carol; she follows alice and dan, and from now on carol and alice each other.
        let answer = try await stage.json(
            """
            mutation { settingsUpdate(input: { privacy: { mentionPolicy: \(policy) } }) {
              userErrors { code } } }
            """, as: "dan")
        #expect(answer.contains(#""userErrors":[]"#))
        let tao = try await stage.services(.off).tao
        var follow = GraphWrite()
        let (dan, bob, carol) = (
            stage.named("dan").object, stage.named("bob").object, stage.named("carol").object
        )
        follow.addAssociation(bob, AssociationTypes.follows, dan)
        follow.addAssociation(dan, AssociationTypes.follows, carol)
        _ = try await tao.commit(follow)
        for writer in ["bob", "frank", "carol"] {
            let answer = try await stage.json(
                """
                mutation { commentCreate(input: { postId: "\(stage.id("bob.post.1"))",
                  text: "Hi @dan" }) { commentEdge { node { entities { offset } } } } }
                """, as: writer)
            #expect(answer.contains("offset") == allowed.contains(writer), "\(writer): \(answer)")
        }
    }

    @Test func `are none where one of both blocks, and end with a block`() async throws {
        let stage = try await Stage(.standard)
        for (writer, post, text) in [
            ("erin", "erin.post.1", "Hi @alice"), ("alice", "alice.post.1", "Hi @erin"),
        ] {
            _ = try await write(text, in: post, as: writer, on: stage)
            #expect(try await entities(post, on: stage) == [], "\(writer)")
        }
        _ = try await write("Hi @alice", on: stage)
        #expect(try await entities("bob.post.1", on: stage) == ["3+6 @alice"])
        // Who is suspended is mentioned by nobody; the text stays.
        let services = try await stage.services(.off)
        let alice = try #require(
            try await services.tao.stored.loadUnfiltered(User.self, [stage.named("alice").object])[
                0])
        var properties = Properties<User>(alice.object.data)
        properties[.isSuspended] = true
        var suspend = GraphWrite()
        suspend.update(alice.id, properties, ifVersion: alice.object.version)
        _ = try await services.tao.commit(suspend)
        #expect(try await entities("bob.post.1", on: stage) == [])
        _ = try await write("Hi again @alice", on: stage)
        #expect(try await entities("bob.post.1", on: stage) == [])
    }

    @Test(.crosses(\SocialLimits.mentionsPerTextMax))
    func `are twenty in a text, whoever has these names`() async throws {
        let stage = try await Stage(.standard)
        let limit = SocialLimits.standard.mentionsPerTextMax
        func names(_ count: Int) -> String {
            (0..<count).map { "@nobody\($0)" }.joined(separator: " ")
        }
        let tooMany = try await write(names(limit + 1), on: stage)
        #expect(
            tooMany.contains(#"{"code":"TOO_MANY_ENTITIES","field":["input","caption"]}"#),
            "\(tooMany)")
        #expect(try await write(names(limit) + " @nobody1 @NOBODY2", on: stage).contains("[]"))
        for (count, isTaken) in [(limit, true), (limit + 1, false)] {
            let answer = try await stage.json(
                """
                mutation { commentCreate(input: { postId: "\(stage.id("bob.post.1"))",
                  text: "\(names(count))" }) { userErrors { code field } } }
                """)
            let error = #"{"code":"INVALID","field":["input","text"]}"#
            #expect(answer.contains(error) != isTaken, "\(answer)")
        }
    }

    @Test func `of comments change with them, and go with them`() async throws {
        let stage = try await Stage(.standard)
        func edges() async throws -> Int {
            try await stage.database.query(
                """
                SELECT 1 FROM associations WHERE type = \(AssociationTypes.namedIn.id)
                    AND id1 = \(stage.named("dan").object.rawValue)
                """
            ).count
        }
        let answer = try await stage.json(
            """
            mutation { commentCreate(input: { postId: "\(stage.id("bob.post.1"))",
              text: "@dan #new" }) { commentEdge { node { id } } } }
            """)
        let id = try #require(JSONText.strings("id", in: answer).first)
        #expect(try await edges() == 1)
        func change(_ text: String) async throws -> String {
            try await stage.json(
                """
                mutation { commentUpdate(input: { commentId: "\(id)", text: "\(text)" }) {
                  comment { entities { offset } } userErrors { code } } }
                """)
        }
        #expect(try await change("Nobody").contains(#""entities":[]"#))
        #expect(try await edges() == 0)
        #expect(try await change("👍 @dan").contains(#""offset":2"#))
        #expect(try await edges() == 1)
        // One with replies stays as a place that names nobody.
        _ = try await stage.json(
            """
            mutation { commentCreate(input: { postId: "\(stage.id("bob.post.1"))", text: "Yes",
              inReplyToId: "\(id)" }) { userErrors { code } } }
            """, as: "bob")
        let deleted = try await stage.json(
            """
            mutation { commentDelete(input: { commentId: "\(id)" }) {
              deletedCommentId userErrors { code } } }
            """)
        #expect(deleted.contains(#""userErrors":[]"#))
        #expect(try await edges() == 0)
        let place = try await stage.json(
            "{ node(id: \"\(id)\") { ... on Comment { isDeleted entities { offset } } } }")
        #expect(place.contains(#"{"isDeleted":true,"entities":[]}"#), "\(place)")
    }
}
