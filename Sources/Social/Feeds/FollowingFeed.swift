import GraphQL
import TAO

extension RequestContext {
    /// All accounts that one follows. Lists are held within `followingMax`.
    func followees(of user: ObjectID) async throws -> [ObjectID] {
        var followees: [ObjectID] = []
        var after: AssociationCursor?
        while followees.count < limits.followingMax {
            let query = RangeQuery(
                user, AssociationTypes.follows, after: after,
                limit: limits.followingMax - followees.count)
            let pages = try await graph.lists([query])
            guard let page = pages.first, let last = page.associations.last else { break }
            followees += page.associations.map(\.id2)
            guard page.hasMore else { break }
            after = AssociationCursor(last)
        }
        if user == viewerID { decisions.noteFollowees(followees) }
        return followees
    }

    /// A page of the feed FOLLOWING: posts of followees and of the viewer, newest first, nothing
    /// left out but what is muted, and nothing added.
    ///
    /// Pulled: the newest posts of all authors come in one pass and are merged.
    func followingFeed(
        of viewer: ObjectID, _ page: PageArguments, from start: ListPosition?
    ) async throws -> Page<Post> {
        try await readingFollowees(of: viewer, showing: \.posts) { followees in
            try await feed(of: viewer, from: [viewer] + followees, page, start)
        }
    }

    private func feed(
        of viewer: ObjectID, from authors: [ObjectID], _ page: PageArguments,
        _ start: ListPosition?
    ) async throws -> Page<Post> {
        let readMax = min(limits.pageItemsReadMax, limits.feedEdgesReadMax / authors.count)
        var builder = PageBuilder<Post>(page, from: start, readMax: readMax)
        while let count = builder.wanted {
            let after = builder.reached
            let edges = try await newestPosts(of: authors, after: after, limit: count)
            let posts = try await load(
                Post.self, each: edges.map(\.id2), ownedBy: edges.map(\.id1))
            let candidates = try zip(edges, posts).map { edge, post in
                (ListPosition(time: edge.time, id: edge.id2), try post.get())
            }
            builder.take(candidates, hasMore: edges.count == count)
        }
        return builder.page(of: ListName(\FeedFields.items).of(viewer))
    }

    /// The newest posts of many authors after a position; fewer than `limit` only if there are no
    /// more.
    private func newestPosts(
        of authors: [ObjectID], after position: ListPosition?, limit: Int
    ) async throws -> [Association] {
        let cursor = position.map { AssociationCursor(time: $0.time, id2: $0.id) }
        let pages = try await graph.lists(
            authors.map {
                RangeQuery($0, AssociationTypes.authored, after: cursor, limit: limit)
            })
        var merge = KWayMerge(pages)
        var edges: [Association] = []
        // Each page holds `limit` edges or its whole list, so the merge cannot run dry too early.
        while edges.count < limit, let edge = merge.next() { edges.append(edge) }
        return edges
    }
}
