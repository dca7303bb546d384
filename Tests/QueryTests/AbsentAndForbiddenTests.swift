import GraphQL
import TAO
import Testing

@testable import Social

/// Nobody can find out that something is there which they may not see: what is asked about it, and what
/// is tried with it, is answered with the same bytes as about what never was.
@Suite struct `What is hidden` {
    /// The things of alice, who blocks erin, and what each mutation that names one may be given.
    private static let inputs: [(mutation: String, input: String)] = [
        ("accountUpdate", "avatarMediaId: $media"),
        ("userFollow", "userId: $user"), ("userUnfollow", "userId: $user"),
        ("followRequestApprove", "followRequestId: $request"),
        ("followRequestDecline", "followRequestId: $request"),
        ("followerRemove", "userId: $user"),
        ("userBlock", "userId: $user"), ("userUnblock", "userId: $user"),
        ("userMute", "userId: $user"), ("userUnmute", "userId: $user"),
        ("userRestrict", "userId: $user"), ("userUnrestrict", "userId: $user"),
        ("closeFriendsUpdate", "addUserIds: [$user]"),
        ("closeFriendsUpdate", "removeUserIds: [$user]"),
        ("favoritesUpdate", "addUserIds: [$user]"),
        ("favoritesUpdate", "removeUserIds: [$user]"),
        ("mediaUploadComplete", "mediaId: $media"),
        ("postCreate", "media: [{ mediaId: $media }]"),
        ("postLike", "postId: $post"), ("postUnlike", "postId: $post"),
        ("commentCreate", "postId: $post, text: \"x\""),
        ("commentCreate", "postId: $bobsPost, text: \"y\", inReplyToId: $comment"),
        ("commentLike", "commentId: $comment"), ("commentUnlike", "commentId: $comment"),
        ("storyCreate", "mediaId: $media"), ("storiesMarkSeen", "storyIds: [$story]"),
        ("sessionRevoke", "sessionId: $session"),
    ]

    private static let hidden = [
        "user": "alice", "post": "alice.post.1", "media": "alice.post.1.photo.1",
        "comment": "comment.1", "story": "alice.story.1", "storyTray": "alice.tray",
    ]

    /// Ids by the names of variables: of what is hidden, or of what never was.
    private static func ids(areHidden: Bool, on stage: Stage) -> [String: String] {
        let ids = GlobalIDs(key: Stage.secrets.globalIDKey)
        func object(_ name: String) -> ObjectID {
            let object = stage.named(name).object
            return areHidden ? object : ObjectID(rawValue: object.rawValue - 1)
        }
        var found = hidden.mapValues { name in
            ids.text(NodeID(stage.named(name).type, object(name)))
        }
        found["request"] = ids.text(
            NodeID(.followRequest, object("alice"), to: stage.named("erin").object))
        found["bobsPost"] = stage.id("bob.post.1")
        return found
    }

    /// A session of somebody else, or one that never was.
    private static func session(isHidden: Bool, on stage: Stage) async throws -> String {
        let answer = try await stage.ask(
            """
            mutation { sessionCreate(input: { login: "alice", password: "\(Stage.password)" }) {
              viewer { sessions(first: 1) { nodes { id } } } } }
            """)
        let path = ["data", "sessionCreate", "viewer", "sessions", "nodes", "0", "id"]
        let text = try #require(try JSONText.value(answer.json, at: path) as? String)
        if isHidden { return text }
        let ids = GlobalIDs(key: Stage.secrets.globalIDKey)
        let node = try #require(ids.node(text))
        return ids.text(NodeID(.session, ObjectID(rawValue: node.object.rawValue - 1)))
    }

    private static func filled(_ text: String, _ ids: [String: String]) -> String {
        ids.sorted { $0.key.count > $1.key.count }
            .reduce(text) { $0.replacing("$\($1.key)", with: "\"\($1.value)\"") }
    }

    @Test func `is tried with every mutation that names something`() throws {
        let schema = try buildSchema(Social.schemaSources(directory: Place.root + "/Schema"))
        func names(_ type: TypeDefinition) -> Bool {
            type.inputFields.contains { field in
                let named = schema[field.type.named]
                return named.name == "ID" || (named.kind == .inputObject && names(named))
            }
        }
        let mutation = try #require(schema.type(named: "Mutation"))
        // Nothing is hidden from moderators; whom they are hidden from is `Roles`.
        let naming = schema[mutation].fields.filter { field in
            field.arguments.contains { names(schema[$0.type.named]) }
                && !field.appliedDirectives.contains { $0.name == "requiresRole" }
        }
        #expect(Set(naming.map(\.name)) == Set(Self.inputs.map(\.mutation)))
    }

    @Test func `cannot be told from what never was by any mutation`() async throws {
        let stage = try await Stage(.standard)
        let sessions = [
            true: try await Self.session(isHidden: true, on: stage),
            false: try await Self.session(isHidden: false, on: stage),
        ]
        for (mutation, input) in Self.inputs {
            var answers: [String] = []
            for areHidden in [true, false] {
                var ids = Self.ids(areHidden: areHidden, on: stage)
                ids["session"] = sessions[areHidden]
                let input = Self.filled(input, ids)
                let answer = try await stage.ask(
                    """
                    mutation { result: \(mutation)(input: { \(input) }) {
                      userErrors { field message code retryAfter } } }
                    """, viewer: "erin")
                #expect(answer.failures == [], "\(mutation)")
                answers.append(answer.json)
            }
            #expect(answers[0] == answers[1], "\(mutation)(\(input))")
        }
    }

    @Test(arguments: ["erin", nil])
    func `cannot be told from what never was by any question`(viewer: String?) async throws {
        let stage = try await Stage.shared
        let cache = Stage.freshNamespace()
        // Anonymous viewers see what is open, so they are tried with what is private.
        let post = viewer == nil ? "dan.post.1" : "alice.post.1"
        let (shown, absent) = (
            stage.named(post).object, ObjectID(rawValue: stage.named(post).object.rawValue - 1)
        )
        for through in [.off, cache, cache] {
            for (hidden, missing) in [
                (
                    "post(shortcode: \"\(stage.shortcodes.text(shown))\") { id }",
                    "post(shortcode: \"\(stage.shortcodes.text(absent))\") { id }"
                ),
                (
                    "user(username: \"\(viewer == nil ? "noone" : "alice")\") { id }",
                    "user(username: \"nobody\") { id }"
                ),
            ] {
                let one = try await stage.ask("{ \(hidden) }", viewer: viewer, through: through)
                let other = try await stage.ask("{ \(missing) }", viewer: viewer, through: through)
                #expect(one.json == other.json, "\(hidden)")
            }
            guard viewer != nil else { continue }
            for name in Self.hidden.keys.sorted() + ["request"] {
                let answers = try await [true, false].asyncMap { areHidden in
                    let id = Self.ids(areHidden: areHidden, on: stage)[name] ?? ""
                    return try await stage.ask(
                        "{ node(id: \"\(id)\") { __typename id } nodes(ids: [\"\(id)\"]) { id } }",
                        viewer: viewer, through: through
                    ).json
                }
                #expect(answers[0] == answers[1], "\(name)")
            }
        }
    }
}

extension Array {
    fileprivate func asyncMap<Value>(
        _ transform: (Element) async throws -> Value
    ) async rethrows -> [Value] {
        var values: [Value] = []
        for element in self { values.append(try await transform(element)) }
        return values
    }
}
