import Foundation
import Postgres
import TAO
import TestSupport
import Testing

@testable import Social

/// What becomes of posts: changed, put off, taken off the profile, pinned.
@Suite(.timeLimit(.minutes(3))) struct `Posts` {
    private let all = """
        { caption audience license isSensitive hidesCounts commentPolicy editedAt status publishedAt
          media { altText } }
        """

    private func change(
        _ mutation: String, _ input: String, of post: String, as viewer: String = "alice",
        on stage: Stage, through cache: Stage.Cache = .off
    ) async throws -> String {
        try await stage.json(
            """
            mutation { r: \(mutation)(input: { postId: "\(stage.id(post))", \(input) }) {
              post \(all) userErrors { code field } } }
            """, as: viewer, through: cache)
    }

    private func shown(
        _ post: String, to viewer: String, on stage: Stage, through cache: Stage.Cache = .off
    ) async throws -> String {
        try await stage.json(
            "{ node(id: \"\(stage.id(post))\") { ... on Post \(all) } }", as: viewer, through: cache
        )
    }

    @Test func `are changed field by field, and stay as they are otherwise`() async throws {
        let stage = try await Stage(.standard)
        let cache = Stage.freshNamespace()
        var text = try await shown("alice.post.1", to: "alice", on: stage)
        let changes: [(given: String, answered: String, isEdit: Bool)] = [
            (#"caption: "New""#, #""caption":"New""#, true),
            ("commentPolicy: MUTUALS", #""commentPolicy":"MUTUALS""#, false),
            ("hideCounts: true", #""hidesCounts":true"#, false),
            ("isSensitive: true", #""isSensitive":true"#, false),
            ("audience: FOLLOWERS", #""audience":"FOLLOWERS""#, false),
            ("license: CC_BY_NC", #""license":"CC_BY_NC""#, true),
            ("commentPolicy: null", #""commentPolicy":null"#, false),
            ("caption: null", #""caption":null"#, true),
        ]
        for change in changes {
            let answer = try await self.change(
                "postUpdate", change.given, of: "alice.post.1", on: stage, through: cache)
            #expect(answer.contains(#""userErrors":[]"#), "\(change.given): \(answer)")
            let after = try await shown("alice.post.1", to: "alice", on: stage)
            #expect(after.contains(change.answered), "\(change.given): \(after)")
            #expect(!change.isEdit || after.contains(#""editedAt":"20"#), "\(after)")
            #expect(
                try await shown("alice.post.1", to: "alice", on: stage, through: cache) == after)
            let name = try #require(change.given.split(separator: ":").first)
            #expect(try without(name, after) == without(name, text), "\(change.given)")
            text = after
        }
        for mistake in ["hideCounts: null", "isSensitive: null", "audience: null", "media: null"] {
            let answer = try await change("postUpdate", mistake, of: "alice.post.1", on: stage)
            #expect(answer.contains(#""code":"INVALID""#), "\(mistake)")
        }
    }

    private func without(_ field: Substring, _ text: String) throws -> String {
        let names = ["hideCounts": "hidesCounts"]
        let name = names[String(field)] ?? String(field)
        return text.replacing(try Regex("\"(\(name)|editedAt)\":(\"[^\"]*\"|[a-z]+)"), with: "")
    }

    @Test func `of others cannot be changed`() async throws {
        let stage = try await Stage(.standard)
        let before = try await shown("alice.post.1", to: "alice", on: stage)
        for (mutation, input) in [
            ("postUpdate", #"caption: "Mine""#), ("postArchive", ""), ("postUnarchive", ""),
            ("postPin", ""), ("postPublish", ""),
        ] {
            let answer = try await change(
                mutation, input, of: "alice.post.1", as: "bob", on: stage)
            #expect(answer.contains(#""code":"NOT_ALLOWED""#), "\(mutation): \(answer)")
        }
        #expect(try await shown("alice.post.1", to: "alice", on: stage) == before)
    }

    @Test(arguments: [
        ("CC_BY_NC_SA", "CC_BY_NC", true), ("CC_BY_NC", "CC_BY_NC_SA", false),
        ("CC_BY", "CC0", true), ("CC0", "CC_BY", false), ("CC_BY", "ALL_RIGHTS_RESERVED", false),
        ("ALL_RIGHTS_RESERVED", "CC_BY_NC_ND", true), ("CC_BY_ND", "CC_BY_SA", false),
    ])
    func `have licences that can be widened only`(
        _ old: String, _ new: String, _ isTaken: Bool
    ) async throws {
        let stage = try await Stage(.standard)
        _ = try await change("postUpdate", "license: \(old)", of: "alice.post.1", on: stage)
        let answer = try await change(
            "postUpdate", "license: \(new)", of: "alice.post.1", on: stage)
        #expect(answer.contains(#""userErrors":[]"#) == isTaken, "\(answer)")
    }

    @Test(.crosses(\SocialLimits.carouselItemsMin))
    func `show their photos in another order, with other texts, and without some`() async throws {
        let stage = try await Stage(.standard)
        let ids = (1...3).map { stage.id("alice.post.2.photo.\($0)") }
        func arrange(_ items: String) async throws -> String {
            try await change("postUpdate", "media: [\(items)]", of: "alice.post.2", on: stage)
        }
        let turned = try await arrange(
            """
            { mediaId: "\(ids[2])", altText: "Third" }, { mediaId: "\(ids[1])", altText: null },
            { mediaId: "\(ids[0])" }
            """)
        #expect(turned.contains(#""media":[{"altText":"Third"},{"altText":null},{"#), "\(turned)")
        #expect(try await arrange("{ mediaId: \"\(ids[0])\" }").contains("BAD_MEDIA"))
        let two = "{ mediaId: \"\(ids[0])\" }, { mediaId: \"\(ids[2])\" }"
        #expect(try await arrange(two).contains(#""userErrors":[]"#))
        // What was left out cannot come back, but is its owner's to use again.
        #expect(try await arrange(two + ", { mediaId: \"\(ids[1])\" }").contains("BAD_MEDIA"))
        let again = try await stage.json(
            """
            mutation { postCreate(input: { media: [{ mediaId: "\(ids[1])" }] }) {
              post { status } userErrors { code } } }
            """)
        #expect(again.contains(#""status":"PUBLISHED""#), "\(again)")
        let other = stage.id("bob.post.1.photo.1")
        #expect(try await arrange(two + ", { mediaId: \"\(other)\" }").contains("BAD_MEDIA"))
    }

    @Test func `are counted and listed by the audience they have now`() async throws {
        let stage = try await Stage(.standard)
        func seen(by viewer: String) async throws -> String {
            try await stage.json(
                """
                { node(id: "\(stage.id("alice"))") { ... on User { postCount
                  posts { nodes { caption } } } } }
                """, as: viewer)
        }
        let before = try await seen(by: "frank")
        #expect(before.contains(#""postCount":3"#), "\(before)")
        _ = try await change("postUpdate", "audience: CLOSE_FRIENDS", of: "alice.post.1", on: stage)
        let after = try await seen(by: "frank")
        #expect(after.contains(#""postCount":2"#) && !after.contains("Salt"), "\(after)")
        #expect(try await seen(by: "carol").contains("Salt"), "a close friend")
        _ = try await change("postUpdate", "audience: EVERYONE", of: "alice.post.1", on: stage)
        #expect(try await seen(by: "frank") == before)
    }

    @Test func `that are archived are their author's alone, and come back to their place`()
        async throws
    {
        let stage = try await Stage(.standard)
        let cache = Stage.freshNamespace()
        func profile(_ viewer: String) async throws -> String {
            try await stage.json(
                """
                { node(id: "\(stage.id("alice"))") { ... on User { postCount
                  posts { nodes { id caption publishedAt } } } } }
                """, as: viewer, through: cache)
        }
        let before = try await profile("frank")
        _ = try await change("postPin", "", of: "alice.post.2", on: stage, through: cache)
        let archived = try await change(
            "postArchive", "", of: "alice.post.2", on: stage, through: cache)
        #expect(archived.contains(#""status":"ARCHIVED""#), "\(archived)")
        #expect(!(try await profile("frank")).contains("Three of a kind"))
        #expect(
            try await shown("alice.post.2", to: "frank", on: stage, through: cache)
                == #"{"data":{"node":null}}"#)
        let own = try await stage.json(
            "{ viewer { archivedPosts { nodes { caption status } } } }", through: cache)
        #expect(own.contains("Three of a kind"))
        #expect(
            try await change("postPin", "", of: "alice.post.2", on: stage, through: cache)
                .contains("NOT_FOUND"))
        let again = try await change(
            "postUnarchive", "", of: "alice.post.2", on: stage, through: cache)
        #expect(again.contains(#""status":"PUBLISHED""#), "\(again)")
        #expect(try await profile("frank") == before, "the pin is gone, the place is the same")
        #expect(
            try await change("postArchive", "", of: "alice.post.6", on: stage)
                .contains("WRONG_STATUS"), "it is not published")
    }

    @Test(.crosses(\SocialLimits.pinnedPostsMax))
    func `that are pinned come first, on every page`() async throws {
        let clock = MovableClock()
        let stage = try await Stage(.standard, clock: clock.wallClock)
        for post in ["alice.post.1", "alice.post.3", "alice.post.4"] {
            clock.advance(seconds: 1)
            #expect(try await change("postPin", "", of: post, on: stage).contains(#"rs":[]"#))
        }
        #expect(
            try await change("postPin", "", of: "alice.post.5", on: stage)
                .contains("LIMIT_REACHED"))
        func captions(_ viewer: String, _ size: Int) async throws -> [String] {
            var (captions, cursor): ([String], String) = ([], "null")
            while true {
                let page = try await stage.json(
                    """
                    { node(id: "\(stage.id("alice"))") { ... on User {
                      posts(first: \(size), after: \(cursor)) { nodes { caption isPinned }
                        pageInfo { endCursor hasNextPage } } } } }
                    """, as: viewer)
                let arePinned = page.components(separatedBy: "\"isPinned\":").dropFirst()
                captions += zip(JSONText.strings("caption", in: page), arePinned).map {
                    "\($0.prefix(1))\($1.prefix(1))"
                }
                guard page.contains(#""hasNextPage":true"#) else { return captions }
                let end = try #require(JSONText.strings("endCursor", in: page).first)
                cursor = "\"\(end)\""
            }
        }
        for size in [1, 2, 3, 7] {
            #expect(
                try await captions("carol", size) == ["Ft", "Ft", "St", "Lf", "Tf"], "\(size)")
            #expect(
                try await captions("frank", size) == ["St", "Lf", "Tf"],
                "hidden ones leave no place: \(size)")
        }
        for post in ["alice.post.1", "alice.post.4"] {
            _ = try await change("postUnpin", "", of: post, on: stage)
        }
        #expect(try await captions("carol", 2) == ["Ft", "Lf", "Ff", "Tf", "Sf"])
    }

    @Test func `hide their counts from others, and those of others from who wants none`()
        async throws
    {
        let stage = try await Stage(.standard)
        func counts(_ viewer: String) async throws -> String {
            try await stage.json(
                """
                { node(id: "\(stage.id("alice.post.5"))") { ... on Post {
                  likeCount dislikeCount likers { totalCount } } } }
                """, as: viewer)
        }
        let shown = #"{"likeCount":4,"dislikeCount":0,"likers":{"totalCount":4}}"#
        let hidden = #"{"likeCount":null,"dislikeCount":null,"likers":{"totalCount":null}}"#
        #expect(try await counts("bob").contains(shown))
        _ = try await change("postUpdate", "hideCounts: true", of: "alice.post.5", on: stage)
        #expect(try await counts("bob").contains(hidden))
        // She blocks one of the four.
        let own = shown.replacing("4", with: "3")
        #expect(try await counts("alice").contains(own))
        _ = try await stage.json(
            """
            mutation { settingsUpdate(input: { content: { hideCountsFromMe: true } }) {
              userErrors { code } } }
            """)
        #expect(try await counts("alice").contains(hidden))
    }

    @Test func `are liked or disliked, never both`() async throws {
        let stage = try await Stage(.standard)
        let post = stage.named("carol.post.3").object
        for slot in 0...TAOLimits.hotCountSlots {
            _ = try await stage.database.query(
                """
                INSERT INTO association_counts VALUES
                    (\(post.rawValue), \(AssociationTypes.dislikedBy.id), \(slot), 0)
                """)
        }
        func mark(_ verb: String) async throws {
            _ = try await stage.json(
                """
                mutation { \(verb)(input: { postId: "\(stage.id("carol.post.3"))" }) {
                  userErrors { code } } }
                """, as: "frank")
        }
        func waiting() async throws -> Int {
            try await stage.database.query(
                """
                SELECT count(*) FROM pg_stat_activity
                WHERE datname = current_database() AND wait_event_type = 'Lock'
                """)[0].int(0)
        }
        // The dislike has found no like to take back, and waits to be counted; the like comes meanwhile.
        let marks = try await stage.database.transaction { transaction in
            _ = try await transaction.query(
                """
                SELECT 1 FROM association_counts WHERE id1 = \(post.rawValue)
                    AND type = \(AssociationTypes.dislikedBy.id) FOR UPDATE
                """)
            let dislike = Task { try await mark("postDislike") }
            #expect(try await eventually { try await waiting() == 1 })
            let like = Task { try await mark("postLike") }
            #expect(try await eventually(withinSeconds: 5) { try await waiting() == 2 })
            return [dislike, like]
        }
        for mark in marks { try await mark.value }
        let answer = try await stage.json(
            """
            { node(id: "\(stage.id("carol.post.3"))") { ... on Post {
              viewerHasLiked viewerHasDisliked likeCount dislikeCount } } }
            """, as: "frank")
        let both =
            #""viewerHasLiked":true,"viewerHasDisliked":false,"likeCount":3,"dislikeCount":0"#
        #expect(answer.contains(both), "\(answer)")
    }

    @Test func `that are saved are the viewer's to find again`() async throws {
        let stage = try await Stage(.standard)
        let cache = Stage.freshNamespace()
        let query = """
            { viewer { savedPosts { totalCount edges { savedAt node { caption viewerHasSaved saveCount } } } } }
            """
        for post in ["carol.post.1", "alice.post.3"] {
            _ = try await change("postSave", "", of: post, as: "bob", on: stage, through: cache)
        }
        let saved = try await stage.json(query, as: "bob", through: cache)
        #expect(saved.contains(#""totalCount":2"#) && saved.contains("For followers"), "\(saved)")
        #expect(saved.contains(#""viewerHasSaved":true,"saveCount":null"#))
        let own = try await stage.json(
            "{ node(id: \"\(stage.id("alice.post.3"))\") { ... on Post { saveCount } } }")
        #expect(own.contains(#""saveCount":2"#), "dan has, too")
        // Out of sight, and seen again.
        for (mutation, isSeen) in [("userUnfollow", false), ("userFollow", true)] {
            _ = try await stage.json(
                """
                mutation { \(mutation)(input: { userId: "\(stage.id("alice"))" }) {
                  userErrors { code } } }
                """, as: "bob", through: cache)
            let saved = try await stage.json(query, as: "bob", through: cache)
            #expect(saved.contains("For followers") == isSeen, "\(mutation)")
        }
    }
}
