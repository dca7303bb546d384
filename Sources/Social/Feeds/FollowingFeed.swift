import GraphQL
import TAO

/// Where the posts of one reader's FOLLOWING are found.
struct FeedSources: Sendable {
    let viewer: ObjectID
    /// nil if there is none that is complete: all is pulled.
    let inbox: Inbox?
    /// Accounts whose posts are not pushed to the inbox, the reader among them.
    let pulled: [ObjectID]
    /// Accounts whose posts are not shown.
    let muted: Set<ObjectID>
}

/// Posts by their places, the newest first.
struct FeedStretch: Sendable {
    var edges: [Association]
    /// Whether there may be more behind the last of them.
    var hasMore: Bool
}

extension GraphReads {
    /// All accounts that one follows, some thousand a trip.
    func followees(of user: ObjectID, countMax: Int) async throws -> [ObjectID] {
        var followees: [ObjectID] = []
        var after: AssociationCursor?
        while followees.count < countMax {
            let query = RangeQuery(
                user, AssociationTypes.follows, after: after, limit: countMax - followees.count)
            let page = try await lists([query])[0]
            followees += page.associations.map(\.id2)
            guard page.hasMore, let last = page.associations.last else { break }
            after = AssociationCursor(last)
        }
        return followees
    }
}

extension RequestContext {
    /// All accounts that one follows. Lists are held within `followingMax`.
    func followees(of user: ObjectID) async throws -> [ObjectID] {
        let followees = try await graph.followees(of: user, countMax: limits.followingMax)
        if user == viewerID { decisions.noteFollowees(followees) }
        return followees
    }

    /// A page of the feed FOLLOWING: posts of followees and of the viewer, newest first, nothing
    /// left out but what is muted, and nothing added.
    ///
    /// Read from the inbox, to which posts are pushed, and from the lists of the few accounts whose posts
    /// are not; behind the inbox, and where there is none, pulled from the lists of all. What was pushed
    /// is shown if the viewer follows its author now and may see it.
    func followingFeed(
        of viewer: ObjectID, _ page: PageArguments, from start: ListPosition?
    ) async throws -> Page<Post> {
        let sources = try await feedSources(of: viewer, after: start, limit: page.count + 1)
        var builder = PageBuilder<Post>(page, from: start, readMax: limits.pageItemsReadMax)
        while let count = builder.wanted {
            let stretch = try await newestPosts(of: sources, after: builder.reached, limit: count)
            let posts = try await shown(stretch.edges, in: sources)
            let candidates = zip(stretch.edges, posts).map { edge, post in
                (ListPosition(time: edge.time, id: edge.id2), post)
            }
            builder.take(candidates, hasMore: stretch.hasMore)
        }
        var filled = builder.page(of: ListName(\FeedFields.items).of(viewer))
        for index in filled.items.indices { filled.items[index].place = index }
        return filled
    }

    /// In one pass, and with it the first entries of an inbox that is probably there.
    func feedSources(
        of viewer: ObjectID, after start: ListPosition?, limit: Int
    ) async throws -> FeedSources {
        async let stored = graph.loadUnfiltered(Inbox.self, [Inbox.id(of: viewer)])
        async let muted = muted(by: viewer, \.posts)
        async let pulls = graph.lists([
            RangeQuery(viewer, AssociationTypes.pulls, limit: limits.followingMax)
        ])
        async let first = graph.lists(
            entries(of: viewer, [viewer], after: start?.cursor, limit: limit))
        let inbox = try await stored[0]
        let isComplete = inbox?.isComplete(at: now, limits) ?? false
        let sources = FeedSources(
            viewer: viewer, inbox: isComplete ? inbox : nil,
            pulled: try await [viewer] + pulls[0].associations.map(\.id2), muted: try await muted)
        _ = try await first
        await keepInbox(inbox, of: viewer)
        return sources
    }

    /// The posts of a stretch that belong in the feed; nil in the place of others.
    func shown(_ edges: [Association], in sources: FeedSources) async throws -> [Post?] {
        // What was pulled tells its author.
        let posts = try await load(
            Post.self, each: edges.map(\.id2), ownedBy: edges.map(\.id1)
        ).map { try $0.get() }
        let relations = try await relations(toAuthorsOf: posts.compactMap(\.self))
        return try posts.map { post in
            guard let post, post.isPublished, !sources.muted.contains(post.author),
                let relation = try relations[post.author]?.get(),
                relation.follows || relation.isOwner
            else { return nil }
            return post
        }
    }

    /// How the viewer stands to the authors of posts. The policy of these has asked for the same.
    func relations(
        toAuthorsOf posts: [Post]
    ) async throws -> [ObjectID: Result<ViewerRelation, any Error>] {
        let authors = posts.map(\.author).unique()
        return try await Dictionary(uniqueKeysWithValues: zip(authors, relations(to: authors)))
    }

    // MARK: Entries

    /// The newest posts behind a position; fewer than `limit` only if `hasMore` says so.
    func newestPosts(
        of sources: FeedSources, after position: ListPosition?, limit: Int
    ) async throws -> FeedStretch {
        let after = position?.cursor
        guard let inbox = sources.inbox else {
            return try await pulledPosts(of: sources, after: after, limit: limit)
        }
        let horizon = inbox.horizon
        if let after, let horizon, !horizon.isOlder(than: after) {
            return try await pulledPosts(of: sources, after: after, limit: limit)
        }
        let queries = entries(of: sources.viewer, sources.pulled, after: after, limit: limit)
        var edges = try await newest(graph.lists(queries), limit: limit)
        if let horizon {
            edges = Array(edges.prefix { !AssociationCursor($0).isOlder(than: horizon) })
        }
        guard let horizon, edges.count < limit else {
            return FeedStretch(edges: edges, hasMore: edges.count == limit)
        }
        let behind = try await pulledPosts(
            of: sources, after: horizon, limit: limit - edges.count)
        return FeedStretch(edges: edges + behind.edges, hasMore: behind.hasMore)
    }

    private func entries(
        of viewer: ObjectID, _ pulled: [ObjectID], after: AssociationCursor?, limit: Int
    ) -> [RangeQuery] {
        [RangeQuery(viewer, AssociationTypes.inbox, after: after, limit: limit)]
            + pulled.map { RangeQuery($0, AssociationTypes.authored, after: after, limit: limit) }
    }

    /// The same from the lists of all accounts that the viewer follows.
    private func pulledPosts(
        of sources: FeedSources, after: AssociationCursor?, limit: Int
    ) async throws -> FeedStretch {
        try await readingFollowees(of: sources.viewer, showing: \.posts) { followees in
            let authors = [sources.viewer] + followees
            // One at least, or it would never end.
            let limit = max(1, min(limit, limits.feedEdgesReadMax / authors.count))
            let pages = try await graph.lists(
                authors.map {
                    RangeQuery($0, AssociationTypes.authored, after: after, limit: limit)
                })
            let edges = newest(pages, limit: limit)
            return FeedStretch(edges: edges, hasMore: edges.count == limit)
        }
    }

    /// The newest edges of several lists, each post once.
    private func newest(_ pages: [AssociationPage], limit: Int) -> [Association] {
        var merge = KWayMerge(pages)
        var edges: [Association] = []
        // Each page holds `limit` edges or its whole list, so the merge cannot run dry too early.
        while edges.count < limit, let edge = merge.next() {
            if edges.last?.id2 != edge.id2 { edges.append(edge) }
        }
        return edges
    }
}

extension ListPosition {
    var cursor: AssociationCursor { AssociationCursor(time: time, id2: id) }
}

extension AssociationCursor {
    var position: ListPosition { ListPosition(time: time, id: id2) }
}
