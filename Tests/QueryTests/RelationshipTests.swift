import TAO
import TestSupport
import Testing

@testable import Social

/// How accounts stand to each other, through whole requests.
@Suite struct `Relationships` {
    private struct Scene {
        let stage: Stage
        let cache = Stage.freshNamespace()

        func ask(_ operation: String, as viewer: String) async throws -> String {
            try await stage.json(operation, as: viewer, through: cache)
        }

        /// A mutation of one account, by its name.
        @discardableResult
        func act(
            _ viewer: String, _ mutation: String, on user: String, _ more: String = ""
        ) async throws -> String {
            try await ask(
                """
                mutation { \(mutation)(input: { userId: "\(stage.id(user))" \(more) }) {
                  userErrors { code field } } }
                """, as: viewer)
        }

        func request(from requester: String, to target: String) -> String {
            GlobalIDs(key: Stage.secrets.globalIDKey).text(
                NodeID(
                    .followRequest, stage.named(requester).object,
                    to: stage.named(target).object))
        }

        @discardableResult
        func answer(
            _ viewer: String, _ mutation: String, _ requester: String
        ) async throws -> String {
            let id = request(from: requester, to: viewer)
            return try await ask(
                """
                mutation { \(mutation)(input: { followRequestId: "\(id)" }) {
                  deletedFollowRequestId userErrors { code } } }
                """, as: viewer)
        }

        func requesters(of viewer: String) async throws -> String {
            try await ask(
                """
                { viewer { followRequests { totalCount nodes { requester { username } } } } }
                """, as: viewer)
        }

        /// All that an account that asks can find out about its request.
        func signs(for viewer: String, of user: String) async throws -> String {
            try await ask(
                """
                { user(username: "\(user)") { followerCount
                    viewerRelationship { followState followedAt } posts { nodes { id } } }
                  node(id: "\(request(from: viewer, to: user))") {
                    ... on FollowRequest { createdAt } }
                  viewer { sentFollowRequests {
                    totalCount nodes { id createdAt target { username } } } } }
                """, as: viewer)
        }
    }

    private static func scene(_ clock: WallClock = .fixed(SmallWorld.now)) async throws -> Scene {
        Scene(stage: try await Stage(.standard, clock: clock))
    }

    @Test(.crosses(\SocialLimits.declinedMilliseconds))
    func `a requester is not told of a refusal, and asks in vain for a day`() async throws {
        let clock = MovableClock()
        let scene = try await Self.scene(clock.wallClock)
        let before = try await scene.signs(for: "bob", of: "dan")
        #expect(before.contains(#""followState":"REQUESTED""#))
        #expect(try await scene.requesters(of: "dan").contains("bob"))
        #expect(try await !scene.answer("dan", "followRequestDecline", "bob").contains("code"))
        #expect(try await !scene.requesters(of: "dan").contains("bob"))
        #expect(try await scene.signs(for: "bob", of: "dan") == before)
        #expect(
            try await scene.answer("dan", "followRequestDecline", "bob").contains("NOT_FOUND"))

        clock.advance(hours: 23.9)
        try await scene.act("bob", "userFollow", on: "dan")
        try await scene.act("bob", "userUnfollow", on: "dan")
        try await scene.act("bob", "userFollow", on: "dan")
        #expect(
            try await scene.signs(for: "bob", of: "dan").contains(#""followState":"REQUESTED""#))
        #expect(try await !scene.requesters(of: "dan").contains("bob"))
        clock.advance(hours: 0.2)
        try await scene.act("bob", "userFollow", on: "dan")
        #expect(try await scene.requesters(of: "dan").contains("bob"))
        #expect(try await !scene.answer("dan", "followRequestApprove", "bob").contains("code"))
        #expect(
            try await scene.signs(for: "bob", of: "dan").contains(#""followState":"FOLLOWING""#))
    }

    @Test func `requests are answered by those who are asked alone`() async throws {
        let scene = try await Self.scene()
        let id = scene.request(from: "bob", to: "dan")
        for viewer in ["bob", "alice"] {
            let answer = try await scene.ask(
                """
                mutation { followRequestApprove(input: { followRequestId: "\(id)" }) {
                  follower { id } userErrors { code } } }
                """, as: viewer)
            #expect(answer.contains("NOT_FOUND"), "\(viewer)")
        }
        for (viewer, sees) in [("bob", true), ("dan", true), ("alice", false)] {
            let answer = try await scene.ask(
                "{ node(id: \"\(id)\") { __typename } }", as: viewer)
            #expect(answer.contains("FollowRequest") == sees, "\(viewer)")
        }
        try await scene.act("bob", "userUnfollow", on: "dan")
        #expect(
            try await scene.answer("dan", "followRequestApprove", "bob").contains("NOT_FOUND"))
        try await scene.act("bob", "userFollow", on: "dan")
        for _ in 0..<2 {
            let answer = try await scene.answer("dan", "followRequestApprove", "bob")
            #expect(!answer.contains("code"), "saying it again changes nothing")
        }
    }

    @Test func `going private keeps followers, going public approves requests`() async throws {
        let scene = try await Self.scene()
        let services = try await scene.stage.services(scene.cache)
        func setPrivate(_ isPrivate: Bool, of name: String) async throws {
            let answer = try await scene.ask(
                """
                mutation { settingsUpdate(input: { privacy: { isPrivate: \(isPrivate) } }) {
                  settings { privacy { isPrivate } } userErrors { code } } }
                """, as: name)
            #expect(answer.contains(#""isPrivate":\#(isPrivate)"#))
        }
        try await setPrivate(true, of: "carol")
        try await scene.act("frank", "userFollow", on: "carol")
        let carol =
            #"{ user(username: "carol") { followerCount isPrivate posts { nodes { id } } } }"#
        #expect(
            try await scene.ask(carol, as: "bob").contains(#""followerCount":2,"isPrivate":true"#))
        #expect(try await scene.ask(carol, as: "frank").contains(#""nodes":[]"#))
        try await setPrivate(false, of: "carol")
        #expect(try await scene.requesters(of: "carol").contains("frank"))
        let isApproved = try await scene.stage.work(services) {
            try await scene.requesters(of: "carol").contains(#""totalCount":0"#)
        }
        #expect(isApproved)
        #expect(try await scene.ask(carol, as: "frank").contains(#""followerCount":3"#))
    }

    @Test func `requests are approved by what is stored, whatever the cache says`() async throws {
        let scene = try await Self.scene()
        let services = try await scene.stage.services(scene.cache)
        let uncached = try await scene.stage.services(.off)
        func setPrivate(_ isPrivate: Bool, of services: SocialServices) async throws {
            let answer = try await scene.stage.ask(
                """
                mutation { settingsUpdate(input: { privacy: { isPrivate: \(isPrivate) } }) {
                  userErrors { code } } }
                """, as: scene.stage.named("carol").object, of: services)
            #expect(answer.failures == [])
        }
        func isPrivate(_ services: SocialServices) async throws -> Bool? {
            let graph = GraphReads(services.tao)
            let ids = [scene.stage.named("carol").object]
            return try await graph.loadUnfiltered(User.self, ids)[0]?[.isPrivate]
        }
        // Of a process that deletes nothing from memcached: nobody has told it yet.
        try await setPrivate(true, of: uncached)
        _ = try await scene.ask(#"{ user(username: "carol") { isPrivate } }"#, as: "frank")
        try await scene.act("frank", "userFollow", on: "carol")
        _ = try await scene.requesters(of: "carol")
        try await setPrivate(false, of: uncached)
        #expect(try await isPrivate(services) == true, "the cache is outdated")
        let isApproved = try await scene.stage.work(services) {
            let answer = try await scene.stage.ask(
                "{ viewer { followRequests { totalCount } } }", viewer: "carol")
            return answer.json.contains(#""totalCount":0"#)
        }
        #expect(isApproved)

        // The same for the account itself: that nothing is to be done is not believed either.
        #expect(try await isPrivate(services) == true)
        try await setPrivate(true, of: services)
        #expect(try await isPrivate(services) == true)
        #expect(try await isPrivate(uncached) == true)
    }

    @Test func `a mute that is over makes room for another`() async throws {
        let clock = MovableClock()
        let stage = try await Stage(.standard, clock: clock.wallClock)
        var limits = SocialLimits.standard
        limits.mutedMax = 2
        let services = try await stage.makeServices(Stage.freshNamespace(), limits: limits)
        func mute(_ user: String, hours: Double?) async throws -> String {
            let end = hours.map {
                DateTime(milliseconds: clock.wallClock.milliseconds + Int64($0 * 3_600_000))
            }
            let until = end.map { ", until: \"\($0.text)\"" } ?? ""
            let answer = try await stage.ask(
                """
                mutation { userMute(input: { userId: "\(stage.id(user))"\(until) }) {
                  userErrors { code } } }
                """, as: stage.named("bob").object, of: services)
            #expect(answer.failures == [])
            return answer.json
        }
        #expect(try await mute("carol", hours: 1).contains(#""userErrors":[]"#))
        #expect(try await mute("alice", hours: 2).contains(#""userErrors":[]"#))
        #expect(try await mute("dan", hours: nil).contains("LIMIT_REACHED"))
        clock.advance(hours: 1)
        #expect(try await mute("dan", hours: nil).contains(#""userErrors":[]"#))
        #expect(try await mute("carol", hours: nil).contains("LIMIT_REACHED"))
        let answer = try await stage.ask(
            "{ viewer { mutedUsers { totalCount nodes { username } } } }",
            as: stage.named("bob").object, of: services)
        #expect(answer.json.contains(#"{"username":"dan"},{"username":"alice"}"#), "\(answer.json)")
    }

    @Test func `a block ends all that was, both ways, and nothing of it comes back`() async throws {
        let scene = try await Self.scene()
        for mutation in ["closeFriendsUpdate", "favoritesUpdate"] {
            _ = try await scene.ask(
                """
                mutation { \(mutation)(input: { addUserIds: ["\(scene.stage.id("bob"))"] }) {
                  totalCount userErrors { code } } }
                """, as: "alice")
        }
        let facts = """
            viewerRelationship { followState followsViewer requestedViewer isCloseFriend
              isFavorite isBlocked }
            """
        let bob = #"{ user(username: "bob") { followerCount followingCount \#(facts) } }"#
        let alice = #"{ user(username: "alice") { followerCount followingCount \#(facts) } }"#
        #expect(try await scene.act("alice", "userBlock", on: "bob").contains(#""userErrors":[]"#))
        let header =
            #""followState":"NOT_FOLLOWING","followsViewer":false,"requestedViewer":false,"#
            + #""isCloseFriend":false,"isFavorite":false,"isBlocked":"#
        #expect(
            try await scene.ask(bob, as: "alice")
                == #"{"data":{"user":{"followerCount":1,"followingCount":1,"viewerRelationship":{"#
                + header + "true}}}}")
        #expect(try await scene.ask(alice, as: "bob") == #"{"data":{"user":null}}"#)
        #expect(try await scene.act("bob", "userFollow", on: "alice").contains("NOT_FOUND"))
        #expect(
            try await scene.act("alice", "userFollow", on: "bob").contains("BLOCKED_BY_VIEWER"))
        try await scene.act("alice", "userUnblock", on: "bob")
        #expect(try await scene.ask(bob, as: "alice").contains(header + "false"))
        #expect(try await scene.ask(alice, as: "bob").contains(header + "false"))
    }

    @Test func `who blocks an account sees its header and nothing else of it`() async throws {
        let scene = try await Self.scene()
        try await scene.act("carol", "userBlock", on: "alice")
        let answer = try await scene.ask(
            """
            { user(username: "alice") { username avatar { width } postCount
                posts { nodes { id } } storyTray { id } followers { nodes { id } }
                following { nodes { id } } viewerRelationship { isBlocked } }
              blocked: viewer { blockedUsers { totalCount nodes { username } } }
              likers: node(id: "\(scene.stage.id("carol.post.3"))") { ... on Post {
                likers { nodes { username } } comments { nodes { text } } } }
              post: node(id: "\(scene.stage.id("alice.post.5"))") { id } }
            """, as: "carol")
        for part in [
            #""username":"alice","avatar":{"width""#,
            #""postCount":0,"posts":{"nodes":[]},"storyTray":null,"followers":null,"following":null"#,
            #""isBlocked":true"#,
            #""blockedUsers":{"totalCount":1,"nodes":[{"username":"alice"}]}"#,
            #""likers":{"nodes":[{"username":"bob"}]},"comments":{"nodes":[]}"#, #""post":null"#,
        ] {
            #expect(answer.contains(part), "\(part) in \(answer)")
        }
    }

    @Test func `a mute lasts until its time, and nothing shows it to the muted`() async throws {
        let clock = MovableClock()
        let scene = try await Self.scene(clock.wallClock)
        let seen =
            #"{ viewer { feed(kind: FOLLOWING) { items { nodes { caption } } } storyTrays { nodes { author { username } } } mutedUsers { nodes { username } } } }"#
        let signs =
            #"{ user(username: "bob") { followerCount viewerRelationship { followsViewer followState } } viewer { mutedUsers { nodes { id } } } }"#
        let before = try await scene.ask(seen, as: "bob")
        let told = try await scene.ask(signs, as: "carol")
        #expect(
            before.contains("last tram") && before.contains(#"{"author":{"username":"carol"}}"#))
        let end = DateTime(milliseconds: SmallWorld.now + 3_600_000).text
        let posts = "posts: true stories: false until: \"\(end)\""
        try await scene.act("bob", "userMute", on: "carol", posts)
        let muted = try await scene.ask(seen, as: "bob")
        #expect(!muted.contains("last tram"))
        #expect(muted.contains(#"{"author":{"username":"carol"}}"#))
        #expect(muted.contains(#""mutedUsers":{"nodes":[{"username":"carol"}]}"#))
        try await scene.act("bob", "userMute", on: "carol", "posts: false until: \"\(end)\"")
        let replaced = try await scene.ask(seen, as: "bob")
        #expect(replaced.contains("last tram"))
        #expect(!replaced.contains(#"{"author":{"username":"carol"}}"#))
        #expect(try await scene.ask(signs, as: "carol") == told)
        func count() async throws -> String {
            try await scene.ask("{ viewer { mutedUsers { totalCount } } }", as: "bob")
        }
        #expect(try await count().contains(#""totalCount":1"#))
        clock.advance(hours: 1)
        #expect(try await scene.ask(seen, as: "bob") == before)
        // Its edge stands there until it is taken back or makes room, and does not count.
        #expect(try await count().contains(#""totalCount":0"#))
        try await scene.act("bob", "userUnmute", on: "carol")
        #expect(try await count().contains(#""totalCount":0"#))
        for wrong in ["posts: false stories: false", "until: \"\(end)\""] {
            #expect(try await scene.act("bob", "userMute", on: "carol", wrong).contains("INVALID"))
        }
    }

    @Test(.crosses(\SocialLimits.closeFriendsChangedMax))
    func `close friends change together or not at all, and lose earlier posts at once`()
        async throws
    {
        let scene = try await Self.scene()
        func update(_ input: String) async throws -> String {
            try await scene.ask(
                """
                mutation { closeFriendsUpdate(input: { \(input) }) {
                  totalCount users { username } userErrors { code field } } }
                """, as: "alice")
        }
        func id(_ name: String) -> String { "\"\(scene.stage.id(name))\"" }
        let post = "{ node(id: \(id("alice.post.4"))) { id } }"
        #expect(try await scene.ask(post, as: "bob").contains("null"))
        let refused = try await update("addUserIds: [\(id("bob")), \(id("erin")), \(id("alice"))]")
        #expect(
            refused.contains(
                #"[{"code":"BLOCKED_BY_VIEWER","field":["input","addUserIds","1"]},"#
                    + #"{"code":"SELF","field":["input","addUserIds","2"]}]"#), "\(refused)")
        #expect(try await scene.ask(post, as: "bob").contains("null"), "all or none")
        let changed = try await update(
            "addUserIds: [\(id("bob")), \(id("bob"))], removeUserIds: [\(id("carol")), \(id("dan"))]"
        )
        #expect(
            changed.contains(
                #""totalCount":1,"users":[{"username":"bob"},{"username":"carol"}]"#), "\(changed)")
        #expect(try await !scene.ask(post, as: "bob").contains("null"))
        #expect(try await scene.ask(post, as: "carol").contains("null"))
        let many = Array(repeating: id("bob"), count: SocialLimits.standard.closeFriendsChangedMax)
        #expect(
            !(try await update("addUserIds: [\(many.joined(separator: ","))]")).contains("code"))
        let more = (many + [id("bob")]).joined(separator: ",")
        #expect(try await update("addUserIds: [\(more)]").contains("INVALID"))
        #expect(try await update("removeUserIds: [\(id("alice.post.1"))]").contains("NOT_FOUND"))
    }

    @Test func `hidden posts are not counted for strangers`() async throws {
        var world = SmallWorld()
        for name in ["none", "some"] { world.person(name, "The Same") }
        for name in ["bob", "friend", "fan"] { world.person(name, name) }
        for audience in [Audience.followers, .closeFriends] {
            for hours in 1...10 {
                world.post(by: "some", hoursAgo: Double(hours), "Hidden", audience: audience)
            }
        }
        world.follow("fan", "some")
        world.follow("bob", "none")
        world.closeFriend("some", "friend")
        let stage = try await Stage(world)
        let cache = Stage.freshNamespace()
        for cache in [.off, cache, cache] {
            func profile(_ name: String, _ viewer: String?) async throws -> String {
                let answer = try await stage.ask(
                    """
                    { user(username: "\(name)") { displayName postCount followerCount followingCount
                      posts { nodes { id } edges { cursor }
                        pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } }
                    """, viewer: viewer, through: cache)
                return answer.json
            }
            #expect(try await profile("some", nil) == profile("none", nil))
            for (viewer, count) in [("bob", 0), ("fan", 10), ("friend", 10), ("some", 20)] {
                #expect(
                    try await profile("some", viewer).contains("\"postCount\":\(count),"),
                    "\(viewer)")
            }
        }
    }

    /// Of the accounts blocked last, as far as they are looked for; nobody else misses a like.
    @Test(.crosses(\SocialLimits.blockedLikersMax))
    func `likes of the blocked are not counted for the blocker`() async throws {
        let stage = try await Stage(.standard)
        let carol = stage.named("carol").object
        var write = GraphWrite()
        for (number, name) in ["bob", "dan", "erin"].enumerated() {
            write.addAssociation(
                carol, AssociationTypes.blocks, stage.named(name).object,
                time: SmallWorld.now + Int64(number))
        }
        _ = try await stage.services(.off).tao.commit(write)
        let query = """
            { node(id: "\(stage.id("alice.post.5"))") { ... on Post {
              likeCount likers { totalCount nodes { username } } } } }
            """
        func likes(_ viewer: String?, of services: SocialServices) async throws -> [Int?] {
            let answer = try await stage.ask(
                query, as: viewer.map { stage.named($0).object }, of: services)
            #expect(answer.failures == [])
            return try [["likeCount"], ["likers", "totalCount"]].map { path in
                try JSONText.value(answer.json, at: ["data", "node"] + path) as? Int
            }
        }
        var limits = SocialLimits.standard
        for (most, count) in [(3, 1), (2, 2), (1, 3)] {
            limits.blockedLikersMax = most
            let cached = try await stage.makeServices(Stage.freshNamespace(), limits: limits)
            for services in [try await stage.makeServices(.off, limits: limits), cached, cached] {
                #expect(try await likes("carol", of: services) == [count, count])
                #expect(try await likes("alice", of: services) == [3, 3], "she blocks erin")
                #expect(try await likes(nil, of: services) == [4, 4])
            }
        }
    }

    /// Dislikes, comments and replies, too; comments as far back as they are looked for.
    @Test(.crosses(\SocialLimits.blockedCommentsMax))
    func `what the blocked do below a post is not counted for the blocker`() async throws {
        let scene = try await Self.scene()
        let stage = scene.stage
        let post = stage.id("alice.post.5")
        func comment(_ text: String, by viewer: String, answering: String? = nil) async throws {
            let reply = answering.map { ", inReplyToId: \"\(stage.id($0))\"" } ?? ""
            let made = try await scene.ask(
                """
                mutation { commentCreate(input: { postId: "\(post)", text: "\(text)"\(reply) }) {
                  userErrors { code } } }
                """, as: viewer)
            #expect(made.contains(#""userErrors":[]"#))
        }
        for viewer in ["bob", "carol"] {
            _ = try await scene.ask(
                "mutation { postDislike(input: { postId: \"\(post)\" }) { userErrors { code } } }",
                as: viewer)
        }
        for (number, place) in [nil, "comment.1", "comment.2", "comment.2"].enumerated() {
            try await comment("No. \(number)", by: "bob", answering: place)
        }
        func counts(_ viewer: String, of services: SocialServices) async throws -> [Int?] {
            let answer = try await stage.ask(
                """
                { node(id: "\(post)") { ... on Post {
                    commentCount dislikeCount comments { totalCount } } }
                  first: node(id: "\(stage.id("comment.2"))") { ... on Comment {
                    replyCount replies { totalCount } } } }
                """, as: stage.named(viewer).object, of: services)
            #expect(answer.failures == [])
            return try [
                ["node", "commentCount"], ["node", "comments", "totalCount"],
                ["node", "dislikeCount"], ["first", "replyCount"],
                ["first", "replies", "totalCount"],
            ].map { try JSONText.value(answer.json, at: ["data"] + $0) as? Int }
        }
        let plain = try await stage.services(.off)
        #expect(try await counts("dan", of: plain) == [10, 5, 2, 4, 4])
        try await scene.act("dan", "userBlock", on: "bob")
        // Bob has written two top-level comments, one below the first and three below the second.
        let cached = try await stage.services(scene.cache)
        for services in [plain, cached, cached] {
            #expect(try await counts("dan", of: services) == [4, 3, 1, 1, 1])
            #expect(try await counts("alice", of: services) == [9, 4, 2, 4, 4], "she blocks erin")
            #expect(try await counts("carol", of: services) == [10, 5, 2, 4, 4])
        }
        var limits = SocialLimits.standard
        // One of his last is below another post.
        for (most, count) in [(7, 4), (6, 5), (1, 9)] {
            limits.blockedCommentsMax = most
            let services = try await stage.makeServices(.off, limits: limits)
            #expect(try await counts("dan", of: services)[0] == count)
        }
        // What is deleted is counted for nobody, and what is deleted of the blocked not twice.
        let gone = try await scene.ask(
            """
            mutation { commentDelete(input: { commentId: "\(stage.id("comment.1"))" }) {
              userErrors { code } } }
            """, as: "bob")
        #expect(gone.contains(#""userErrors":[]"#))
        #expect(try await counts("dan", of: plain)[0] == 4)
        #expect(try await counts("carol", of: plain)[0] == 9)
        try await scene.act("dan", "userUnblock", on: "bob")
        #expect(try await counts("dan", of: plain)[0] == 9)
    }

    @Test func `follow lists are for whom the account has chosen`() async throws {
        let scene = try await Self.scene()
        let lists =
            #"{ user(username: "alice") { followerCount followers { nodes { id } } following { nodes { id } } } }"#
        for (audience, seers) in [
            (nil, ["alice", "bob", "frank"]), (.everyone, ["alice", "bob", "frank"]),
            (.followers, ["alice", "bob"]), (.onlyMe, ["alice"]),
        ] as [(ListAudience?, [String])] {
            if let audience {
                let answer = try await scene.ask(
                    """
                    mutation { settingsUpdate(input: {
                      privacy: { followListAudience: \(audience.rawValue) }
                    }) { userErrors { code } } }
                    """, as: "alice")
                #expect(!answer.contains("code"))
            }
            for viewer in ["alice", "bob", "frank"] {
                let answer = try await scene.ask(lists, as: viewer)
                let isHidden = answer.contains(#""followers":null,"following":null"#)
                #expect(
                    isHidden != seers.contains(viewer), "\(viewer) \(String(describing: audience))")
                #expect(answer.contains(#""followerCount":3"#))
            }
        }
    }
}
