import GraphQL
import Postgres
import TAO
import TestSupport
import Testing

@testable import Social

/// Who is named in a story, sees it, and may reply to it.
@Suite(.timeLimit(.minutes(5))) struct `People of a story` {
    private func ids(_ names: String..., on stage: Stage) -> String {
        "[\(names.map { "\"\(stage.id($0))\"" }.joined(separator: ","))]"
    }

    private func create(_ input: String, on stage: Stage) async throws -> String {
        let photo = try await stage.photo(of: "alice", .ready)
        return try await stage.mutate(
            "storyCreate", "mediaId: \"\(photo.text)\", audience: EVERYONE, \(input)",
            "story { id mentions { username } sharedPost { caption } replyPolicy viewerCanReply }")
    }

    private func sees(_ id: String, _ viewer: String?, on stage: Stage) async throws -> Bool {
        let answer = try await stage.ask("{ node(id: \"\(id)\") { id } }", viewer: viewer)
        return answer.json.contains(id)
    }

    @Test(
        .crosses(\SocialLimits.storyHiddenFromMax),
        .crosses(\SocialLimits.storyMentionsMax))
    func `are hidden from it, whatever else holds`() async throws {
        let stage = try await Stage(.standard)
        let created = try await create(
            "hideFromUserIds: \(ids("bob", "frank", "bob", on: stage))", on: stage)
        let id = try #require(JSONText.strings("id", in: created).first, "\(created)")
        for (viewer, isShown) in [("bob", false), ("frank", false), ("carol", true)] {
            #expect(try await sees(id, viewer, on: stage) == isShown, "\(viewer)")
            let tray = try await stage.json(
                "{ user(username: \"alice\") { storyTray { stories { id } } } }", as: viewer)
            #expect(tray.contains(id) == isShown)
        }
        for (field, count, code) in [
            ("hideFromUserIds", SocialLimits.standard.storyHiddenFromMax, "INVALID"),
            ("mentionUserIds", SocialLimits.standard.storyMentionsMax, "TOO_MANY_ENTITIES"),
        ] {
            let bob = "\"\(stage.id("bob"))\""
            let most = try await create(
                "\(field): [\(Array(repeating: bob, count: count).joined(separator: ","))]",
                on: stage)
            #expect(most.contains(#""userErrors":[]"#), "\(most)")
            let more = try await create(
                "\(field): [\(Array(repeating: bob, count: count + 1).joined(separator: ","))]",
                on: stage)
            #expect(more.contains(code) && more.contains(field), "\(more)")
        }
        let oneself = try await create("hideFromUserIds: \(ids("alice", on: stage))", on: stage)
        #expect(oneself.contains("NOT_FOUND"))
    }

    @Test func `are mentioned if they let the author do so`() async throws {
        let stage = try await Stage(.standard)
        let created = try await create(
            "mentionUserIds: \(ids("bob", "carol", "bob", on: stage))", on: stage)
        #expect(
            created.contains(#""mentions":[{"username":"bob"},{"username":"carol"}]"#), "\(created)"
        )
        for (viewer, policy) in [("bob", "NOBODY"), ("carol", "MUTUALS"), ("frank", "FOLLOWING")] {
            _ = try await stage.mutate(
                "settingsUpdate", "privacy: { mentionPolicy: \(policy) }", as: viewer)
        }
        // Bob lets nobody; carol and alice follow each other; frank follows nobody.
        let refused = try await create(
            "mentionUserIds: \(ids("bob", "carol", "frank", on: stage))", on: stage)
        #expect(JSONText.strings("code", in: refused) == ["TAG_NOT_ALLOWED", "TAG_NOT_ALLOWED"])
        for place in ["0", "2"] {
            #expect(refused.contains(#"["input","mentionUserIds","\#(place)"]"#), "\(refused)")
        }
        // Alice blocks erin; what erin would see of it is nobody's affair.
        let blocked = try await create(
            "mentionUserIds: \(ids("erin", "alice.post.1", on: stage))", on: stage)
        #expect(JSONText.strings("code", in: blocked) == ["NOT_FOUND", "NOT_FOUND"], "\(blocked)")
    }

    @Test func `see the post that is shared if they may`() async throws {
        let stage = try await Stage(.standard)
        // For close friends alone: carol is one, bob is not.
        let created = try await create("sharedPostId: \"\(stage.id("alice.post.4"))\"", on: stage)
        let id = try #require(JSONText.strings("id", in: created).first, "\(created)")
        let query = "{ node(id: \"\(id)\") { ... on Story { sharedPost { caption } } } }"
        #expect(try await stage.json(query, as: "carol").contains("For close friends."))
        #expect(try await stage.json(query, as: "bob").contains(#""sharedPost":null"#))
        _ = try await stage.mutate("postDelete", "postId: \"\(stage.id("alice.post.4"))\"")
        #expect(try await stage.json(query, as: "carol").contains(#""sharedPost":null"#))
        for name in ["dan.post.1", "alice.post.6", "bob"] {
            let refused = try await create("sharedPostId: \"\(stage.id(name))\"", on: stage)
            #expect(refused.contains("NOT_FOUND") && refused.contains("sharedPostId"), "\(name)")
        }
    }

    @Test func `count for the post that they send on, an account once`() async throws {
        let stage = try await Stage(.standard)
        let post = stage.id("alice.post.1")
        func count() async throws -> String {
            try await stage.json(
                "{ node(id: \"\(post)\") { ... on Post { shareCount } } }", as: "frank")
        }
        func expect(_ number: Int, _ place: String) async throws {
            let counted = try await count()
            #expect(counted.contains("\"shareCount\":\(number)}"), "\(place): \(counted)")
        }
        try await expect(0, "before")
        let (story, photo) = try await stage.story(
            .processing, "sharedPostId: \"\(post)\"", as: "bob")
        try await expect(0, "while it waits for its photo")
        let services = try await stage.services(.off)
        try await stage.settle(photo, .failed, .internal, by: services)
        try await expect(0, "when it has failed")
        let other = try await stage.photo(of: "bob", .ready)
        let retried = try await stage.mutate(
            "storyRetry", "storyId: \"\(story)\", mediaId: \"\(other.text)\"", as: "bob")
        #expect(retried.contains("[]"), "\(retried)")
        try await expect(1, "when it is published")
        for viewer in ["bob", "carol"] {
            _ = try await stage.story(.ready, "sharedPostId: \"\(post)\"", as: viewer)
        }
        try await expect(2, "of two accounts")
        // It was sent on, whatever becomes of the story.
        _ = try await stage.mutate("storyDelete", "storyId: \"\(story)\"", as: "bob")
        try await expect(2, "when the story is deleted")
        let report = try await Verifier(services.tao, repairs: false).inverses()
        #expect(!report.hasLookedAtNothing && report.faultCount == 0, "\(report.examples)")
    }

    @Test func `count nothing for a post that was deleted while they waited`() async throws {
        let stage = try await Stage(.standard)
        let services = try await stage.services(.off)
        for isRetried in [false, true] {
            let (story, photo) = try await stage.story(
                .processing, "sharedPostId: \"\(stage.id("alice.post.\(isRetried ? 2 : 1)"))\"",
                as: "bob")
            _ = try await stage.mutate(
                "postDelete", "postId: \"\(stage.id("alice.post.\(isRetried ? 2 : 1)"))\"")
            if isRetried {
                try await stage.settle(photo, .failed, .internal, by: services)
                let other = try await stage.photo(of: "bob", .ready)
                _ = try await stage.mutate(
                    "storyRetry", "storyId: \"\(story)\", mediaId: \"\(other.text)\"", as: "bob")
            } else {
                try await stage.settle(photo, .ready, by: services)
            }
            let shown = try await stage.json(
                "{ node(id: \"\(story)\") { ... on Story { status sharedPost { id } } } }",
                as: "bob")
            #expect(shown.contains(#""status":"PUBLISHED","sharedPost":null"#), "\(shown)")
        }
        let edges = try await stage.database.query(
            """
            SELECT count(*) FROM associations
            WHERE type IN (\(AssociationTypes.shares.id), \(AssociationTypes.sharedBy.id))
            """)
        #expect(edges[0].int64(0) == 0)
    }

    @Test(
        arguments: [
            ("EVERYONE", ["bob", "carol", "frank"]),
            // Alice follows bob and carol, who follow her.
            ("FOLLOWERS_AND_FOLLOWING", ["bob", "carol"]), ("FOLLOWING", ["bob", "carol"]),
            ("MUTUALS", ["bob", "carol"]), ("NOBODY", []),
        ] as [(String, [String])])
    func `reply if its author lets them`(policy: String, allowed: [String]) async throws {
        let stage = try await Stage(.standard)
        let created = try await create("replyPolicy: \(policy)", on: stage)
        #expect(created.contains(#""replyPolicy":"\#(policy)""#))
        #expect(created.contains(#""viewerCanReply":false"#), "not to oneself")
        let id = try #require(JSONText.strings("id", in: created).first)
        let query = "{ node(id: \"\(id)\") { ... on Story { viewerCanReply } } }"
        for viewer in ["bob", "carol", "frank"] {
            let answer = try await stage.json(query, as: viewer)
            #expect(
                answer.contains(#""viewerCanReply":\#(allowed.contains(viewer))"#), "\(viewer)")
        }
        let anonymous = try await stage.ask(query)
        #expect(anonymous.json.contains(#""viewerCanReply":false"#))
    }

    @Test func `are asked for once by a key, whatever has changed since`() async throws {
        let stage = try await Stage(.standard)
        let photo = try await stage.photo(of: "alice", .ready)
        let input = """
            mediaId: "\(photo.text)", mentionUserIds: \(ids("bob", on: stage)), idempotencyKey: "k"
            """
        let first = try await stage.mutate("storyCreate", input, "story { id }")
        _ = try await stage.mutate(
            "settingsUpdate", "privacy: { mentionPolicy: NOBODY }", as: "bob")
        #expect(try await stage.mutate("storyCreate", input, "story { id }") == first)
    }
}
