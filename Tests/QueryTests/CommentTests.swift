import Postgres
import TAO
import TestSupport
import Testing

@testable import Social

/// What becomes of comments: changed, deleted, pinned, and who may write them.
@Suite(.timeLimit(.minutes(3))) struct `Comments` {
    private func mutate(
        _ text: String, as viewer: String, on stage: Stage, through cache: Stage.Cache = .off
    ) async throws -> String {
        try await stage.json(
            "mutation { r: \(text) { userErrors { code } } }", as: viewer, through: cache)
    }

    private func delete(
        _ comment: String, as viewer: String, on stage: Stage, through cache: Stage.Cache = .off
    ) async throws -> String {
        try await stage.json(
            """
            mutation { r: commentDelete(input: { commentId: "\(comment)" }) {
              deletedCommentId post { commentCount } userErrors { code } } }
            """, as: viewer, through: cache)
    }

    private func thread(
        on stage: Stage, as viewer: String = "carol", through cache: Stage.Cache = .off
    ) async throws -> String {
        try await stage.json(
            """
            { node(id: "\(stage.id("alice.post.5"))") { ... on Post { commentCount
              comments(orderBy: OLDEST) { totalCount nodes { text isDeleted author { username } replyCount
                replies { nodes { text } } } } } } }
            """, as: viewer, through: cache)
    }

    @Test(.crosses(\SocialLimits.commentEditMilliseconds))
    func `are changed by their writers, for 15 minutes`() async throws {
        let clock = MovableClock()
        let stage = try await Stage(.standard, clock: clock.wallClock)
        let made = try await stage.json(
            """
            mutation { commentCreate(input: { postId: "\(stage.id("alice.post.5"))", text: "Odl" }) {
              commentEdge { node { id viewerCanEdit viewerCanDelete } } } }
            """, as: "bob")
        let id = try #require(JSONText.strings("id", in: made).first)
        #expect(made.contains(#""viewerCanEdit":true,"viewerCanDelete":true"#))
        func update(_ text: String, as viewer: String = "bob") async throws -> String {
            try await mutate(
                "commentUpdate(input: { commentId: \"\(id)\", text: \"\(text)\" })", as: viewer,
                on: stage)
        }
        clock.advance(seconds: 14 * 60)
        #expect(try await update("Old").contains(#""userErrors":[]"#))
        #expect(try await update("Mine", as: "alice").contains("NOT_ALLOWED"))
        #expect(try await update("  ").contains("INVALID"))
        clock.advance(seconds: 61)
        #expect(try await update("Late").contains("EDIT_WINDOW_CLOSED"))
        let after = try await stage.json(
            "{ node(id: \"\(id)\") { ... on Comment { text editedAt viewerCanEdit } } }", as: "bob")
        #expect(after.contains(#""text":"Old","editedAt":"20"#), "\(after)")
        #expect(after.contains(#""viewerCanEdit":false"#))
    }

    @Test func `that are deleted stay as empty places while they have replies`() async throws {
        let stage = try await Stage(.standard)
        let cache = Stage.freshNamespace()
        let before = try await thread(on: stage)
        #expect(before.contains(#""commentCount":6"#), "\(before)")
        let place = try await delete(stage.id("comment.2"), as: "carol", on: stage, through: cache)
        #expect(place.contains(#""commentCount":5"#) && place.contains(#"rs":[]"#), "\(place)")
        let empty = try await thread(on: stage, through: cache)
        #expect(
            empty.contains(
                #"{"text":null,"isDeleted":true,"author":null,"replyCount":2,"replies":{"nodes":[{"text":"An hour north."}"#
            ), "\(empty)")
        #expect(try await thread(on: stage) == empty)
        #expect(
            try await delete(stage.id("comment.2"), as: "carol", on: stage).contains("NOT_FOUND"))
        let post = stage.id("alice.post.5")
        func answer(_ comment: String) async throws -> String {
            try await mutate(
                """
                commentCreate(input: { postId: "\(post)", text: "A\(comment.suffix(1))",
                  inReplyToId: "\(stage.id(comment))" })
                """, as: "dan", on: stage, through: cache)
        }
        #expect(try await answer("comment.2").contains("NOT_FOUND"))
        #expect(try await answer("comment.4").contains(#""userErrors":[]"#), "its replies live on")
        // The last reply takes the place with it.
        let replies = try await stage.json(
            """
            { node(id: "\(stage.id("comment.2"))") { ... on Comment {
              replies { nodes { id author { username } } } } } }
            """)
        let writers = JSONText.strings("username", in: replies)
        for (id, writer) in zip(JSONText.strings("id", in: replies), writers) {
            let gone = try await delete(id, as: writer, on: stage, through: cache)
            #expect(gone.contains(#""userErrors":[]"#), "\(gone)")
        }
        let after = try await thread(on: stage, through: cache)
        #expect(!after.contains(#""isDeleted":true"#) && after.contains(#""commentCount":3"#))
        #expect(try await thread(on: stage) == after)
        #expect(
            try await stage.json("{ node(id: \"\(stage.id("comment.2"))\") { id } }")
                == #"{"data":{"node":null}}"#)
    }

    @Test func `are deleted by their writers, unseen, and by the author of the post`()
        async throws
    {
        let stage = try await Stage(.standard)
        let first = stage.id("comment.1")
        #expect(try await delete(first, as: "carol", on: stage).contains("NOT_ALLOWED"))
        #expect(try await delete(first, as: "erin", on: stage).contains("NOT_FOUND"))
        // Erin is blocked by alice, and has written the fifth.
        let unseen = try await delete(stage.id("comment.5"), as: "erin", on: stage)
        #expect(unseen.contains(#""post":null,"userErrors":[]"#), "\(unseen)")
        #expect(try await delete(first, as: "alice", on: stage).contains(#""userErrors":[]"#))
        #expect(try await thread(on: stage).contains(#""commentCount":4"#))
    }

    @Test func `that are deleted while they are answered leave no reply behind`() async throws {
        let stage = try await Stage(.standard)
        let post = stage.id("carol.post.3")
        let made = try await stage.json(
            """
            mutation { commentCreate(input: { postId: "\(post)", text: "Asked" }) {
              commentEdge { node { id } } } }
            """, as: "bob")
        let asked = try #require(JSONText.strings("id", in: made).first)
        // It is deleted between the look at it and the write of the answer.
        let services = try await stage.services { shard in
            let gone = try await delete(asked, as: "bob", on: stage)
            #expect(gone.contains(#""userErrors":[]"#))
            return try await stage.newID(shard)
        }
        let answer = try await stage.ask(
            """
            mutation { commentCreate(input: { postId: "\(post)", text: "Late",
              inReplyToId: "\(asked)" }) { userErrors { code } } }
            """, as: stage.named("alice").object, of: services)
        #expect(answer.failures == [] && answer.json.contains("NOT_FOUND"), "\(answer.json)")
        let left = try await stage.database.query(
            """
            SELECT 1 FROM associations a LEFT JOIN objects o ON o.id = a.id1
                LEFT JOIN objects e ON e.id = a.id2
            WHERE a.type IN (13, 14, 15) AND (o.id IS NULL OR e.id IS NULL)
            """)
        #expect(left.isEmpty)
    }

    @Test(.crosses(\SocialLimits.pinnedCommentsMax))
    func `that are pinned come first in every order`() async throws {
        let clock = MovableClock()
        let stage = try await Stage(.standard, clock: clock.wallClock)
        func pin(_ comment: String, as viewer: String = "alice") async throws -> String {
            clock.advance(seconds: 1)
            return try await mutate(
                "commentPin(input: { commentId: \"\(stage.id(comment))\" })", as: viewer, on: stage)
        }
        #expect(try await pin("comment.1", as: "bob").contains("NOT_ALLOWED"))
        #expect(try await pin("comment.3").contains("NOT_FOUND"), "a reply")
        #expect(try await pin("comment.6").contains(#""userErrors":[]"#))
        #expect(try await pin("comment.1").contains(#""userErrors":[]"#))
        func texts(_ order: String, _ page: String) async throws -> [String] {
            let answer = try await stage.json(
                """
                { node(id: "\(stage.id("alice.post.5"))") { ... on Post {
                  comments(orderBy: \(order), \(page)) { nodes { text } edges { cursor }
                    pageInfo { hasNextPage hasPreviousPage } } } } }
                """, as: "alice")
            return JSONText.strings("text", in: answer).map { text in
                String(text.prefix(while: \.isLetter))
            }
        }
        #expect(try await texts("OLDEST", "first: 9") == ["That", "So", "Where"])
        #expect(try await texts("NEWEST", "first: 9") == ["That", "So", "Where"])
        #expect(try await texts("NEWEST", "last: 2") == ["So", "Where"])
        #expect(try await texts("OLDEST", "last: 9") == ["That", "So", "Where"])
        let edges = try await stage.json(
            """
            { node(id: "\(stage.id("alice.post.5"))") { ... on Post { comments { edges { cursor } } } } }
            """, as: "alice")
        let cursors = JSONText.strings("cursor", in: edges)
        #expect(try await texts("NEWEST", "last: 9, before: \"\(cursors[2])\"") == ["That", "So"])
        #expect(try await texts("NEWEST", "last: 1, before: \"\(cursors[1])\"") == ["That"])
        #expect(try await texts("NEWEST", "first: 1, after: \"\(cursors[0])\"") == ["So"])
        #expect(try await texts("NEWEST", "first: 9, after: \"\(cursors[1])\"") == ["Where"])
        // Three at most; what is deleted or taken off makes room.
        #expect(try await pin("comment.2").contains(#""userErrors":[]"#))
        #expect(try await pin("comment.5").contains("NOT_FOUND"), "its writer is blocked")
        let fourth = try await stage.json(
            """
            mutation { commentCreate(input: { postId: "\(stage.id("alice.post.5"))", text: "Four" }) {
              commentEdge { node { id } } } }
            """, as: "bob")
        let id = try #require(JSONText.strings("id", in: fourth).first)
        clock.advance(seconds: 1)
        let pinFourth = "commentPin(input: { commentId: \"\(id)\" })"
        #expect(try await mutate(pinFourth, as: "alice", on: stage).contains("LIMIT_REACHED"))
        #expect(
            try await mutate(
                "commentUnpin(input: { commentId: \"\(stage.id("comment.2"))\" })", as: "alice",
                on: stage
            ).contains(#""userErrors":[]"#))
        #expect(try await mutate(pinFourth, as: "alice", on: stage).contains(#""userErrors":[]"#))
        #expect(try await texts("OLDEST", "first: 2") == ["Four", "That"])
    }

    /// Bob follows alice and she follows him; carol the same; dan follows alice; frank nobody.
    @Test(arguments: [
        ("EVERYONE", ["bob", "dan", "frank"]), ("FOLLOWERS_AND_FOLLOWING", ["bob", "dan"]),
        ("FOLLOWING", ["bob"]), ("MUTUALS", ["bob"]), ("NOBODY", []),
    ])
    func `are written by those whom the author lets`(
        _ policy: String, _ writers: [String]
    ) async throws {
        let stage = try await Stage(.standard)
        let post = stage.id("alice.post.1")
        let setting =
            "settingsUpdate(input: { privacy: { commentPolicy: \(policy) } })"
        let own = "postUpdate(input: { postId: \"\(post)\", commentPolicy: \(policy) })"
        let other = "postUpdate(input: { postId: \"\(post)\", commentPolicy: null })"
        for (step, changes) in [[own], [setting, other]].enumerated() {
            for change in changes { _ = try await mutate(change, as: "alice", on: stage) }
            for name in ["bob", "dan", "frank"] {
                let may = try await stage.json(
                    "{ node(id: \"\(post)\") { ... on Post { viewerCanComment } } }", as: name)
                let isLet = writers.contains(name)
                #expect(may.contains("\"viewerCanComment\":\(isLet)"), "\(name) \(may)")
                let answer = try await mutate(
                    "commentCreate(input: { postId: \"\(post)\", text: \"\(name) \(step)\" })",
                    as: name, on: stage)
                #expect(answer.contains(isLet ? #"rs":[]"# : "NOT_ALLOWED"), "\(name) \(answer)")
            }
            let ownAnswer = try await mutate(
                "commentCreate(input: { postId: \"\(post)\", text: \"alice \(step)\" })",
                as: "alice", on: stage)
            #expect(ownAnswer.contains(#"rs":[]"#), "authors may always")
        }
    }
}
