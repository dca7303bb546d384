import GraphQL
import TAO

// The comments of a post in the order TOP (`TopConnections`): each page goes on with the best of what has not been shown.

extension RequestContext {
    func topComments(
        _ name: ListName, of posts: [Post], _ arguments: some Paging
    ) async throws -> [Result<Connection<CommentConnectionKind>, any Error>] {
        try await topConnections(
            name, over: AssociationTypes.hasComment, of: posts.map(\.id), arguments
        ) { index, page, start in
            try await TopComments(context: self, post: posts[index], page: page, start: start)
                .page(of: name.of(posts[index].id))
        }
    }
}

/// Reads one page of the comments of a post in the order TOP.
private struct TopComments {
    let context: RequestContext
    let post: Post
    let page: PageArguments
    let start: ListPosition?

    /// Sections of positions: ranked comments, and those that follow by time.
    fileprivate static let (ranked, later): (UInt8, UInt8) = (2, 0)

    private typealias Item = PageItem<Comment>

    /// What is ranked, in its order, and what that is about.
    private struct Ranking {
        var comments: [Ranked]
        /// nil if there are no comments.
        var trail: TopTrail?
        /// Whether older ones follow.
        var hasMore: Bool
    }

    fileprivate struct Ranked {
        let comment: Comment
        let time: Int64
        let isPinned: Bool
        let isFollowed: Bool
        let score: Int

        func precedes(_ other: Ranked) -> Bool {
            if isPinned != other.isPinned { return isPinned }
            if !isPinned {
                if isFollowed != other.isFollowed { return isFollowed }
                if score != other.score { return score > other.score }
            }
            return (time, comment.id.rawValue) > (other.time, other.comment.id.rawValue)
        }
    }

    func page(of list: ListIdentity) async throws -> Page<Comment> {
        page.isBackward ? try await backward(list) : try await forward(list)
    }

    private func forward(_ list: ListIdentity) async throws -> Page<Comment> {
        if let start, start.section == Self.later, let trail = start.top {
            let rest = try await later(than: start, trail, page)
            return Page(list: list, items: rest.items, hasNext: rest.hasNext, hasPrevious: true)
        }
        let ranking = try await ranking()
        let shown = start?.top?.shown ?? []
        let seen = Set(shown)
        let open = ranking.comments.filter { !seen.contains($0.comment.id) }
        var items = items(
            Array(open.prefix(page.count)), after: shown, ranking.trail)
        var hasNext = open.count > page.count
        if !hasNext, ranking.hasMore, let trail = ranking.trail {
            var more = page
            more.count -= items.count
            let rest = try await later(than: trail.end, trail, more)
            items += rest.items
            hasNext = rest.hasNext
        }
        return Page(list: list, items: items, hasNext: hasNext, hasPrevious: start != nil)
    }

    private func backward(_ list: ListIdentity) async throws -> Page<Comment> {
        var items: [Item] = []
        var ranking = try await ranking()
        if start?.section != Self.ranked, ranking.hasMore, let trail = ranking.trail {
            let rest = try await later(than: start, trail, page)
            items = rest.items
            if rest.hasPrevious {
                return Page(
                    list: list, items: items, hasNext: start != nil, hasPrevious: true)
            }
        }
        if let start, start.section == Self.ranked, let shown = start.top?.shown.dropLast() {
            // In the order in which they were shown.
            let known = Dictionary(
                ranking.comments.map { ($0.comment.id, $0) }, uniquingKeysWith: { one, _ in one })
            ranking.comments = shown.compactMap { known[$0] }
        }
        let all = self.items(ranking.comments, after: [], ranking.trail)
        let count = page.count - items.count
        return Page(
            list: list, items: all.suffix(count) + items, hasNext: start != nil,
            hasPrevious: all.count > count)
    }

    private func items(
        _ comments: [Ranked], after shown: ArraySlice<ObjectID>, _ trail: TopTrail?
    ) -> [Item] {
        guard var trail else { return [] }
        trail.shown = shown
        let trails = trail.trail.going(on: comments.map(\.comment.id))
        return zip(comments, trails).map { one, trail in
            let position = ListPosition(
                section: Self.ranked, time: one.time, id: one.comment.id, trail: trail)
            return Item(position: position, node: one.comment)
        }
    }
}

extension TopComments {
    /// What the viewer sees of the newest comments, and of those that are pinned, the first before all others.
    private func ranking() async throws -> Ranking {
        let (limits, graph) = (context.limits, context.graph)
        async let pinned = graph.lists([
            RangeQuery(
                post.id, AssociationTypes.pinnedComment, limit: limits.pinnedCommentsMax)
        ])
        let newest = try await context.topEdges(
            of: AssociationListKey(post.id, AssociationTypes.hasComment), from: start,
            limit: limits.rankedCommentsMax)
        let pins = try await pinned[0].associations
        let ids = (pins.map(\.id2) + newest.edges.map(\.id2)).unique()
        async let likes = likes(of: ids)
        async let replies = context.replyCounts(of: ids, on: post)
        let comments = try await context.comments(inThreads: ids).compactMap { try $0.get() }
        let scores = try await zip(ids, zip(likes, replies)).reduce(into: [:]) {
            $0[$1.0] = (likes: $1.1.0, replies: try $1.1.1.get())
        }
        let ranked = try await rank(
            comments, scores, pins.reduce(into: [:]) { $0[$1.id2] = $1.time })
        return Ranking(
            comments: ranked.sorted { $0.precedes($1) }, trail: newest.trail,
            hasMore: newest.hasMore)
    }

    /// None where the viewer wants to see no counts: the order would tell them.
    private func likes(of ids: [ObjectID]) async throws -> [Int] {
        if try await context.viewerHidesCounts { return ids.map { _ in 0 } }
        return try await context.markCounts(
            ids.map { AssociationListKey($0, AssociationTypes.commentLikedBy) }
        ).map { try $0.get() }
    }

    /// - Parameters:
    ///   - scores: by ids.
    ///   - pins: when those were pinned that are.
    private func rank(
        _ comments: [Comment], _ scores: [ObjectID: (likes: Int, replies: Int)],
        _ pins: [ObjectID: Int64]
    ) async throws -> [Ranked] {
        let followed = try await gather(comments.map(\.author)) {
            try await areFollowed($0)
        }
        return try zip(comments, followed).map { comment, follow in
            let pin = comment.isDeleted ? nil : pins[comment.id]
            let score = scores[comment.id] ?? (0, 0)
            return Ranked(
                comment: comment, time: pin ?? comment.id.milliseconds, isPinned: pin != nil,
                isFollowed: try follow?.get() ?? false,
                score: score.replies + (comment.isDeleted ? 0 : score.likes))
        }
    }

    private func areFollowed(_ authors: [ObjectID]) async throws -> [Result<Bool, any Error>] {
        guard let viewer = context.viewerID else { return authors.map { _ in .success(false) } }
        return try await context.graph.hasEdges(
            from: viewer, AssociationTypes.follows, to: authors)
    }

    /// Comments that are older than those that are ranked, by time.
    ///
    /// - Parameter start: where the page begins, or ends if it is read from behind; nil for the end of the list.
    private func later(
        than start: ListPosition?, _ trail: TopTrail, _ page: PageArguments
    ) async throws -> Page<Comment> {
        let pins = try await context.graph.lists([
            RangeQuery(
                post.id, AssociationTypes.pinnedComment, limit: context.limits.pinnedCommentsMax)
        ])[0].associations.map(\.id2)
        let all = trail.trail
        var builder = PageBuilder<Comment>(
            page, from: start, readMax: context.limits.pageItemsReadMax)
        while let count = builder.wanted {
            let range = try await context.graph.lists([
                RangeQuery(
                    post.id, AssociationTypes.hasComment,
                    after: builder.reached?.cursor,
                    limit: count, ascending: page.isBackward)
            ])[0]
            let edges = range.associations.filter { trail.oldest.isNewer(than: $0) }
            let comments = try await context.comments(inThreads: edges.map(\.id2))
            builder.take(
                try zip(edges, comments).map { edge, comment in
                    let position = ListPosition(
                        section: Self.later, time: edge.time, id: edge.id2, trail: all)
                    let node = try comment.get()
                    let hasLeft = pins.contains(edge.id2) && node?.isDeleted == false
                    return (position, hasLeft ? nil : node)
                },
                hasMore: range.hasMore && edges.count == range.associations.count)
        }
        return builder.page(of: ListIdentity(name: ListName(\PostFields.comments), owner: post.id))
    }
}
