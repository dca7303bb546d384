import TAO
import TestSupport
import Testing

@testable import Social

/// Accounts that are marked in photos.
@Suite(.timeLimit(.minutes(3))) struct `People in photos` {
    private func tags(
        of photo: String, to viewer: String? = "frank", on stage: Stage,
        through cache: Stage.Cache = .off
    ) async throws -> String {
        let answer = try await stage.ask(
            """
            { node(id: "\(stage.id(photo))") { ... on Image {
              tags { user { username } position { x y } } } } }
            """, viewer: viewer, through: cache)
        #expect(answer.failures == [])
        let names = JSONText.strings("username", in: answer.json)
        let places = answer.json.matches(of: /"x":([0-9.]+),"y":([0-9.]+)/).map {
            "\($0.1),\($0.2)"
        }
        return zip(names, places).map { "\($0) \($1)" }.joined(separator: "; ")
    }

    private func tagged(
        _ name: String, to viewer: String? = "frank", on stage: Stage,
        through cache: Stage.Cache = .off
    ) async throws -> [String] {
        let answer = try await stage.ask(
            """
            { user(username: "\(name)") { taggedPosts { nodes { shortcode author { username } } } } }
            """, viewer: viewer, through: cache)
        #expect(answer.failures == [])
        return JSONText.strings("username", in: answer.json)
    }

    /// - Parameter tags: of the photo, as an input; nil for none given.
    private func update(
        _ post: String, _ tags: String?, as viewer: String = "uma", on stage: Stage,
        through cache: Stage.Cache = .off
    ) async throws -> String {
        let photo = "mediaId: \"\(stage.id(post + ".photo.1"))\""
        return try await stage.json(
            """
            mutation { postUpdate(input: { postId: "\(stage.id(post))",
              media: [{ \(photo) \(tags.map { "tags: \($0)" } ?? "") }] }) {
              post { editedAt } userErrors { code field message } } }
            """, as: viewer, through: cache)
    }

    private func tag(
        _ name: String, _ x: Double = 0.5, _ y: Double = 0.5, on stage: Stage
    ) -> String {
        "{ userId: \"\(stage.id(name))\", position: { x: \(x), y: \(y) } }"
    }

    @Test func `stand where they were put, and have the posts of others in a list`() async throws {
        let stage = try await Stage(.standard)
        let cache = Stage.freshNamespace()
        func names() async throws -> String {
            try await tags(of: "uma.post.1.photo.1", on: stage, through: cache)
        }
        #expect(try await names() == "alice 0.25,0.5; erin 0.5,0.5")
        #expect(try await tagged("alice", on: stage, through: cache) == ["uma"])
        // What is not given stays; what is given takes the place of all.
        let same = try await update("uma.post.1", nil, on: stage, through: cache)
        #expect(same.contains(#""editedAt":null"#), "\(same)")
        let new = "[\(tag("carol", 0, 1, on: stage)), \(tag("alice", 1, 0, on: stage))]"
        let answer = try await update("uma.post.1", new, on: stage, through: cache)
        #expect(answer.contains(#""editedAt":"2"#), "\(answer)")
        #expect(try await names().contains("carol 0"))
        #expect(try await tagged("carol", on: stage, through: cache) == ["uma"])
        #expect(try await tagged("erin", on: stage, through: cache) == [])
        // One's own posts are not among them.
        _ = try await update("uma.post.1", "[\(tag("uma", on: stage))]", on: stage, through: cache)
        #expect(try await names() == "uma 0.5,0.5")
        for name in ["uma", "alice", "carol"] {
            #expect(try await tagged(name, on: stage, through: cache) == [], "\(name)")
        }
        _ = try await update("uma.post.1", "null", on: stage, through: cache)
        #expect(try await names() == "")
    }

    @Test func `are seen as their posts and the accounts are`() async throws {
        let stage = try await Stage(.standard)
        #expect(try await tagged("bob", to: "frank", on: stage) == [], "uma's followers see it")
        #expect(try await tagged("bob", to: "uma", on: stage) == ["uma"])
        #expect(try await tags(of: "uma.post.1.photo.1", to: "erin", on: stage) == "erin 0.5,0.5")
        #expect(
            try await tags(of: "uma.post.1.photo.1", to: "alice", on: stage) == "alice 0.25,0.5")
        #expect(try await tags(of: "uma.post.1.photo.1", to: nil, on: stage).contains("erin"))
        for (mutation, count) in [("postArchive", 0), ("postUnarchive", 1), ("postDelete", 0)] {
            _ = try await stage.json(
                """
                mutation { \(mutation)(input: { postId: "\(stage.id("uma.post.1"))" }) {
                  userErrors { code } } }
                """, as: "uma")
            #expect(try await tagged("alice", on: stage).count == count, "\(mutation)")
        }
        // A private account's are for its followers.
        _ = try await update("uma.post.2", "[\(tag("dan", on: stage))]", on: stage)
        #expect(try await tagged("dan", to: "carol", on: stage) == ["uma"])
        #expect(try await tagged("dan", to: "frank", on: stage) == [])
    }

    @Test func `take their tags away, in sight or not, for good`() async throws {
        let stage = try await Stage(.standard)
        let cache = Stage.freshNamespace()
        func remove(_ photo: String, as viewer: String) async throws -> String {
            try await stage.json(
                """
                mutation { r: mediaTagRemove(input: { mediaId: "\(stage.id(photo))" }) {
                  media { id } userErrors { code field } } }
                """, as: viewer, through: cache)
        }
        // Bob does not see the post, which is for uma's followers.
        for _ in 0..<2 {
            #expect(
                try await remove("uma.post.3.photo.1", as: "bob")
                    == #"{"data":{"r":{"media":null,"userErrors":[]}}}"#)
        }
        #expect(
            try await tags(of: "uma.post.3.photo.1", to: "uma", on: stage, through: cache) == "")
        #expect(try await tagged("bob", to: "uma", on: stage, through: cache) == [])
        let post = try await stage.json(
            "{ node(id: \"\(stage.id("uma.post.3"))\") { ... on Post { editedAt } } }", as: "uma",
            through: cache)
        #expect(post.contains(#""editedAt":null"#), "the author is not told")
        let again = try await update(
            "uma.post.3", "[\(tag("alice", on: stage)), \(tag("bob", on: stage))]", on: stage,
            through: cache)
        let error =
            #"{"code":"TAG_NOT_ALLOWED","field":["input","media","0","tags","1","userId"],"#
        #expect(again.contains(error), "\(again)")
        // Elsewhere it may be set.
        #expect(
            try await update("uma.post.2", "[\(tag("bob", on: stage))]", on: stage, through: cache)
                .contains(#""userErrors":[]"#))
        // In sight, and where another is tagged, too, or nobody.
        let seen = try await remove("uma.post.1.photo.1", as: "alice")
        #expect(seen.contains(stage.id("uma.post.1.photo.1")))
        #expect(
            try await tags(of: "uma.post.1.photo.1", on: stage, through: cache) == "erin 0.5,0.5")
        for photo in [
            "uma.post.1.photo.1", "alice.post.1.photo.1", "alice.avatar", "carol.story.2.photo",
        ] {
            #expect(try await remove(photo, as: "frank").contains(#""userErrors":[]"#))
        }
        #expect(try await remove("uma.post.1", as: "alice").contains("NOT_FOUND"))
        // One's own tag on one's own photo can be set again.
        for _ in 0..<2 {
            let own = try await update("uma.post.1", "[\(tag("uma", on: stage))]", on: stage)
            #expect(own.contains(#""userErrors":[]"#), "\(own)")
            _ = try await remove("uma.post.1.photo.1", as: "uma")
        }
    }

    @Test func `are only such as allow it, and mistakes are told where they are`() async throws {
        let stage = try await Stage(.standard)
        _ = try await stage.json(
            """
            mutation { settingsUpdate(input: { privacy: { mentionPolicy: NOBODY } }) {
              userErrors { code } } }
            """, as: "dan")
        _ = try await stage.json(
            """
            mutation { userBlock(input: { userId: "\(stage.id("uma"))" }) { userErrors { code } } }
            """, as: "frank")
        let path = #""field":["input","media","0","tags","#
        for (tags, code, field) in [
            (tag("dan", on: stage), "TAG_NOT_ALLOWED", "\"0\",\"userId\""),
            (tag("frank", on: stage), "NOT_FOUND", "\"0\",\"userId\""),
            (tag("alice.post.1", on: stage), "NOT_FOUND", "\"0\",\"userId\""),
            (
                "\(tag("carol", on: stage)), \(tag("carol", 0, 0, on: stage))", "INVALID",
                "\"1\",\"userId\""
            ),
            (tag("carol", 1.01, 0, on: stage), "INVALID", "\"0\",\"position\""),
            (tag("carol", 0, -0.01, on: stage), "INVALID", "\"0\",\"position\""),
            ("{ userId: \"\(stage.id("carol"))\" }", "INVALID", "\"0\",\"position\""),
        ] {
            let answer = try await update("uma.post.1", "[\(tags)]", on: stage)
            #expect(answer.contains("{\"code\":\"\(code)\",\(path)\(field)]"), "\(tags): \(answer)")
        }
        #expect(try await tags(of: "uma.post.1.photo.1", to: "bob", on: stage).hasPrefix("alice"))
        // Who is there already is not asked again.
        _ = try await stage.json(
            """
            mutation { settingsUpdate(input: { privacy: { mentionPolicy: NOBODY } }) {
              userErrors { code } } }
            """, as: "alice")
        let moved = try await update(
            "uma.post.1", "[\(tag("alice", 0.75, 0.5, on: stage))]", on: stage)
        #expect(moved.contains(#""userErrors":[]"#), "\(moved)")
    }

    @Test(.crosses(\SocialLimits.tagsPerPostMax))
    func `are so many in all photos of a post`() async throws {
        var world = SmallWorld.standard
        let limit = SocialLimits.standard.tagsPerPostMax
        for number in 0...limit { world.person("p\(number)", "Person") }
        let stage = try await Stage(world)
        func create(_ counts: [Int]) async throws -> String {
            var media: [String] = []
            for count in counts {
                let tags = (0..<count).map { tag("p\($0)", on: stage) }.joined(separator: ", ")
                media.append("{ mediaId: \"\(try await stage.freePhoto())\", tags: [\(tags)] }")
            }
            return try await stage.json(
                """
                mutation { postCreate(input: { media: [\(media.joined(separator: ", "))] }) {
                  post { media { tags { user { username } } } } userErrors { code field } } }
                """)
        }
        for counts in [[limit], [limit / 2, limit / 2], [0, limit]] {
            let answer = try await create(counts)
            #expect(JSONText.strings("username", in: answer).count == limit, "\(answer)")
        }
        for counts in [[limit + 1], [limit, 1]] {
            #expect(
                try await create(counts).contains(
                    #"[{"code":"TOO_MANY_ENTITIES","field":["input","media"]}]"#))
        }
    }

    @Test(.crosses(\SocialLimits.refusedTagsMax))
    func `are none where many have gone`() async throws {
        let stage = try await Stage(.standard)
        var limits = SocialLimits.standard
        limits.refusedTagsMax = 2
        let services = try await stage.makeServices(.off, limits: limits)
        func update(_ name: String) async throws -> String {
            try await stage.ask(
                """
                mutation { postUpdate(input: { postId: "\(stage.id("uma.post.2"))", media: [
                  { mediaId: "\(stage.id("uma.post.2.photo.1"))", tags: [\(tag(name, on: stage))] }]
                }) { userErrors { code } } }
                """, as: stage.named("uma").object, of: services
            ).json
        }
        for name in ["alice", "bob"] {
            #expect(try await update(name).contains("[]"))
            _ = try await stage.json(
                """
                mutation { mediaTagRemove(input: { mediaId: "\(stage.id("uma.post.2.photo.1"))" }) {
                  userErrors { code } } }
                """, as: name)
        }
        #expect(try await update("carol").contains("TAG_NOT_ALLOWED"))
    }

    /// Two photos of one post, and both tags taken away at the same time.
    @Test func `leave the list with their last tag`() async throws {
        for _ in 0..<5 {
            let stage = try await Stage(.standard)
            let photos = [try await stage.freePhoto(), try await stage.freePhoto()]
            let media = photos.map { "{ mediaId: \"\($0)\", tags: [\(tag("bob", on: stage))] }" }
            _ = try await stage.json(
                """
                mutation { postCreate(input: { media: [\(media.joined(separator: ","))] }) {
                  userErrors { code } } }
                """)
            #expect(try await tagged("bob", on: stage) == ["alice"])
            try await withThrowingTaskGroup(of: Void.self) { group in
                for photo in photos {
                    group.addTask {
                        let answer = try await stage.json(
                            """
                            mutation { mediaTagRemove(input: { mediaId: "\(photo)" }) {
                              userErrors { code } } }
                            """, as: "bob")
                        #expect(answer.contains("[]"))
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await tagged("bob", on: stage) == [])
            for photo in photos {
                let left = try await stage.json(
                    "{ node(id: \"\(photo)\") { ... on Image { tags { user { id } } } } }")
                #expect(left.contains(#""tags":[]"#), "\(left)")
            }
        }
    }
}
