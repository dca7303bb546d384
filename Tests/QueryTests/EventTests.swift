import Demo
import Media
import Postgres
import TAO
import Testing

@testable import Events
@testable import Social

/// What the log of events is told, through whole requests.
@Suite struct `Events of the product` {
    /// Something that somebody does, and what the log says of it: who, what and the payload, in which ids are
    /// the names of the world.
    private struct Step: Sendable {
        let viewer: String
        let mutation: String
        let input: String
        let events: [String]

        init(_ viewer: String, _ mutation: String, _ input: String, _ events: String...) {
            self.viewer = viewer
            self.mutation = mutation
            self.input = input
            self.events = events
        }
    }

    /// Each in the world as those before have left it.
    private static let steps =
        likes + follows + requests + blocks + mutes + accounts + comments
        + posts + words

    private static let likes = [
        Step(
            "frank", "postLike", "postId: {{alice.post.1}}",
            "frank like.changed {isLiked:true,object:alice.post.1,type:post}"),
        Step("frank", "postLike", "postId: {{alice.post.1}}"),
        Step(
            "frank", "postUnlike", "postId: {{alice.post.1}}",
            "frank like.changed {isLiked:false,object:alice.post.1,type:post}"),
        Step("frank", "postUnlike", "postId: {{alice.post.1}}"),
        Step(
            "frank", "commentLike", "commentId: {{comment.2}}",
            "frank like.changed {isLiked:true,object:comment.2,type:comment}"),
        Step(
            "frank", "commentUnlike", "commentId: {{comment.2}}",
            "frank like.changed {isLiked:false,object:comment.2,type:comment}"),
        // Out of sight.
        Step("erin", "postLike", "postId: {{alice.post.1}}"),
    ]

    private static let follows = [
        Step(
            "frank", "userFollow", "userId: {{carol}}",
            "frank follow.changed {followed:carol,follower:frank,isFollowing:true}"),
        Step("frank", "userFollow", "userId: {{carol}}"),
        Step(
            "frank", "userUnfollow", "userId: {{carol}}",
            "frank follow.changed {followed:carol,follower:frank,isFollowing:false}"),
        Step("frank", "userUnfollow", "userId: {{carol}}"),
        Step(
            "alice", "followerRemove", "userId: {{bob}}",
            "alice follow.changed {followed:alice,follower:bob,isFollowing:false}"),
        Step("alice", "followerRemove", "userId: {{bob}}"),
    ]

    private static let requests = [
        Step(
            "frank", "userFollow", "userId: {{dan}}",
            "frank followRequest.changed {isOpen:true,requester:frank,target:dan}"),
        Step("frank", "userFollow", "userId: {{dan}}"),
        Step(
            "frank", "userUnfollow", "userId: {{dan}}",
            "frank followRequest.changed {isOpen:false,requester:frank,target:dan}"),
        Step(
            "frank", "userFollow", "userId: {{dan}}",
            "frank followRequest.changed {isOpen:true,requester:frank,target:dan}"),
        Step(
            "dan", "followRequestDecline", "followRequestId: {{frank.asks.dan}}",
            "dan followRequest.changed {isOpen:false,requester:frank,target:dan}"),
        Step("dan", "followRequestDecline", "followRequestId: {{frank.asks.dan}}"),
        // Who was turned down asks in vain, and the account does not hear of it.
        Step("frank", "userUnfollow", "userId: {{dan}}"),
        Step("frank", "userFollow", "userId: {{dan}}"),
        Step("frank", "userUnfollow", "userId: {{dan}}"),
        Step(
            "dan", "followRequestApprove", "followRequestId: {{bob.asks.dan}}",
            "dan follow.changed {followed:dan,follower:bob,isFollowing:true}",
            "dan followRequest.changed {isOpen:false,requester:bob,target:dan}"),
        Step("dan", "followRequestApprove", "followRequestId: {{bob.asks.dan}}"),
    ]

    private static let blocks = [
        Step(
            "alice", "userBlock", "userId: {{carol}}",
            "alice follow.changed {followed:carol,follower:alice,isFollowing:false}",
            "alice block.changed {blocked:carol,isBlocked:true}",
            "alice follow.changed {followed:alice,follower:carol,isFollowing:false}"),
        Step("alice", "userBlock", "userId: {{carol}}"),
        Step(
            "alice", "userUnblock", "userId: {{carol}}",
            "alice block.changed {blocked:carol,isBlocked:false}"),
        Step("alice", "userUnblock", "userId: {{carol}}"),
    ]

    private static let mutes = [
        Step(
            "alice", "userMute", "userId: {{bob}}, posts: true, stories: false",
            "alice mute.changed {muted:bob,posts:true,stories:false}"),
        // At the same moment, too.
        Step("alice", "userMute", "userId: {{bob}}, posts: true, stories: false"),
        Step(
            "alice", "userMute",
            "userId: {{bob}}, posts: true, stories: true, until: \"2026-04-09T18:00:00Z\"",
            "alice mute.changed {muted:bob,posts:true,stories:true,until:1775757600000}"),
        Step(
            "alice", "userUnmute", "userId: {{bob}}",
            "alice mute.changed {muted:bob,posts:false,stories:false}"),
        Step("alice", "userUnmute", "userId: {{bob}}"),
    ]

    private static let accounts = [
        Step(
            "dan", "settingsUpdate", "privacy: { isPrivate: false }",
            "dan settings.changed {isPrivate:false}"),
        Step("dan", "settingsUpdate", "privacy: { isPrivate: false }"),
        Step(
            "dan", "settingsUpdate", "content: { hiddenWords: [\"rain\"] }",
            "dan settings.changed {}"),
        Step("dan", "settingsUpdate", "content: { hiddenWords: [\"rain\"] }"),
        Step(
            "dan", "accountUpdate", "displayName: \"D\", biography: \"Dan.\"",
            "dan account.changed {parts:[displayName,biography]}"),
        Step("dan", "accountUpdate", "displayName: \"D\""),
        Step(
            "dan", "accountUpdate", "website: \"https://dan.example\", avatarMediaId: null",
            "dan account.changed {parts:[website,avatar]}"),
        Step(
            "nobody", "accountRegister",
            """
            username: "gina", email: "gina@example.com", password: "quite a long one"
            """, "new account.created {}"),
        Step(
            "nobody", "accountRegister",
            """
            username: "gina", email: "gina2@example.com", password: "quite a long one"
            """),
    ]

    private static let comments = [
        Step(
            "bob", "commentCreate",
            "postId: {{carol.post.1}}, text: \"Yes\", idempotencyKey: \"k\"",
            "bob comment.changed {change:created,comment:new,post:carol.post.1}"),
        Step(
            "bob", "commentCreate",
            "postId: {{carol.post.1}}, text: \"Yes\", idempotencyKey: \"k\""),
        Step("bob", "commentCreate", "postId: {{dan}}, text: \"Yes\""),
        Step("dan", "commentUpdate", "commentId: {{comment.6}}, text: \"Late\""),
        Step(
            "dan", "commentDelete", "commentId: {{comment.6}}",
            "dan comment.changed {change:deleted,comment:comment.6,post:alice.post.5}"),
        Step("dan", "commentDelete", "commentId: {{comment.6}}"),
        Step(
            "carol", "settingsUpdate", "content: { hiddenWords: [\"ugly\"] }",
            "carol settings.changed {}"),
        Step(
            "bob", "commentCreate", "postId: {{carol.post.1}}, text: \"How ugly!\"",
            "bob comment.changed {change:created,comment:new,isHidden:true,post:carol.post.1}"),
        Step(
            "carol", "commentApprove", "commentId: {{comment.8}}",
            "carol comment.changed {change:approved,comment:comment.8,post:carol.post.1}"),
        Step("carol", "commentApprove", "commentId: {{comment.8}}"),
    ]

    private static let posts = [
        Step(
            "alice", "postUpdate", "postId: {{alice.post.1}}, caption: \"New\"",
            "alice post.changed {change:edited,post:alice.post.1}"),
        Step("alice", "postUpdate", "postId: {{alice.post.1}}, caption: \"New\""),
        Step(
            "alice", "postArchive", "postId: {{alice.post.1}}",
            "alice post.changed {change:archived,post:alice.post.1}"),
        Step("alice", "postArchive", "postId: {{alice.post.1}}"),
        Step(
            "alice", "postUnarchive", "postId: {{alice.post.1}}",
            "alice post.changed {change:unarchived,post:alice.post.1}"),
        Step("alice", "postPublish", "postId: {{alice.post.1}}"),
        Step("alice", "postRetry", "postId: {{alice.post.1}}"),
        Step(
            "alice", "postDelete", "postId: {{alice.post.1}}",
            "alice post.changed {change:deleted,post:alice.post.1}"),
        Step("alice", "postDelete", "postId: {{alice.post.1}}"),
        Step("alice", "postDelete", "postId: {{alice.post.6}}"),
        Step(
            "alice", "storyDelete", "storyId: {{alice.story.1}}",
            "alice story.removed {story:alice.story.1}"),
        Step("alice", "storyDelete", "storyId: {{alice.story.1}}"),
        // Liking something takes its dislike back, of which nobody is told.
        Step("carol", "postDislike", "postId: {{bob.post.2}}"),
        Step(
            "carol", "postLike", "postId: {{bob.post.2}}",
            "carol like.changed {isLiked:true,object:bob.post.2,type:post}"),
        Step(
            "carol", "postDislike", "postId: {{bob.post.2}}",
            "carol like.changed {isLiked:false,object:bob.post.2,type:post}"),
        Step("carol", "postUndislike", "postId: {{bob.post.2}}"),
    ]

    private static let words = [
        Step(
            "frank", "hashtagFollow", "name: \"Harbour\"",
            "frank hashtagFollow.changed {hashtag:tag.harbour,isFollowing:true}"),
        Step("frank", "hashtagFollow", "name: \"harbour\""),
        Step(
            "frank", "hashtagUnfollow", "name: \"harbour\"",
            "frank hashtagFollow.changed {hashtag:tag.harbour,isFollowing:false}"),
        Step("frank", "hashtagUnfollow", "name: \"harbour\""),
        Step("frank", "hashtagUnfollow", "name: \"nobody said it\""),
        Step(
            "bob", "mediaTagRemove", "mediaId: {{uma.post.3.photo.1}}",
            "bob tag.removed {media:uma.post.3.photo.1,post:uma.post.3}"),
        Step("bob", "mediaTagRemove", "mediaId: {{uma.post.3.photo.1}}"),
        Step("carol", "mediaTagRemove", "mediaId: {{uma.post.3.photo.1}}"),
        // Whom it has named before is not told again, nor who names itself.
        Step(
            "uma", "postUpdate", "postId: {{uma.post.1}}, caption: \"@uma with @alice and @carol\"",
            "uma people.named {mentioned:[carol],object:uma.post.1,tagged:[],type:post}",
            "uma post.changed {change:edited,post:uma.post.1}"),
        Step(
            "uma", "commentCreate", "postId: {{uma.post.1}}, text: \"@bob?\"",
            "uma comment.changed {change:created,comment:new,post:uma.post.1}",
            "uma people.named {mentioned:[bob],object:new,tagged:[],type:comment}"),
        Step(
            "uma", "postArchive", "postId: {{uma.post.1}}",
            "uma post.changed {change:archived,post:uma.post.1}"),
        Step(
            "uma", "postUnarchive", "postId: {{uma.post.1}}",
            "uma post.changed {change:unarchived,post:uma.post.1}"),
    ]

    /// Those that nothing is told of, since they change nothing that others would follow: how one is signed
    /// in, private lists of who may see what or comes first, and what was seen.
    private static let silent: Set = [
        "passwordChange", "sessionCreate", "sessionRefresh", "sessionRevoke",
        "sessionRevokeOthers", "userRestrict", "userUnrestrict", "closeFriendsUpdate",
        "favoritesUpdate", "storiesMarkSeen", "mediaUploadCreate", "mediaUploadComplete",
        "postPin", "postUnpin", "postSave", "postUnsave", "commentPin", "commentUnpin",
        "collectionCreate", "collectionUpdate", "collectionPostsRemove", "collectionDelete",
        "emailChange", "emailVerify", "emailVerificationResend", "passwordResetRequest",
        "passwordReset", "userSuspend", "userUnsuspend", "userVerify", "userUnverify",
        "userRoleChange",
    ]

    @Test func `are thought of with every mutation`() {
        let tried = Set(Self.steps.map(\.mutation)).union([
            "postCreate", "storyCreate", "storyRetry", "accountDelete", "accountDeletionCancel",
            "feedInteractionsRecord", "feedItemHide",
        ])
        #expect(tried.isDisjoint(with: Self.silent))
        #expect(Set(MutationList.all.rules.map(\.name)) == tried.union(Self.silent))
    }

    @Test func `are those of what a mutation has changed, and no others`() async throws {
        let stage = try await Stage(.standard)
        var log = Log(stage)
        #expect(try await log.news() == [], "nothing of what was imported")
        for (number, step) in Self.steps.enumerated() {
            let operation = """
                mutation { result: \(step.mutation)(input: { \(step.input) }) {
                  userErrors { code } } }
                """
            let viewer = step.viewer == "nobody" ? nil : step.viewer
            let answer = try await stage.ask(log.filled(operation), viewer: viewer)
            #expect(answer.failures == [], "\(number) \(step.mutation)")
            #expect(try await log.news() == step.events, "\(number) \(operation): \(answer.json)")
        }
    }

    @Test func `tell nothing of what nobody follows`() async throws {
        let stage = try await Stage(.standard)
        var log = Log(stage)
        for (mutation, input) in [
            ("userRestrict", "userId: {{bob}}"), ("userUnrestrict", "userId: {{bob}}"),
            ("closeFriendsUpdate", "addUserIds: [{{bob}}]"),
            ("favoritesUpdate", "addUserIds: [{{bob}}]"),
            ("storiesMarkSeen", "storyIds: [{{bob.story.1}}]"),
        ] {
            let answer = try await stage.ask(
                log.filled(
                    "mutation { \(mutation)(input: { \(input) }) { userErrors { code } } }"),
                viewer: "alice")
            #expect(answer.failures == [] && answer.json.contains(#""userErrors":[]"#))
            #expect(try await log.news() == [], "\(mutation)")
        }
    }

    @Test func `tell once that a photo is ready, and that what showed it is published`()
        async throws
    {
        let stage = try await Stage(.standard)
        var log = Log(stage)
        let services = try await stage.services(.off)
        let ready = try await photo(on: stage, .ready)
        for (mutation, input, event) in [
            ("postCreate", "media: [{ mediaId: \"\(ready.text)\" }]", "post.published {post:new}"),
            ("postCreate", "media: [{ mediaId: \"\(ready.text)\" }]", nil),
        ] {
            try await create(mutation, input, on: stage)
            #expect(try await log.news() == (event.map { ["alice \($0)"] } ?? []))
        }
        let other = try await photo(on: stage, .ready)
        try await create("storyCreate", "mediaId: \"\(other.text)\"", on: stage)
        #expect(try await log.news() == ["alice story.published {story:new}"])

        let waiting = try await photo(on: stage, .processing)
        try await create("postCreate", "media: [{ mediaId: \"\(waiting.text)\" }]", on: stage)
        #expect(try await log.news() == [])
        let picture = DemoPicture(seed: 1, pixels: PixelSize(width: 300, height: 200))
        let writer = try await stage.staging.begin(mediaID: waiting.id.rawValue)
        try await writer.write(try await picture.render(on: Workshop.processor))
        _ = try await writer.finish(expecting: nil)
        try await services.media.process(waiting.id)
        #expect(
            try await log.news() == [
                "alice media.ready {media:new,parent:new}", "alice post.published {post:new}",
            ])
        try await services.media.process(waiting.id)
        #expect(try await log.news() == [])

        let lost = try await photo(on: stage, .processing)
        try await create("storyCreate", "mediaId: \"\(lost.text)\"", on: stage)
        try await services.media.giveUp(lost.id)
        #expect(try await log.news() == [])
        let failed = try await stage.json("{ viewer { pendingStories { nodes { id } } } }")
        let story = try #require(JSONText.strings("id", in: failed).first)
        let spare = try await photo(on: stage, .ready)
        try await create(
            "storyRetry", "storyId: \"\(story)\", mediaId: \"\(spare.text)\"", on: stage)
        #expect(try await log.news() == ["alice story.published {story:new}"])
    }

    @Test func `tell what was seen of a feed, once`() async throws {
        let stage = try await Stage(.standard)
        var log = Log(stage)
        let page = try await stage.json(
            "{ viewer { feed(kind: FOLLOWING) { items(first: 1) { edges { trackingToken node { id } } } } } }",
            as: "bob")
        let token = try #require(JSONText.strings("trackingToken", in: page).first)
        let post = try #require(JSONText.strings("id", in: page).first)
        let name = try #require(stage.names.first { stage.id($0.key) == post }?.key)
        let interactions = ["IMPRESSION", "PROFILE_OPEN", "CLICK", "IMPRESSION"].map { kind in
            """
            { trackingToken: "\(token)", kind: \(kind), at: "2026-04-08T18:00:00Z" }
            """
        }.joined(separator: ",")
        for told in [["bob feed.seen {posts:[\(name)],profiles:[\(name)]}"], []] {
            _ = try await stage.json(
                """
                mutation { feedInteractionsRecord(input: { interactions: [\(interactions)] }) {
                  acceptedCount userErrors { code } } }
                """, as: "bob")
            #expect(try await log.news() == told)
        }
        for told in [["bob feedItem.hidden {post:\(name),reason:SEEN_BEFORE}"], []] {
            _ = try await stage.json(
                """
                mutation { feedItemHide(input: { trackingToken: "\(token)", reason: SEEN_BEFORE }) {
                  userErrors { code } } }
                """, as: "bob")
            #expect(try await log.news() == told)
        }
    }

    @Test func `tell of an account that leaves, and comes back`() async throws {
        let stage = try await Stage(.standard)
        var log = Log(stage)
        let leave = """
            mutation { accountDelete(input: { password: "\(Stage.password)" }) {
              userErrors { code } } }
            """
        for stages in [["scheduled"], []] {
            _ = try await stage.json(leave, as: "carol")
            #expect(
                try await log.news()
                    == stages.map { "carol account.deletionChanged {stage:\($0)}" })
        }
        _ = try await stage.json(
            "mutation { accountDeletionCancel { userErrors { code } } }", as: "carol")
        #expect(try await log.news() == ["carol account.deletionChanged {stage:cancelled}"])
    }

    @Test func `tell of requests that a job approves`() async throws {
        let stage = try await Stage(.standard)
        var log = Log(stage)
        let services = try await stage.services(.off)
        _ = try await stage.json(
            """
            mutation { settingsUpdate(input: { privacy: { isPrivate: false } }) {
              userErrors { code } } }
            """, as: "dan")
        #expect(try await log.news() == ["dan settings.changed {isPrivate:false}"])
        var told: [String] = []
        let isTold = try await stage.work(services) {
            told += try await log.news()
            return told.count >= 2
        }
        #expect(isTold)
        #expect(
            told == [
                "dan follow.changed {followed:dan,follower:bob,isFollowing:true}",
                "dan followRequest.changed {isOpen:false,requester:bob,target:dan}",
            ])
    }

    /// So the numbers of an account's events, which are given while it is held, are in the order of its
    /// commits.
    @Test func `are written while the account is held`() async throws {
        let stage = try await Stage(.standard)
        let photo = try await photo(on: stage, .ready)
        let log = Log(stage)
        for (mutation, input) in [
            ("postLike", "postId: {{bob.post.1}}"), ("commentLike", "commentId: {{comment.2}}"),
            ("commentCreate", "postId: {{bob.post.1}}, text: \"Yes\""),
            ("postCreate", "media: [{ mediaId: \"\(photo.text)\" }]"),
            ("settingsUpdate", "content: { hiddenWords: [\"rain\"] }"),
            ("userMute", "userId: {{bob}}, posts: true, stories: true"),
        ] {
            let (isHeld, hold) = AsyncStream.makeStream(of: Void.self)
            let holding = Task {
                try await stage.database.transaction { transaction in
                    let alice = stage.named("alice").object.rawValue
                    _ = try await transaction.query(
                        "SELECT FROM objects WHERE id = \(alice) FOR NO KEY UPDATE")
                    hold.finish()
                    try await Task.sleep(for: .milliseconds(300))
                    return ContinuousClock.now
                }
            }
            for await _ in isHeld {}
            try await create(mutation, log.filled(input), on: stage)
            let isDone = ContinuousClock.now
            #expect(try await holding.value < isDone, "\(mutation)")
        }
    }

    @Test func `are read by kind and version`() throws {
        let told = PostPublished(post: ObjectID(rawValue: 7))
        func event(_ kind: EventKind, _ version: Int16, _ payload: String) -> Event {
            Event(
                id: 1, account: 1, kind: kind.rawValue, version: version,
                payload: Array(payload.utf8), milliseconds: 0)
        }
        let payload = #"{"post":7,"later":"more"}"#
        #expect(try PostPublished(event(.postPublished, 1, payload)) == told)
        #expect(try PostPublished(event(.postPublished, 2, payload)) == nil)
        #expect(try PostPublished(event(.storyPublished, 1, payload)) == nil)
        #expect(throws: DecodingError.self) { try PostPublished(event(.postPublished, 1, "{}")) }
    }

    // MARK: A photo and what shows it

    private func photo(
        on stage: Stage, _ status: MediaStatus
    ) async throws -> (id: ObjectID, text: String) {
        let owner = stage.named("alice").object
        let id = try await stage.newID(owner.shard)
        var photo = Properties<Image>()
        photo[.owner] = owner
        photo[.contentType] = "image/jpeg"
        if status == .ready { photo.show(.invented(1)) }
        photo[.status] = status
        var write = GraphWrite()
        write.add(id, photo)
        _ = try await stage.services(.off).tao.commit(write)
        return (id, GlobalIDs(key: Stage.secrets.globalIDKey).text(NodeID(.media, id)))
    }

    private func create(_ mutation: String, _ input: String, on stage: Stage) async throws {
        let answer = try await stage.ask(
            "mutation { \(mutation)(input: { \(input) }) { userErrors { code } } }",
            viewer: "alice")
        #expect(answer.failures == [], "\(mutation): \(answer.json)")
    }
}

/// The log of a stage, with the names of its world.
private struct Log {
    let stage: Stage
    private let log: EventLog
    private var place: Int64 = 0

    init(_ stage: Stage) {
        self.stage = stage
        log = EventLog(stage.database)
    }

    /// What was told since the last time.
    mutating func news() async throws -> [String] {
        let events = try await log.events(after: place)
        place = events.last?.id ?? place
        return events.map { event in
            let payload = String(decoding: event.payload, as: UTF8.self)
                .replacing(/[0-9]{14,}/) { name(Int64($0.output) ?? 0) }
                .replacing("\"", with: "")
            return "\(name(event.account)) \(event.kind) \(payload)"
        }
    }

    private func name(_ id: Int64) -> String {
        stage.names.filter { $0.value.object.rawValue == id && $0.value.other == nil }
            .map(\.key).filter { !$0.hasSuffix("tray") }.min() ?? "new"
    }

    /// Puts quoted global ids in the place of names.
    func filled(_ text: String) -> String {
        text.replacing(/\{\{([a-z0-9.]+)\}\}/) { match in
            let name = String(match.1)
            let words = name.split(separator: ".")
            guard words.count == 3, words[1] == "asks" else { return "\"\(stage.id(name))\"" }
            let request = NodeID(
                .followRequest, stage.named(String(words[0])).object,
                to: stage.named(String(words[2])).object)
            return "\"\(GlobalIDs(key: Stage.secrets.globalIDKey).text(request))\""
        }
    }
}
