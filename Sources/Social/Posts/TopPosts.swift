import GraphQL
import TAO

// Lists of posts that can be asked for in the order TOP, those of hashtags and places. As with comments the newest are
// ranked, older ones follow by time, and a cursor names what has been shown (`TopTrail`).

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
                return try await context.topPosts(list, name, of: parents.map(\.id), arguments)
            }
            return try await context.connections(list, name, of: parents, arguments, nil) {
                _, _, post, _ in post
            }
        }
    }
}

extension RequestContext {
    fileprivate func topPosts(
        _ list: EdgeList<Post>, _ name: ListName, of owners: [ObjectID], _ arguments: some Paging
    ) async throws -> [Result<Connection<PostConnectionKind>, any Error>] {
        let page = try PageArguments(arguments, limits: limits)
        let readers = owners.map { owner in
            Result {
                let start = try services.cursors.position(page.cursor, in: name.of(owner))
                if let start, start.top == nil { throw GraphQLError.otherOrder }
                return TopPosts(context: self, list: list, owner: owner, page: page, start: start)
            }
        }
        let batch = PageBatch<Post> {
            // All at once: what they read at the same time is one trip.
            try await withThrowingTaskGroup(of: (Int, Result<Page<Post>, any Error>).self) {
                group in
                for (index, reader) in readers.enumerated() {
                    group.addTask {
                        do {
                            let reader = try reader.get()
                            return (index, .success(try await reader.page(of: name)))
                        } catch {
                            return (index, .failure(error))
                        }
                    }
                }
                var pages: [Int: Result<Page<Post>, any Error>] = [:]
                for try await (index, page) in group { pages[index] = page }
                return readers.indices.compactMap { pages[$0] }
            }
        }
        return owners.indices.map { index in
            readers[index].map { _ in
                Connection(
                    list: name.of(owners[index]),
                    source: AssociationListKey(owners[index], list.association), batch: batch,
                    index: index)
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
        let (posts, found, hasMore) = try await ranking()
        guard var trail = found else {
            return Page(list: identity, items: [], hasNext: false, hasPrevious: start != nil)
        }
        let seen = Set(trail.shown)
        let open = posts.filter { !seen.contains($0.post.id) }
        var items = items(Array(open.prefix(page.count)), trail)
        var hasNext = open.count > page.count
        if !hasNext, hasMore {
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

    /// What the viewer sees of the newest posts in their order, what that is about, and whether older ones follow.
    private func ranking() async throws -> ([Ranked], TopTrail?, hasMore: Bool) {
        let range = try await context.graph.lists([
            RangeQuery(
                owner, list.association, after: start?.top?.newest.included,
                limit: context.limits.rankedPostsMax)
        ])[0]
        let oldest = start?.top?.oldest
        let edges = range.associations.filter { edge in
            oldest.map { !$0.isNewer(than: edge) } ?? true
        }
        var trail = start?.top
        if trail == nil, let first = edges.first, let last = edges.last {
            trail = TopTrail(newest: .init(first), oldest: .init(last), shown: [])
        }
        let posts = try await context.load(edges.map(\.id2), listedBy: list.rules)
        let shown = try zip(edges, posts).compactMap { edge, post in
            try post.get().map { (post: $0, time: edge.time) }
        }
        let scores = try await scores(of: shown.map(\.post))
        let ranked = zip(shown, scores).map { Ranked(post: $0.post, time: $0.time, score: $1) }
        return (
            ranked.sorted { $0.precedes($1) }, trail,
            range.hasMore || edges.count < range.associations.count
        )
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
                    after: builder.reached.map { AssociationCursor(time: $0.time, id2: $0.id) },
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
