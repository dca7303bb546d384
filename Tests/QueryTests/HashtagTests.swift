import Postgres
import TAO
import TestSupport
import Testing

@testable import Social

/// What is found in captions and comments, and the lists that it leads to.
@Suite(.timeLimit(.minutes(3))) struct `Hashtags` {
    private func captions(
        _ name: String, to viewer: String? = "frank", on stage: Stage,
        through cache: Stage.Cache = .off
    ) async throws -> [String] {
        let answer = try await stage.ask(
            "{ hashtag(name: \"\(name)\") { postCount posts { nodes { caption } } } }",
            viewer: viewer, through: cache)
        #expect(answer.failures == [])
        return JSONText.strings("caption", in: answer.json)
    }

    private func count(_ name: String, on stage: Stage) async throws -> Int? {
        let answer = try await stage.json("{ hashtag(name: \"\(name)\") { postCount } }")
        return try JSONText.value(answer, at: ["data", "hashtag", "postCount"]) as? Int
    }

    private func update(
        _ input: String, of post: String = "bob.post.1", as viewer: String = "bob",
        on stage: Stage, through cache: Stage.Cache = .off
    ) async throws -> String {
        try await stage.json(
            """
            mutation { postUpdate(input: { postId: "\(stage.id(post))", \(input) }) {
              post { caption hashtags { name } } userErrors { code field } } }
            """, as: viewer, through: cache)
    }

    private func run(
        _ mutation: String, _ post: String, as viewer: String = "bob", on stage: Stage,
        through cache: Stage.Cache = .off
    ) async throws {
        let answer = try await stage.json(
            """
            mutation { \(mutation)(input: { postId: "\(stage.id(post))" }) { userErrors { code } } }
            """, as: viewer, through: cache)
        #expect(answer.contains(#""userErrors":[]"#), "\(mutation): \(answer)")
    }

    @Test func `lead to the posts that carry them now, newest first`() async throws {
        let stage = try await Stage(.standard)
        let cache = Stage.freshNamespace()
        #expect(try await stage.json("{ hashtag(name: \"dawn\") { name } }").contains("null"))
        let first = try await update(
            ##"caption: "#Dawn #clouds", hashtags: ["DAWN", "Up"]"##, on: stage, through: cache)
        #expect(
            first.contains(#""hashtags":[{"name":"dawn"},{"name":"clouds"},{"name":"up"}]"#),
            "\(first)")
        _ = try await update(
            "caption: \"#dawn again\"", of: "carol.post.3", as: "carol", on: stage, through: cache)
        #expect(
            try await captions("Dawn", on: stage, through: cache) == [
                "#dawn again", "#Dawn #clouds",
            ])
        // An edit moves it: what was given besides stays.
        _ = try await update("caption: \"Grey #clouds\"", on: stage, through: cache)
        #expect(
            try await captions("dawn", on: stage, through: cache) == [
                "#dawn again", "Grey #clouds",
            ])
        _ = try await update("hashtags: null", on: stage, through: cache)
        #expect(try await captions("dawn", on: stage, through: cache) == ["#dawn again"])
        #expect(try await count("dawn", on: stage) == 1)
        #expect(try await captions("up", on: stage, through: cache) == [])
        #expect(try await captions("clouds", on: stage, through: cache) == ["Grey #clouds"])
        _ = try await update("caption: null", on: stage, through: cache)
        #expect(try await captions("clouds", on: stage, through: cache) == [])
    }

    @Test func `lose and find again what is taken out of sight`() async throws {
        let stage = try await Stage(.standard)
        let cache = Stage.freshNamespace()
        let post = "uma.post.1"
        let whole = try await captions("harbour", on: stage, through: cache)
        let rest = Array(whole.dropLast())
        #expect(whole.count == 2 && whole[1].hasPrefix("Fog"))
        try await run("postArchive", post, as: "uma", on: stage, through: cache)
        #expect(try await captions("harbour", on: stage, through: cache) == rest)
        // An edit of what is archived changes no list.
        _ = try await update(
            "hashtags: [\"tide\"]", of: post, as: "uma", on: stage, through: cache)
        #expect(try await captions("tide", on: stage, through: cache) == [])
        try await run("postUnarchive", post, as: "uma", on: stage, through: cache)
        #expect(try await captions("harbour", on: stage, through: cache) == whole)
        #expect(try await captions("tide", on: stage, through: cache).count == 1)
        _ = try await update("audience: FOLLOWERS", of: post, as: "uma", on: stage, through: cache)
        #expect(try await captions("harbour", on: stage, through: cache) == rest)
        _ = try await update("audience: EVERYONE", of: post, as: "uma", on: stage, through: cache)
        #expect(try await captions("harbour", on: stage, through: cache) == whole)
        try await run("postDelete", post, as: "uma", on: stage, through: cache)
        #expect(try await captions("harbour", on: stage, through: cache) == rest)
        #expect(try await count("harbour", on: stage) == 1)
        for report in [
            try await Verifier(try await stage.services(cache).tao, repairs: false).counts(),
            try await Verifier(try await stage.services(cache).tao, repairs: false).inverses(),
        ] {
            #expect(!report.hasLookedAtNothing && report.faultCount == 0, "\(report.examples)")
        }
    }

    @Test func `of drafts and of what is set for later come with the post`() async throws {
        let clock = MovableClock()
        let stage = try await Stage(.standard, clock: clock.wallClock)
        let draft = try await stage.freePhoto()
        let created = try await stage.json(
            """
            mutation { postCreate(input: { media: [{ mediaId: "\(draft)" }], caption: "#later",
              hashtags: ["Später"], isDraft: true }) {
              post { id hashtags { name postCount } } userErrors { code message } } }
            """)
        #expect(
            created.contains(
                #"[{"name":"later","postCount":0},{"name":"später","postCount":0}]"#),
            "\(created)")
        #expect(try await captions("later", to: "alice", on: stage) == [])
        let id = try #require(JSONText.strings("id", in: created).first)
        let time = DateTime(milliseconds: clock.wallClock.milliseconds + 60_000).text
        _ = try await stage.json(
            """
            mutation { postPublish(input: { postId: "\(id)", publishAt: "\(time)" }) {
              post { status } userErrors { code } } }
            """)
        #expect(try await captions("later", to: "alice", on: stage) == [])
        clock.advance(seconds: 61)
        let services = try await stage.services(.off)
        _ = try await stage.database.query("UPDATE jobs SET run_at = now()")
        let isShown = try await stage.work(services) {
            try await captions("später", on: stage) == ["#later"]
        }
        #expect(isShown)
    }

    @Test func `show nobody what is not for everyone`() async throws {
        let stage = try await Stage(.standard)
        _ = try await update("caption: \"#secret moss\"", of: "dan.post.1", as: "dan", on: stage)
        _ = try await update(
            "caption: \"#secret salt\"", of: "alice.post.1", as: "alice", on: stage)
        // Dan is private: not to his followers either, nor to himself, since it is no public post.
        for viewer in ["carol", "dan", "frank", nil] {
            #expect(try await captions("secret", to: viewer, on: stage) == ["#secret salt"])
        }
        #expect(try await captions("secret", to: "erin", on: stage) == [], "alice blocks erin")
        #expect(try await captions("harbour", to: "frank", on: stage).count == 2)
    }

    @Test(.crosses(\SocialLimits.hashtagsPerPostMax))
    func `of a post are thirty, with those of its caption`() async throws {
        let stage = try await Stage(.standard)
        func tags(_ range: Range<Int>) -> String {
            range.map { "#t\($0)" }.joined(separator: " ")
        }
        func given(_ range: Range<Int>) -> String {
            "[\(range.map { "\"t\($0)\"" }.joined(separator: ","))]"
        }
        let limit = SocialLimits.standard.hashtagsPerPostMax
        for (input, field) in [
            ("caption: \"\(tags(0..<limit + 1))\"", "caption"),
            ("hashtags: \(given(0..<limit + 1))", "hashtags"),
            ("caption: \"\(tags(0..<20))\", hashtags: \(given(10..<limit + 1))", "hashtags"),
        ] {
            let answer = try await update(input, on: stage)
            let error = #"{"code":"TOO_MANY_ENTITIES","field":["input","\#(field)"]}"#
            #expect(answer.contains(error), "\(answer)")
        }
        #expect(try await count("t1", on: stage) ?? 0 == 0, "nothing was changed")
        // The same ones count once.
        for input in [
            "caption: \"\(tags(0..<20)) \(tags(0..<20))\", hashtags: \(given(10..<limit))",
            "caption: \"\(tags(0..<limit))\"", "hashtags: \(given(0..<limit))",
        ] {
            #expect(try await update(input, on: stage).contains(#""userErrors":[]"#), "\(input)")
        }
        // What is not given stays, and counts.
        let late = try await update("caption: \"#another\"", on: stage)
        #expect(late.contains(#""field":["input","caption"]"#), "\(late)")
        for (name, index) in [("a b", 1), ("", 1), ("1", 1), ("#a", 1), ("ㅤ", 1)] {
            let answer = try await update("hashtags: [\"fine\", \"\(name)\"]", on: stage)
            let error = #"{"code":"INVALID","field":["input","hashtags","\#(index)"]}"#
            #expect(answer.contains(error), "\(name): \(answer)")
        }
    }

    @Test(.crosses(\SocialLimits.followedHashtagsMax))
    func `are followed, also those that nobody has used`() async throws {
        let stage = try await Stage(.standard)
        let cache = Stage.freshNamespace()
        func ask(_ mutation: String, _ name: String) async throws -> String {
            try await stage.json(
                """
                mutation { r: \(mutation)(input: { name: "\(name)" }) {
                  hashtag { name viewerIsFollowing url } userErrors { code field } } }
                """, through: cache)
        }
        func followed() async throws -> [String] {
            JSONText.strings(
                "name",
                in: try await stage.json(
                    "{ viewer { followedHashtags { nodes { name } } } }", through: cache))
        }
        #expect(try await ask("hashtagUnfollow", "nothing").contains(#""hashtag":null"#))
        #expect(
            try await ask("hashtagFollow", "Nothing")
                == #"{"data":{"r":{"hashtag":{"name":"nothing","viewerIsFollowing":true,"#
                + #""url":"https://tintype.example/tags/nothing"},"userErrors":[]}}}"#)
        for _ in 0..<2 { _ = try await ask("hashtagFollow", "FOG") }
        #expect(Set(try await followed()) == ["fog", "nothing"])
        for _ in 0..<2 {
            #expect(
                try await ask("hashtagUnfollow", "Fog").contains(#""viewerIsFollowing":false"#))
        }
        #expect(try await followed() == ["nothing"])
        for name in ["", "a b", "1", "#fog"] {
            #expect(try await ask("hashtagFollow", name).contains(#""code":"INVALID""#), "\(name)")
            #expect(try await ask("hashtagUnfollow", name).contains(#""hashtag":null"#))
        }
        var limits = SocialLimits.standard
        limits.followedHashtagsMax = 2
        let services = try await stage.makeServices(.off, limits: limits)
        for (name, code) in [("one", "[]"), ("one", "[]"), ("two", #"[{"code":"NOT_ALLOWED"}]"#)] {
            let answer = try await stage.ask(
                "mutation { hashtagFollow(input: { name: \"\(name)\" }) { userErrors { code } } }",
                as: stage.named("alice").object, of: services)
            #expect(answer.json.contains(#""userErrors":\#(code)"#), "\(name): \(answer.json)")
        }
    }

    /// Two posts use the same hashtags for the first time.
    @Test func `come into being once, whoever is first`() async throws {
        let stage = try await Stage(.standard)
        let names = (0..<10).map { "new\($0)" }
        try await withThrowingTaskGroup(of: String.self) { group in
            for (index, (post, author)) in [
                ("alice.post.1", "alice"), ("bob.post.1", "bob"), ("carol.post.1", "carol"),
                ("uma.post.1", "uma"),
            ].enumerated() {
                let some = (names + names)[index..<index + 8].map { "#" + $0 }.joined(
                    separator: " ")
                group.addTask {
                    try await self.update(
                        "caption: \"\(some)\"", of: post, as: author, on: stage,
                        through: index % 2 == 0 ? .off : Stage.freshNamespace())
                }
            }
            for try await answer in group { #expect(answer.contains(#""userErrors":[]"#)) }
        }
        let rows = try await stage.database.query(
            "SELECT count(*), count(DISTINCT id) FROM names WHERE namespace = 10 AND name LIKE 'new%'"
        )
        #expect(rows[0].int(0) == 10 && rows[0].int(1) == 10, "0 to 7, 1 to 8, 2 to 9, 3 to 0")
        let objects = try await stage.database.query(
            "SELECT count(*) FROM objects WHERE type = \(ObjectKind.hashtag.rawValue)")
        #expect(objects[0].int(0) == 13, "none was made twice")
        for name in names {
            let expected = try await captions(name, on: stage).count
            #expect(try await count(name, on: stage) == expected && expected > 0)
        }
    }

    @Test func `that are too many new ones wait`() async throws {
        let stage = try await Stage(.standard)
        var limits = SocialLimits.standard
        limits.newHashtagsPerDayMax = 6
        let services = try await stage.makeServices(.off, limits: limits)
        func caption(_ text: String) async throws -> String {
            try await stage.ask(
                """
                mutation { postUpdate(input: { postId: "\(stage.id("bob.post.1"))",
                  caption: "\(text)" }) { post { caption } userErrors { code retryAfter } } }
                """, as: stage.named("bob").object, of: services
            ).json
        }
        #expect(try await caption("#n1 #n2 #n3").contains(#""userErrors":[]"#))
        #expect(try await caption("#n1 #n2 #n3 #n4 #n5 #n6").contains(#""userErrors":[]"#))
        #expect(try await caption("#n1 #n7").contains(#"[{"code":"TOO_MANY","retryAfter":14400}]"#))
        #expect(try await caption("#n1 #harbour").contains(#""userErrors":[]"#), "none is new")
    }
}
