import Postgres
import TAO
import TestSupport
import Testing

@testable import Social

/// Comments that are held back, and threads of which the viewer does not see all.
@Suite(.timeLimit(.minutes(3))) struct `Hidden comments` {
    private static let post = "alice.post.5"

    private func settle(_ mutation: String, as viewer: String, on stage: Stage) async throws {
        let answer = try await stage.json(
            "mutation { r: \(mutation) { userErrors { code } } }", as: viewer)
        #expect(answer.contains(#""userErrors":[]"#), "\(mutation): \(answer)")
    }

    private func write(
        _ text: String, as viewer: String, answering comment: String? = nil, on stage: Stage,
        through cache: Stage.Cache = .off
    ) async throws -> String {
        let answered = comment.map { ", inReplyToId: \"\($0)\"" } ?? ""
        let answer = try await stage.json(
            """
            mutation { commentCreate(input: { postId: "\(stage.id(Self.post))", text: "\(text)"\(answered) }) {
              commentEdge { node { id isHidden } } userErrors { code } } }
            """, as: viewer, through: cache)
        #expect(answer.contains(#""isHidden":false"#), "its writer is not told: \(answer)")
        return try #require(JSONText.strings("id", in: answer).first, "\(answer)")
    }

    /// What somebody is told of the thread: numbers and texts.
    private func told(
        _ viewer: String, on stage: Stage, through cache: Stage.Cache = .off
    ) async throws -> (all: String, counts: [Int], texts: [String]) {
        let answer = try await stage.json(
            """
            { node(id: "\(stage.id(Self.post))") { ... on Post { commentCount
              comments(orderBy: OLDEST) { totalCount nodes { text isHidden isDeleted replyCount
                replies { totalCount nodes { text isHidden parent { id text } } } } } } } }
            """, as: viewer, through: cache)
        let counts = answer.matches(of: /"(commentCount|totalCount)":(\d+)/).compactMap {
            Int($0.2)
        }
        return (answer, Array(counts.prefix(2)), JSONText.strings("text", in: answer))
    }

    private func approve(
        _ comment: String, as viewer: String, on stage: Stage, through cache: Stage.Cache = .off
    ) async throws -> String {
        try await stage.json(
            """
            mutation { commentApprove(input: { commentId: "\(comment)" }) {
              comment { isHidden } userErrors { code } } }
            """, as: viewer, through: cache)
    }

    private func edges(on stage: Stage) async throws -> Int {
        let types = [
            AssociationTypes.heldBack.id, AssociationTypes.heldBackHere.id,
            AssociationTypes.wroteHeldBack.id,
        ]
        // One of the world is held back.
        let other = stage.named("comment.8").object.rawValue
        return try await stage.database.query(
            "SELECT FROM associations WHERE type = ANY(\(types)) AND id2 <> \(other)"
        ).count
    }

    @Test(arguments: [true, false])
    func `of restricted writers are theirs and the author's until they are approved`(
        isCached: Bool
    ) async throws {
        let stage = try await Stage(.standard)
        let cache = isCached ? Stage.freshNamespace() : .off
        for viewer in ["alice", "bob", "carol"] {
            _ = try await told(viewer, on: stage, through: cache)
        }
        try await settle(
            "userRestrict(input: { userId: \"\(stage.id("bob"))\" })", as: "alice", on: stage)
        let top = try await write("First of bob", as: "bob", on: stage, through: cache)
        let reply = try await write(
            "Second of bob", as: "bob", answering: stage.id("comment.2"), on: stage, through: cache)
        // Alice blocks one who has commented.
        for (viewer, counts, isSeen) in [
            ("alice", [7, 4], true), ("bob", [8, 5], true), ("carol", [6, 4], false),
        ] {
            let told = try await told(viewer, on: stage, through: cache)
            #expect(told.counts == counts, "\(viewer): \(told.all)")
            #expect(told.texts.contains("First of bob") == isSeen, "\(viewer)")
            #expect(told.texts.contains("Second of bob") == isSeen, "\(viewer)")
            #expect(told.all.contains(#""isHidden":true"#) == (viewer == "alice"), "\(viewer)")
            #expect(told.all.contains("\"replyCount\":\(isSeen ? 3 : 2)"), "\(viewer)")
        }
        let anonymous = try await stage.ask(
            "{ nodes(ids: [\"\(top)\", \"\(reply)\"]) { id } }", through: cache)
        #expect(anonymous.json == #"{"data":{"nodes":[null,null]}}"#)

        #expect(
            try await approve(top, as: "carol", on: stage, through: cache).contains("NOT_FOUND"))
        #expect(
            try await approve(top, as: "bob", on: stage, through: cache).contains("NOT_ALLOWED"))
        for _ in 0..<2 {
            for id in [top, reply] {
                #expect(
                    try await approve(id, as: "alice", on: stage, through: cache)
                        == #"{"data":{"commentApprove":{"comment":{"isHidden":false},"userErrors":[]}}}"#
                )
            }
        }
        let carol = try await told("carol", on: stage, through: cache)
        #expect(carol.counts == [8, 5] && carol.texts.contains("Second of bob"), "\(carol.all)")
        #expect(try await edges(on: stage) == 0)
    }

    @Test
    func `are those with a word that the author does not want to read, as long as they have it`()
        async throws
    {
        let stage = try await Stage(.standard)
        try await settle(
            "settingsUpdate(input: { content: { hiddenWords: [\"ugly duck\"] } })", as: "alice",
            on: stage)
        let id = try await write("What an UGLY, duck", as: "bob", on: stage)
        let other = try await write("An ugly one, but no duck", as: "bob", on: stage)
        func sees(_ viewer: String, _ id: String) async throws -> Bool {
            try await stage.json("{ node(id: \"\(id)\") { id } }", as: viewer).contains(id)
        }
        #expect(try await !sees("carol", id))
        for (viewer, id) in [("bob", id), ("alice", id), ("carol", other)] {
            #expect(try await sees(viewer, id), "\(viewer)")
        }
        func edit(_ text: String) async throws {
            try await settle(
                "commentUpdate(input: { commentId: \"\(id)\", text: \"\(text)\" })", as: "bob",
                on: stage)
        }
        try await edit("What a nice one")
        #expect(try await sees("carol", id))
        #expect(try await edges(on: stage) == 0)
        try await edit("An ugly duck again")
        #expect(try await !sees("carol", id))
        _ = try await approve(id, as: "alice", on: stage)
        #expect(try await sees("carol", id))
        try await edit("Such an ugly duck")
        #expect(try await !sees("carol", id), "another text than was approved")
        // What is hidden is not pinned; her own comments are never held back.
        let pin = try await stage.json(
            "mutation { commentPin(input: { commentId: \"\(id)\" }) { userErrors { code } } }")
        #expect(pin.contains("NOT_ALLOWED"))
        let own = try await write("My ugly duck", as: "alice", on: stage)
        #expect(try await sees("carol", own))
        try await settle("commentDelete(input: { commentId: \"\(id)\" })", as: "bob", on: stage)
        #expect(try await edges(on: stage) == 0)
        let verifier = Verifier(try await stage.services(.off).tao, repairs: false)
        #expect(try await verifier.counts().faultCount == 0)
    }

    @Test(.crosses(\SocialLimits.heldBackCountedMax))
    func `are counted for their writers, the last ones`() async throws {
        let stage = try await Stage(.standard)
        try await settle(
            "userRestrict(input: { userId: \"\(stage.id("bob"))\" })", as: "alice", on: stage)
        for number in 1...3 { _ = try await write("No. \(number)", as: "bob", on: stage) }
        for (limit, count) in [(2, 8), (3, 9)] {
            var limits = SocialLimits.standard
            limits.heldBackCountedMax = limit
            let answer = try await stage.ask(
                "{ node(id: \"\(stage.id(Self.post))\") { ... on Post { commentCount } } }",
                as: stage.named("bob").object,
                of: try await stage.makeServices(.off, limits: limits))
            #expect(answer.json.contains("\"commentCount\":\(count)"), "\(answer.json)")
        }
    }

    /// Erin is blocked by alice, and has written the fifth comment.
    @Test func `with replies that the viewer sees are empty places`() async throws {
        let stage = try await Stage(.standard)
        let cache = Stage.freshNamespace()
        let hidden = stage.id("comment.5")
        let before = try await told("alice", on: stage, through: cache)
        #expect(!before.all.contains(#""isDeleted":true"#))
        let node =
            "{ node(id: \"\(hidden)\") { ... on Comment { text isDeleted author { id } likeCount replyCount } } }"
        #expect(try await stage.json(node, through: cache) == #"{"data":{"node":null}}"#)
        // A reply of her own is not seen either.
        let post = stage.named(Self.post).object
        var own = GraphWrite()
        own.addComment(
            try await stage.newID(post.shard), on: post, by: stage.named("erin").object, "Me again",
            parent: stage.named("comment.5").object, inReplyTo: stage.named("comment.5").object)
        _ = try await stage.services(cache).tao.commit(own)
        #expect(try await stage.json(node, through: cache) == #"{"data":{"node":null}}"#)
        #expect(try await told("alice", on: stage, through: cache).texts == before.texts)
        let reply = try await write(
            "Welcome, erin", as: "bob", answering: hidden, on: stage, through: cache)
        for cache in [cache, .off] {
            let place = try await stage.json(node, through: cache)
            #expect(
                place
                    == #"{"data":{"node":{"text":null,"isDeleted":true,"author":null,"likeCount":0,"replyCount":2}}}"#
            )
            let after = try await told("alice", on: stage, through: cache)
            #expect(after.texts.count == before.texts.count + 1, "\(after.all)")
            #expect(
                after.all.contains(
                    #"{"text":"Welcome, erin","isHidden":false,"parent":{"id":"\#(hidden)","text":null}}"#
                ),
                "\(after.all)")
            let carol = try await told("carol", on: stage, through: cache)
            #expect(carol.texts.contains("Blocked, but here."), "\(carol.all)")
        }
        for mutation in ["commentLike", "commentPin", "commentDelete", "commentApprove"] {
            let answer = try await stage.json(
                "mutation { r: \(mutation)(input: { commentId: \"\(hidden)\" }) { userErrors { code } } }",
                through: cache)
            #expect(answer.contains("NOT_FOUND"), "\(mutation): \(answer)")
        }
        let answered = try await stage.json(
            "{ node(id: \"\(reply)\") { ... on Comment { parent { isDeleted } inReplyTo { isDeleted } } } }",
            through: cache)
        #expect(answered.contains(#""parent":{"isDeleted":true},"inReplyTo":{"isDeleted":true}"#))
        try await settle("commentDelete(input: { commentId: \"\(reply)\" })", as: "bob", on: stage)
        #expect(try await stage.json(node) == #"{"data":{"node":null}}"#)
    }

    /// A pin tells nothing of what is hidden: the place stands where the comment was written.
    @Test func `that are pinned are places among the others`() async throws {
        let stage = try await Stage(.standard)
        try await settle(
            "commentPin(input: { commentId: \"\(stage.id("comment.1"))\" })", as: "alice", on: stage
        )
        try await settle(
            "userBlock(input: { userId: \"\(stage.id("bob"))\" })", as: "carol", on: stage)
        _ = try await write("So it is", as: "dan", answering: stage.id("comment.1"), on: stage)
        for (order, place) in [("OLDEST", 0), ("NEWEST", 3), ("TOP", 2)] {
            for (viewer, first) in [("dan", 0), ("carol", place)] {
                let answer = try await stage.json(
                    """
                    { node(id: "\(stage.id(Self.post))") { ... on Post {
                      comments(orderBy: \(order)) { nodes { id isPinned isDeleted } } } } }
                    """, as: viewer)
                let ids = JSONText.strings("id", in: answer)
                #expect(
                    ids.firstIndex(of: stage.id("comment.1")) == first,
                    "\(order) \(viewer) \(answer)")
                #expect(answer.contains(#""isPinned":true"#) == (viewer == "dan"), "\(answer)")
            }
        }
    }
}
