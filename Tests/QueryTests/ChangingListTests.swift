import GraphQL
import Postgres
import Synchronization
import TAO
import Testing

@testable import Social

/// Every list, paged while things in it come, go and are hidden.
@Suite(.timeLimit(.minutes(5))) struct `Lists that change` {
    /// How a list is asked for by its owner, and which edge puts an item into it.
    private struct List: Sendable, CustomTestStringConvertible {
        /// The field of the schema.
        let field: String
        /// Where `PAGE` stands for the page; `$id` is the global id of `source`.
        let query: String
        /// What the list belongs to, in the small world.
        let source: String
        let items: Items
        let place: @Sendable (inout GraphWrite, _ source: ObjectID, _ item: ObjectID, Int64) -> Void
        let remove: @Sendable (inout GraphWrite, _ source: ObjectID, _ item: ObjectID) -> Void

        enum Items: String {
            case people = "p", posts = "maker.post.", comments = "comment.", trays = "teller",
                stories = "maker.story.", collections = "maker.collection."
            case hashtags = "tag.no"

            /// What is changed to hide an item from everyone: its account, or itself.
            func hidden(_ number: Int) -> String {
                switch self {
                case .people, .posts, .trays, .stories: "\(rawValue)\(number)"
                case .comments, .hashtags: "p\(number)"
                // Its owner sees all: something else is hidden.
                case .collections: "teller\(number)"
                }
            }
        }

        var testDescription: String { field }

        /// A list over edges of one type.
        init(
            _ field: String, _ query: String, of source: String, _ items: Items,
            _ type: AssociationType
        ) {
            self.init(field, query, of: source, items) {
                let mute = ViewerMute(posts: true, stories: true, until: nil)
                $0.addAssociation(
                    $1, type, $2, time: $3,
                    data: type.id == AssociationTypes.mutes.id ? mute.record : nil)
            } remove: {
                $0.deleteAssociation($1, type, $2)
            }
        }

        init(
            _ field: String, _ query: String, of source: String, _ items: Items,
            place: @escaping @Sendable (inout GraphWrite, ObjectID, ObjectID, Int64) -> Void,
            remove: @escaping @Sendable (inout GraphWrite, ObjectID, ObjectID) -> Void
        ) {
            (self.field, self.query, self.source, self.items) = (field, query, source, items)
            (self.place, self.remove) = (place, remove)
        }

        static func ofViewer(_ name: String, _ type: AssociationType) -> List {
            List("Viewer.\(name)", "viewer { list: \(name)(PAGE) }", of: "owner", .people, type)
        }

        static func ofNode(
            _ type: String, _ name: String, of source: String, _ items: Items,
            _ association: AssociationType
        ) -> List {
            List(
                "\(type).\(name)", "node(id: $id) { ... on \(type) { list: \(name)(PAGE) } }",
                of: source, items, association)
        }
    }

    private static let lists: [List] = [
        .ofViewer("closeFriends", AssociationTypes.closeFriend),
        .ofViewer("favorites", AssociationTypes.favorite),
        .ofViewer("blockedUsers", AssociationTypes.blocks),
        .ofViewer("mutedUsers", AssociationTypes.mutes),
        .ofViewer("restrictedUsers", AssociationTypes.restricts),
        List("Viewer.followRequests", "viewer { list: followRequests(PAGE) }", of: "owner", .people)
        {
            $0.addFollowRequest(from: $2, to: $1, time: $3)
        } remove: {
            $0.deleteAssociation($2, AssociationTypes.requested, $1)
            $0.deleteAssociation($1, AssociationTypes.requestedBy, $2)
        },
        List(
            "Viewer.sentFollowRequests", "viewer { list: sentFollowRequests(PAGE) }", of: "owner",
            .people
        ) {
            $0.addFollowRequest(from: $1, to: $2, time: $3)
        } remove: {
            $0.deleteAssociation($1, AssociationTypes.requested, $2)
            $0.deleteAssociation($2, AssociationTypes.requestedBy, $1)
        },
        List(
            "Viewer.pendingPosts", "viewer { list: pendingPosts(PAGE) }", of: "maker", .posts,
            AssociationTypes.pending),
        List(
            "Viewer.drafts", "viewer { list: drafts(PAGE) }", of: "maker", .posts,
            AssociationTypes.drafts),
        List(
            "Viewer.archivedPosts", "viewer { list: archivedPosts(PAGE) }", of: "maker", .posts,
            AssociationTypes.archived),
        List(
            "Viewer.pendingStories", "viewer { list: pendingStories(PAGE) }", of: "maker", .stories,
            AssociationTypes.pendingStory),
        List(
            "Viewer.archivedStories", "viewer { list: archivedStories(PAGE) }", of: "maker",
            .stories, AssociationTypes.archivedStory),
        List(
            "Viewer.likedPosts", "viewer { list: likedPosts(PAGE) }", of: "maker", .posts,
            AssociationTypes.likes),
        List(
            "Viewer.comments", "viewer { list: comments(PAGE) }", of: "maker", .comments,
            AssociationTypes.wrote),
        List(
            "Viewer.savedPosts", "viewer { list: savedPosts(PAGE) }", of: "maker", .posts,
            AssociationTypes.saves),
        List(
            "Viewer.followedHashtags", "viewer { list: followedHashtags(PAGE) }", of: "owner",
            .hashtags, AssociationTypes.followsTag),
        .ofNode("Hashtag", "posts", of: "tag.no1", .posts, AssociationTypes.taggedPost),
        .ofNode("Location", "posts", of: "place.1", .posts, AssociationTypes.postedHere),
        List(
            "Hashtag.posts", "node(id: $id) { ... on Hashtag { list: posts(orderBy: TOP, PAGE) } }",
            of: "tag.no1", .posts, AssociationTypes.taggedPost),
        List(
            "Location.posts",
            "node(id: $id) { ... on Location { list: posts(orderBy: TOP, PAGE) } }",
            of: "place.1", .posts, AssociationTypes.postedHere),
        .ofNode("User", "taggedPosts", of: "owner", .posts, AssociationTypes.taggedIn),
        List(
            "Viewer.collections", "viewer { list: collections(PAGE) }", of: "maker", .collections,
            AssociationTypes.collections),
        .ofNode(
            "Collection", "posts", of: "maker.collection.1", .posts, AssociationTypes.collected),
        List(
            "Viewer.storyTrays", "viewer { list: storyTrays(PAGE) }", of: "owner", .trays,
            AssociationTypes.follows),
        List(
            "Feed.items", "viewer { feed(kind: FOLLOWING) { list: items(PAGE) } }", of: "maker",
            .posts,
            AssociationTypes.authored),
        .ofNode("User", "posts", of: "maker", .posts, AssociationTypes.authored),
        .ofNode("User", "followers", of: "owner", .people, AssociationTypes.followedBy),
        .ofNode("User", "following", of: "owner", .people, AssociationTypes.follows),
        .ofNode("Post", "likers", of: "owner.post.1", .people, AssociationTypes.likedBy),
        .ofNode("Post", "comments", of: "owner.post.1", .comments, AssociationTypes.hasComment),
        List(
            "Post.comments",
            "node(id: $id) { ... on Post { list: comments(orderBy: TOP, PAGE) } }",
            of: "owner.post.1", .comments, AssociationTypes.hasComment),
        .ofNode("Comment", "likers", of: "comment.1", .people, AssociationTypes.commentLikedBy),
        .ofNode("Comment", "replies", of: "comment.1", .comments, AssociationTypes.hasReply),
        .ofNode("Story", "viewers", of: "owner.story.1", .people, AssociationTypes.viewedBy),
    ]

    private static let stable = 2..<32
    private static let passing = 32..<48

    private static func stage() async throws -> Stage {
        var world = SmallWorld()
        world.person("owner", "Owner")
        world.person("maker", "Maker")
        world.place("Somewhere", latitude: 1, longitude: 2)
        world.post(by: "owner", hoursAgo: 50, "Liked")
        world.story(by: "owner", hoursAgo: 5)
        for number in 1..<passing.upperBound {
            world.hashtag("no\(number)")
            world.person("p\(number)", "Person")
            world.person("teller\(number)", "Teller")
            world.story(by: "teller\(number)", hoursAgo: 2, audience: .everyone)
            world.post(by: "maker", hoursAgo: 60, "No. \(number)")
            world.story(by: "maker", hoursAgo: 60, "No. \(number)", isPublished: false)
            world.collection(by: "maker", hoursAgo: 30, "No. \(number)")
            world.comment(on: "owner.post.1", by: "p\(number)", hoursAgo: 20, "No. \(number)")
        }
        return try await Stage(world)
    }

    @Test func `are all tried`() throws {
        let schema = try buildSchema(Social.schemaSources(directory: Place.root + "/Schema"))
        let fields = schema.types.filter { $0.kind == .object }.flatMap { type in
            type.fields.filter { schema[$0.type.named].name.hasSuffix("Connection") }
                .map { "\(type.name).\($0.name)" }
        }
        // Sessions are rows of their own table and no edges: they are tried by themselves.
        #expect(Set(fields) == Set(Self.lists.map(\.field)).union(["Viewer.sessions"]))
    }

    @Test(arguments: Self.lists)
    private func `repeat nothing and leave out nothing that was there throughout`(
        list: List
    ) async throws {
        let stage = try await Self.stage()
        let cache = Stage.freshNamespace()
        let tao = try await stage.services(cache).tao
        let source = stage.named(list.source).object
        func item(_ number: Int) -> ObjectID {
            stage.named("\(list.items.rawValue)\(number)").object
        }
        func change(_ number: Int, isThere: Bool) async throws {
            var write = GraphWrite()
            // What comes again comes to where it was.
            let time = SmallWorld.now - Int64(number * 37 % 100) * 10
            if isThere {
                list.place(&write, source, item(number), time)
            } else {
                list.remove(&write, source, item(number))
            }
            _ = try await tao.commit(write)
        }
        func hide(_ number: Int) async throws {
            let id = stage.named(list.items.hidden(number)).object
            try await stage.setHidden(.random(), id, in: tao)
        }
        // All are at a few times only, so that ids decide, too.
        var write = GraphWrite()
        for number in Self.stable.lowerBound..<Self.passing.upperBound {
            list.remove(&write, source, item(number))
        }
        _ = try await tao.commit(write)
        write = GraphWrite()
        for number in Self.stable {
            list.place(&write, source, item(number), SmallWorld.now - Int64(number % 7) * 100)
        }
        _ = try await tao.commit(write)
        let count = Mutex(0)
        let isOver = Mutex(false)
        let changes = Task {
            while !isOver.withLock({ $0 }) {
                let number = Self.passing.randomElement() ?? 0
                if Int.random(in: 0..<3) == 0 {
                    try await hide(number)
                } else {
                    try await change(number, isThere: .random())
                }
                count.withLock { $0 += 1 }
            }
        }
        // Until enough has changed meanwhile: a busy machine may need some rounds.
        for _ in 0..<100 where count.withLock({ $0 }) <= 10 {
            for size in [1, 7, 100] {
                let found = try await collect(list, size: size, on: stage, through: cache)
                #expect(Set(found).count == found.count, "pages of \(size) repeat something")
                let missing = Self.stable.filter { !found.contains(item($0)) }
                #expect(missing.isEmpty, "pages of \(size) leave out \(missing)")
            }
        }
        isOver.withLock { $0 = true }
        try await changes.value
        #expect(count.withLock { $0 } > 10)
    }

    @Test func `so do sessions, which are no edges`() async throws {
        let stage = try await Self.stage()
        let services = try await stage.services(.off)
        let owner = stage.named("owner").object
        func begin() async throws -> ObjectID {
            let id = try await stage.newID(owner.shard)
            let session = Session(
                id: id, account: owner, clientName: nil, createdAt: SmallWorld.now,
                lastSeenAt: SmallWorld.now, expiresAt: SmallWorld.now + SmallWorld.hour)
            let token = RefreshToken(account: owner, session: id)
            _ = try await stage.database.query(SessionStore.insertion(session, token))
            return id
        }
        var stable: [ObjectID] = []
        for _ in Self.stable { stable.append(try await begin()) }
        let count = Mutex(0)
        let isOver = Mutex(false)
        let changes = Task {
            while !isOver.withLock({ $0 }) {
                let ids = [try await begin(), try await begin()]
                let ended = try await services.sessions.end(.one(ids[0]), of: owner)
                #expect(ended == [ids[0]])
                _ = try await services.sessions.end(.one(ids[1]), of: owner)
                count.withLock { $0 += 1 }
            }
        }
        let list = List("Viewer.sessions", "viewer { list: sessions(PAGE) }", of: "owner", .people)
        {
            _, _, _, _ in
        } remove: {
            _, _, _ in
        }
        for _ in 0..<100 where count.withLock({ $0 }) <= 10 {
            for size in [1, 7, 100] {
                let found = try await collect(list, size: size, on: stage, through: .off)
                #expect(Set(found).count == found.count, "pages of \(size) repeat something")
                let missing = stable.filter { !found.contains($0) }
                #expect(missing.isEmpty, "pages of \(size) leave out \(missing)")
            }
        }
        isOver.withLock { $0 = true }
        try await changes.value
        #expect(count.withLock { $0 } > 10)
    }

    /// What the items of all pages are about.
    private func collect(
        _ list: List, size: Int, on stage: Stage, through cache: Stage.Cache
    ) async throws -> [ObjectID] {
        let query = list.query.replacing("PAGE)", with: "first: \(size), after: $after) { PAGE }")
            .replacing("PAGE", with: "nodes { id } pageInfo { hasNextPage endCursor }")
        let usesID = query.contains("$id")
        let head = usesID ? "query($after: String, $id: ID!)" : "query($after: String)"
        let isMakers = list.source.hasPrefix("maker") || list.items == .posts
        let owner = isMakers ? "maker" : "owner"
        let lead = try #require(query.wholeMatch(of: /(.*)\{ nodes.*/)?.1)
        let path =
            ["data"]
            + lead.split { !$0.isLetter }.map(String.init).filter {
                ["viewer", "feed", "node", "list"].contains($0)
            }
        var found: [ObjectID] = []
        var after = "null"
        for _ in 0..<200 {
            let answer = try await stage.ask(
                "\(head) { \(query) }", viewer: owner,
                variables: "{ \"after\": \(after), \"id\": \"\(stage.id(list.source))\" }",
                through: cache)
            #expect(answer.failures == [])
            let nodes = try JSONText.value(answer.json, at: path + ["nodes"]) as? [[String: Any]]
            for node in try #require(nodes, "\(answer.json)") {
                let id = try #require((node["id"] as? String).flatMap(stage.node))
                let isRequestOfOwner = id.object == stage.named(owner).object
                found.append(isRequestOfOwner ? id.other ?? id.object : id.object)
            }
            let info = try JSONText.value(answer.json, at: path + ["pageInfo"]) as? [String: Any]
            guard info?["hasNextPage"] as? Bool == true else { return found }
            after = "\"\(try #require(info?["endCursor"] as? String))\""
        }
        Issue.record("the list does not end")
        return found
    }
}

extension Stage {
    /// Hides an account, a post or a story from everyone, or shows it again.
    func setHidden(_ isHidden: Bool, _ id: ObjectID, in tao: TAO) async throws {
        let object = try await tao.stored.loadUnfiltered(each: [id])[0].get()
        var write = GraphWrite()
        if let user = object?.ofKind(.user).map(User.init) {
            var properties = Properties<User>(user.object.data)
            properties[.isSuspended] = isHidden
            write.update(id, properties, ifVersion: user.object.version)
        } else if let post = object?.ofKind(.post).map(Post.init) {
            var properties = Properties<Post>(post.object.data)
            properties[.status] = isHidden ? .removed : .published
            write.update(id, properties, ifVersion: post.object.version)
        } else if let story = object?.ofKind(.story).map(Story.init) {
            var properties = Properties<Story>(story.object.data)
            properties[.status] = isHidden ? .removed : .processing
            write.update(id, properties, ifVersion: story.object.version)
        }
        #expect(!write.isEmpty)
        _ = try await tao.commit(write)
    }
}
