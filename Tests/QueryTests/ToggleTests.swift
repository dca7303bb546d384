import GraphQL
import TAO
import Testing

@testable import Social

/// Toggles: whoever has marked something can take that back, whatever has become of it.
@Suite struct `Taking back` {
    /// Marks something, in sight, and takes that back.
    private struct Case: Sendable, CustomTestStringConvertible {
        let mark: String
        let undo: String
        let field: String
        let thing: String
        let payload: String
        /// Whose block hides it.
        let owner: String
        let edge: AssociationType

        var testDescription: String { undo }
    }

    private static let cases = [
        Case(
            mark: "postLike", undo: "postUnlike", field: "postId", thing: "carol.post.3",
            payload: "post", owner: "carol", edge: AssociationTypes.likes),
        Case(
            mark: "postDislike", undo: "postUndislike", field: "postId", thing: "carol.post.3",
            payload: "post", owner: "carol", edge: AssociationTypes.dislikes),
        Case(
            mark: "postSave", undo: "postUnsave", field: "postId", thing: "carol.post.3",
            payload: "post", owner: "carol", edge: AssociationTypes.saves),
        Case(
            mark: "commentLike", undo: "commentUnlike", field: "commentId", thing: "comment.2",
            payload: "comment", owner: "carol", edge: AssociationTypes.likesComment),
        Case(
            mark: "userFollow", undo: "userUnfollow", field: "userId", thing: "carol",
            payload: "user", owner: "carol", edge: AssociationTypes.follows),
        Case(
            mark: "userFollow", undo: "userUnfollow", field: "userId", thing: "dan",
            payload: "user", owner: "dan", edge: AssociationTypes.requested),
        Case(
            mark: "userBlock", undo: "userUnblock", field: "userId", thing: "carol",
            payload: "user", owner: "carol", edge: AssociationTypes.blocks),
        Case(
            mark: "userMute", undo: "userUnmute", field: "userId", thing: "carol",
            payload: "user", owner: "carol", edge: AssociationTypes.mutes),
        Case(
            mark: "userRestrict", undo: "userUnrestrict", field: "userId", thing: "carol",
            payload: "user", owner: "carol", edge: AssociationTypes.restricts),
    ]

    /// Every mutation that takes back is tried.
    @Test func `is tried with every toggle`() {
        let undone = MutationList.all.rules.filter { rules in
            if case .anyViewer(Access.takesBack) = rules.access { true } else { false }
        }
        // Nobody can make another account follow, and pins and comments are tried with their own.
        let others = [
            "followerRemove", "postUnpin", "commentUnpin", "commentDelete", "mediaTagRemove",
            "hashtagUnfollow",
        ]
        #expect(Set(undone.map(\.name)) == Set(Self.cases.map(\.undo) + others))
    }

    /// Names of the schema that take something back: `userUnfollow` beside `userFollow`, and verbs that
    /// say so themselves. Each is tried here, or what it takes back cannot go out of sight.
    @Test func `is tried with every mutation of the schema that undoes another`() throws {
        let schema = try Schema.product.get()
        let names = Set(schema[try #require(schema.mutationType)].fields.map(\.name))
        let undoing = names.filter { name in
            let pair = name.replacing(/Un([a-z])/) { $0.1.uppercased() }
            return pair != name && names.contains(pair)
                || name.contains(/(Remove|Revoke|RevokeOthers|Decline|Delete|Cancel|Withdraw)$/)
        }
        let elsewhere: Set = [
            "followerRemove", "followRequestDecline",
            // Pins and comments are tried with their own; posts are their authors'.
            "postUnpin", "commentUnpin", "commentDelete", "postUnarchive",
            // What one has made oneself is not out of sight before it is gone.
            "postDelete", "storyDelete", "collectionDelete", "collectionPostsRemove",
            // Tags are tried with posts; hashtags are out of nobody's sight.
            "mediaTagRemove", "hashtagUnfollow",
            // One's own account; and those that moderators see.
            "accountDelete", "accountDeletionCancel", "userUnsuspend", "userUnverify",
            // Sessions are nobody else's.
            "sessionRevoke", "sessionRevokeOthers",
        ]
        #expect(undoing == elsewhere.union(Self.cases.map(\.undo)))
        let lists = schema.types.filter { type in
            type.kind == .inputObject && type.inputFields.contains { $0.name.hasPrefix("remove") }
        }
        #expect(
            Set(lists.map(\.name))
                == Set(
                    Self.memberLists.map {
                        "\($0.0.prefix(1).uppercased())\($0.0.dropFirst())Input"
                    }))
    }

    private static let memberLists = [
        ("closeFriendsUpdate", AssociationTypes.closeFriend),
        ("favoritesUpdate", AssociationTypes.favorite),
    ]

    @Test(arguments: Self.memberLists)
    private func `needs no sight of members`(mutation: String, type: AssociationType) async throws {
        let stage = try await Stage(.standard)
        let (frank, carol) = (stage.named("frank").object, stage.named("carol").object)
        let tao = try await stage.services(.off).tao
        func update(_ input: String) async throws -> String {
            try await stage.json(
                """
                mutation { result: \(mutation)(input: { \(input): ["\(stage.id("carol"))"] }) {
                  users { id } userErrors { code } } }
                """, as: "frank")
        }
        func hasEdge() async throws -> Bool {
            try await tao.loader().associationGet([AssociationKey(frank, type, carol)])[0] != nil
        }
        #expect(try await update("addUserIds").contains("\"userErrors\":[]"))
        #expect(try await hasEdge())
        var block = GraphWrite()
        block.addAssociation(carol, AssociationTypes.blocks, frank)
        _ = try await tao.commit(block)
        #expect(try await update("addUserIds").contains("NOT_FOUND"), "it is out of sight")
        for _ in 0..<2 {
            #expect(
                try await update("removeUserIds")
                    == #"{"data":{"result":{"users":[],"userErrors":[]}}}"#)
            #expect(try await !hasEdge())
        }
    }

    @Test func `needs no sight of a requester`() async throws {
        let stage = try await Stage(.standard)
        let (bob, dan) = (stage.named("bob").object, stage.named("dan").object)
        let tao = try await stage.services(.off).tao
        var block = GraphWrite()
        block.addAssociation(bob, AssociationTypes.blocks, dan)
        _ = try await tao.commit(block)
        let answer = try await stage.json(
            """
            mutation { followRequestDecline(input: { followRequestId: "\(stage.id("bob.asks.dan"))" }) {
              deletedFollowRequestId userErrors { code } } }
            """, as: "dan")
        #expect(answer.contains("\"userErrors\":[]"))
        let edge = AssociationKey(dan, AssociationTypes.requestedBy, bob)
        #expect(try await tao.loader().associationGet([edge]) == [nil])
    }

    @Test(arguments: Self.cases)
    private func `needs no sight`(toggle: Case) async throws {
        let stage = try await Stage(.standard)
        let cache = Stage.freshNamespace()
        func ask(_ mutation: String) async throws -> String {
            let answer = try await stage.ask(
                """
                mutation { result: \(mutation)(input: { \(toggle.field): "\(stage.id(toggle.thing))" }) {
                  object: \(toggle.payload) { id } userErrors { code } } }
                """, viewer: "frank", through: cache)
            #expect(answer.failures == [])
            return answer.json
        }
        let frank = stage.named("frank").object
        let thing = stage.named(toggle.thing).object
        let tao = try await stage.services(cache).tao
        func hasEdge() async throws -> Bool {
            try await tao.loader().associationGet([AssociationKey(frank, toggle.edge, thing)])[0]
                != nil
        }

        #expect(try await ask(toggle.mark).contains("\"userErrors\":[]"))
        #expect(try await hasEdge())
        var block = GraphWrite()
        block.addAssociation(stage.named(toggle.owner).object, AssociationTypes.blocks, frank)
        _ = try await tao.commit(block)
        #expect(try await ask(toggle.mark).contains("NOT_FOUND"), "it is out of sight")
        let nothing = #"{"data":{"result":{"object":null,"userErrors":[]}}}"#
        #expect(try await ask(toggle.undo) == nothing)
        #expect(try await !hasEdge())
        #expect(try await ask(toggle.undo) == nothing, "the second time too")
    }

    @Test func `needs no sight of a follower either`() async throws {
        let stage = try await Stage(.standard)
        let tao = try await stage.services(.off).tao
        let (alice, bob) = (stage.named("alice").object, stage.named("bob").object)
        var block = GraphWrite()
        block.addAssociation(bob, AssociationTypes.blocks, alice)
        _ = try await tao.commit(block)
        for _ in 0..<2 {
            let answer = try await stage.ask(
                """
                mutation { followerRemove(input: { userId: "\(stage.id("bob"))" }) {
                  user { id } userErrors { code } } }
                """, viewer: "alice")
            #expect(answer.json.contains(#""user":null,"userErrors":[]"#))
        }
        let edge = AssociationKey(bob, AssociationTypes.follows, alice)
        #expect(try await tao.loader().associationGet([edge]) == [nil])
    }

    @Test func `is of no use for what is no such thing`() async throws {
        let stage = try await Stage.shared
        for toggle in Self.cases {
            for (id, code) in [("nonsense", "NOT_FOUND"), (stage.id("alice.story.1"), "NOT_FOUND")]
            {
                let answer = try await stage.ask(
                    """
                    mutation { result: \(toggle.undo)(input: { \(toggle.field): "\(id)" }) {
                      object: \(toggle.payload) { id } userErrors { code field } } }
                    """, viewer: "frank")
                let error = #"[{"code":"\#(code)","field":["input","\#(toggle.field)"]}]"#
                #expect(
                    answer.json
                        == #"{"data":{"result":{"object":null,"userErrors":\#(error)}}}"#)
            }
        }
    }
}

@Suite struct `Payloads` {
    /// What a mutation has made visible is shown, and what it has hidden is not.
    @Test func `show what is so after the commit`() async throws {
        let stage = try await Stage(.standard)
        let answer = try await stage.ask(
            """
            mutation($carol: ID!, $post: ID!) {
              before: userFollow(input: { userId: $carol }) { user { followerCount } }
              like: postLike(input: { postId: $post }) {
                post { likeCount author { followerCount viewerRelationship { followState } } } }
              after: userUnfollow(input: { userId: $carol }) {
                user { followerCount viewerRelationship { followState } } }
            }
            """, viewer: "frank",
            variables: """
                { "carol": "\(stage.id("carol"))", "post": "\(stage.id("carol.post.3"))" }
                """, through: Stage.freshNamespace())
        #expect(answer.failures == [])
        for (path, value) in [
            ("before/user/followerCount", "3"), ("like/post/likeCount", "3"),
            ("like/post/author/followerCount", "3"),
            ("like/post/author/viewerRelationship/followState", "FOLLOWING"),
            ("after/user/followerCount", "2"),
            ("after/user/viewerRelationship/followState", "NOT_FOLLOWING"),
        ] {
            let steps = ["data"] + path.split(separator: "/").map(String.init)
            let found = try JSONText.value(answer.json, at: steps).map { "\($0)" }
            #expect(found == value, "\(path)")
        }
    }

    /// The account has been followed while it was open; a private one is not asked again.
    @Test func `do not turn a follow into a request`() async throws {
        let stage = try await Stage(.standard)
        let follow = """
            mutation { userFollow(input: { userId: "\(stage.id("dan"))" }) {
              user { viewerRelationship { followState } } userErrors { code } } }
            """
        let answer = try await stage.ask(follow, viewer: "carol")
        #expect(answer.json.contains(#""followState":"FOLLOWING""#))
        let requests = try await stage.services(.off).tao.loader().associationGet([
            AssociationKey(
                stage.named("carol").object, AssociationTypes.requested, stage.named("dan").object)
        ])
        #expect(requests == [nil])
    }
}
