import GraphQL
import TAO

// Lists of posts that can be asked for in the order TOP (`TopConnections`), those of hashtags and places.

extension TypeResolvers where Context == RequestContext, Parent: ListParent & SchemaObject {
    /// A list of posts for everyone.
    mutating func posts<A: Paging>(
        _ field: Coordinate<Connection<PostConnectionKind>, A>, over association: AssociationType,
        order: @escaping @Sendable (A) -> PostOrder
    ) {
        let name = ListName(field)
        let list = EdgeList<Post>(over: association, rules: [.publicOnly(.audience)])
        batch(field) { parents, arguments, context in
            if order(arguments) == .top {
                let owners = parents.map(\.id)
                return try await context.topConnections(
                    name, over: association, of: owners, arguments
                ) { index, page, start in
                    try await TopPosts(
                        context: context, list: list, owner: owners[index], page: page, start: start
                    ).page(of: name)
                }
            }
            return try await context.connections(list, name, of: parents, arguments, nil) {
                _, _, post, _ in post
            }
        }
    }
}

/// Reads one page of one list in the order TOP.
private struct TopPosts {
    let context: RequestContext
    let list: EdgeList<Post>
    let owner: ObjectID
    let page: PageArguments
    let start: ListPosition?

    /// Sections of positions: ranked posts, and those that follow by time.
    private static let (ranked, later): (UInt8, UInt8) = (2, 0)

    private struct Ranked {
        let post: Post
        let time: Int64
        let score: Int

        func precedes(_ other: Ranked) -> Bool {
            (score, time, post.id.rawValue) > (other.score, other.time, other.post.id.rawValue)
        }
    }

    func page(of name: ListName) async throws -> Page<Post> {
        let identity = name.of(owner)
        if let start, start.section == Self.later, let trail = start.top {
            let rest = try await later(than: start, trail, page, identity)
            return Page(list: identity, items: rest.items, hasNext: rest.hasNext, hasPrevious: true)
        }
        let (posts, ends) = try await ranking()
        guard var trail = ends.trail else {
            return Page(list: identity, items: [], hasNext: false, hasPrevious: start != nil)
        }
        let shown = start?.top?.shown ?? []
        let seen = Set(shown)
        let open = posts.filter { !seen.contains($0.post.id) }
        trail.shown = shown
        var items = items(Array(open.prefix(page.count)), trail)
        var hasNext = open.count > page.count
        if !hasNext, ends.hasMore {
            var more = page
            more.count -= items.count
            trail.shown = []
            let rest = try await later(than: trail.end, trail, more, identity)
            items += rest.items
            hasNext = rest.hasNext
        }
        return Page(list: identity, items: items, hasNext: hasNext, hasPrevious: start != nil)
    }

    private func items(_ posts: [Ranked], _ trail: TopTrail) -> [PageItem<Post>] {
        let trails = trail.trail.going(on: posts.map(\.post.id))
        return zip(posts, trails).map { one, trail in
            let position = ListPosition(
                section: Self.ranked, time: one.time, id: one.post.id, trail: trail)
            return PageItem(position: position, node: one.post)
        }
    }

    /// What the viewer sees of the newest posts in their order, and what that is about.
    private func ranking() async throws -> ([Ranked], TopEdges) {
        let newest = try await context.topEdges(
            of: AssociationListKey(owner, list.association), from: start,
            limit: context.limits.rankedPostsMax)
        let posts = try await context.load(newest.edges.map(\.id2), listedBy: list.rules)
        let shown = try zip(newest.edges, posts).compactMap { edge, post in
            try post.get().map { (post: $0, time: edge.time) }
        }
        let scores = try await scores(of: shown.map(\.post))
        let ranked = zip(shown, scores).map { Ranked(post: $0.post, time: $0.time, score: $1) }
        return (ranked.sorted { $0.precedes($1) }, newest)
    }

    /// Likes that are hidden from the viewer do not count: the order would tell them.
    private func scores(of posts: [Post]) async throws -> [Int] {
        async let likes = context.shown(of: posts) { ids in
            try await context.markCounts(
                ids.map { AssociationListKey($0, AssociationTypes.likedBy) })
        }
        let comments = try await context.commentCounts(of: posts)
        return try await zip(likes, comments).map { try ($0.get() ?? 0) + $1.get() }
    }

    /// Posts that are older than those that are ranked, by time.
    private func later(
        than start: ListPosition, _ trail: TopTrail, _ page: PageArguments,
        _ identity: ListIdentity
    ) async throws -> Page<Post> {
        let all = trail.trail
        var builder = PageBuilder<Post>(
            page, from: start, readMax: context.limits.pageItemsReadMax)
        while let count = builder.wanted {
            let range = try await context.graph.lists([
                RangeQuery(
                    owner, list.association,
                    after: builder.reached?.cursor,
                    limit: count)
            ])[0]
            let posts = try await context.load(
                range.associations.map(\.id2), listedBy: list.rules)
            builder.take(
                try zip(range.associations, posts).map { edge, post in
                    let position = ListPosition(
                        section: Self.later, time: edge.time, id: edge.id2, trail: all)
                    return (position, try post.get())
                },
                hasMore: range.hasMore)
        }
        return builder.page(of: identity)
    }
}
