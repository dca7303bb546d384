import GraphQL
import TAO

/// What HOME knows of a post that stands in its ranked part.
final class FeedPlace: Sendable {
    let item: HomeOrder.Item
    private let scale: RankingScale

    init(_ item: HomeOrder.Item, _ scale: RankingScale) {
        (self.item, self.scale) = (item, scale)
    }

    var explanation: RankingExplanation {
        RankingExplanation(item.features, scale, rankBeforeDiversity: item.rank)
    }

    var tracking: TrackingToken.Ranking {
        TrackingToken.Ranking(
            model: scale.mark, features: item.features, isShuffled: item.isShuffled)
    }
}

extension ListName {
    /// HOME is another list than FOLLOWING, so cursors of one are refused by the other.
    static let home = ListName(coordinate: "Feed.items HOME")
}

extension RequestContext {
    /// A page of the feed HOME.
    ///
    /// The first page makes an order of what there is and keeps it in memcached. Later pages read it from
    /// there; if it is gone, they make one of what was published by then and was not shown. Behind the ranked
    /// part FOLLOWING goes on. What is gone, or hidden by now, is left out at each page.
    func homeFeed(
        of viewer: ObjectID, _ page: PageArguments, from start: ListPosition?,
        _ session: RankingSession
    ) async throws -> Page<Post> {
        let place = try start.map { try HomePlace($0) }
        let (order, feed) = try await order(of: viewer, from: start, place, session)
        let shown = Set(place?.shown ?? [])
        let reader = HomeReader(
            context: self, order: order,
            items: start?.section == HomePlace.later
                ? [] : order.items.filter { !shown.contains($0.post) },
            shown: shown, feed: feed)
        var filled = try await reader.page(page, from: start, of: ListName.home.of(viewer))
        filled.generatedAt = order.generatedAt
        filled.mark(with: order, after: place?.shown ?? [])
        if place == nil, filled.hasNext { keep(order, of: viewer) }
        return filled
    }

    /// The order of a scroll, as it was made or made again, and where FOLLOWING is read. Behind the ranked
    /// part nothing is left of an order but when it was made.
    private func order(
        of viewer: ObjectID, from start: ListPosition?, _ place: HomePlace?,
        _ session: RankingSession
    ) async throws -> (HomeOrder, FeedSources) {
        let now = place?.generatedAt ?? now
        if let place {
            let isLater = start?.section == HomePlace.later
            let after = isLater ? start : place.horizon?.position
            async let sources = feedSources(of: viewer, after: after, limit: 1)
            async let known = isLater ? nil : keptOrder(of: viewer, at: now)
            let (feed, kept) = try await (sources, known)
            if let kept { return (kept, feed) }
            if isLater {
                let scale = services.ranking.current.model(for: viewer).scale
                let order = HomeOrder(
                    generatedAt: now, horizon: place.horizon, scale: scale, items: [])
                return (order, feed)
            }
        }
        let found = try await homeCandidates(of: viewer, at: now, again: place)
        let order = homeOrder(
            of: found, for: viewer, session, at: now, rankedBefore: place?.shown.count ?? 0)
        if place != nil { keep(order, of: viewer) }
        return (order, found.feed)
    }

    // MARK: In memcached

    private func keptOrder(of viewer: ObjectID, at time: Int64) async -> HomeOrder? {
        let bytes = await services.tao.kept.value(of: .home(viewer, time), trips: trips)
        let order = bytes.flatMap { HomeOrder($0, of: viewer) }
        return order?.generatedAt == time ? order : nil
    }

    private func keep(_ order: HomeOrder, of viewer: ObjectID) {
        services.tao.kept.keep(
            order.bytes(for: viewer), as: .home(viewer, order.generatedAt),
            seconds: Int(limits.snapshotMilliseconds / 1_000))
    }
}

extension KeptValues.Key {
    /// Orders of HOME are told apart by when they were made: two of one moment may take each other's place,
    /// as what a scroll has shown is in its cursors.
    static func home(_ viewer: ObjectID, _ time: Int64) -> KeptValues.Key {
        var subject: [UInt8] = []
        subject.append(bits: UInt64(bitPattern: viewer.rawValue), 8)
        subject.append(bits: UInt64(bitPattern: time), 8)
        return KeptValues.Key(kind: 1, subject: subject)
    }
}

/// Fills one page: from the ranked part, then from what lies behind it.
private struct HomeReader {
    let context: RequestContext
    let order: HomeOrder
    /// What is left of the ranked part.
    let items: [HomeOrder.Item]
    let shown: Set<ObjectID>
    let feed: FeedSources

    func page(
        _ page: PageArguments, from start: ListPosition?, of list: ListIdentity
    ) async throws -> Page<Post> {
        var builder = PageBuilder<Post>(
            page, from: start, readMax: context.limits.pageItemsReadMax)
        var next = 0
        while let count = builder.wanted {
            if next < items.count {
                let part = Array(items[next..<min(next + count, items.count)])
                next += part.count
                let posts = try await visible(part)
                builder.take(
                    zip(part.indices, zip(part, posts)).map { index, found in
                        let position = ListPosition(
                            section: HomePlace.ranked, time: Int64(next - part.count + index),
                            id: found.0.post)
                        return (position, found.1)
                    }, hasMore: next < items.count || order.horizon != nil)
            } else {
                guard let horizon = order.horizon else { break }
                let reached = builder.reached?.section == HomePlace.later ? builder.reached : nil
                let stretch = try await context.newestPosts(
                    of: feed, after: reached ?? horizon.position, limit: count)
                async let hides = context.hidden(stretch.edges.map(\.id2), by: feed.viewer)
                let posts = try await context.shown(stretch.edges, in: feed)
                let left = try await shown.union(hides)
                builder.take(
                    zip(stretch.edges, posts).map { edge, post in
                        (
                            ListPosition(
                                section: HomePlace.later, time: edge.time, id: edge.id2),
                            left.contains(edge.id2) ? nil : post
                        )
                    }, hasMore: stretch.hasMore)
            }
        }
        return builder.page(of: list)
    }

    /// Posts that may still be shown, in the order of the items; nil for the others.
    private func visible(_ items: [HomeOrder.Item]) async throws -> [Post?] {
        async let hides = context.hidden(items.map(\.post), by: feed.viewer)
        let posts = try await context.load(Post.self, items.map(\.post))
        let visible = posts.compactMap(\.self)
        let relations = try await context.relations(toAuthorsOf: visible)
        let open = Dictionary(
            uniqueKeysWithValues: zip(
                visible.map(\.id),
                try await context.shows(visible, [.publicOnly(.audience)])))
        let hidden = try await hides
        return try zip(items, posts).map { item, post in
            // Its own author may see what is archived, but not here.
            guard let post, post.isPublished, !hidden.contains(post.id),
                !feed.muted.contains(post.author),
                let relation = try relations[post.author]?.get()
            else { return nil }
            if item.isOrganic { return relation.follows || relation.isOwner ? post : nil }
            return try open[post.id]?.get() == true ? post : nil
        }
    }
}

extension Page<Post> {
    /// Notes at each post of the ranked part how it came there, and in each place what the scroll has shown
    /// up to it.
    fileprivate mutating func mark(with order: HomeOrder, after shown: [ObjectID]) {
        let places = Dictionary(order.items.map { ($0.post, $0) }) { first, _ in first }
        let ranked = items.prefix { $0.position.section == HomePlace.ranked }.count
        let head = HomePlace(
            generatedAt: order.generatedAt, horizon: order.horizon, shown: shown)
        let trails = head.trail.going(on: items.prefix(ranked).map(\.node.id))
        for (index, trail) in trails.enumerated() {
            items[index].position.trail = trail
            items[index].feed = places[items[index].node.id].map { FeedPlace($0, order.scale) }
            items[index].place = shown.count + index
        }
        guard ranked < items.count else { return }
        // What followed accounts have published and was ranked is newer than all that comes now.
        let all = shown + items.prefix(ranked).map(\.node.id)
        let others = all.filter { places[$0]?.isOrganic != true }
        let trail = HomePlace(
            generatedAt: order.generatedAt, horizon: order.horizon, shown: others
        ).trail
        for index in ranked..<items.count {
            items[index].position.trail = trail
            items[index].place = index
        }
    }
}

// MARK: New posts

extension RequestContext {
    /// How many posts have come since a moment that FOLLOWING would show, at most `newItemsMax`.
    func newItemCount(of viewer: ObjectID, since time: Int64) async throws -> Int {
        if time >= now { return 0 }
        let feed = try await feedSources(of: viewer, after: nil, limit: limits.newItemsMax)
        var count = 0
        var after: ListPosition?
        while count < limits.newItemsMax {
            let stretch = try await newestPosts(
                of: feed, after: after, limit: limits.newItemsMax)
            let new = stretch.edges.prefix { $0.time > time }
            count += try await shown(Array(new), in: feed).count { $0 != nil }
            guard stretch.hasMore, new.count == stretch.edges.count, let last = new.last else {
                break
            }
            after = ListPosition(time: last.time, id: last.id2)
        }
        return min(count, limits.newItemsMax)
    }
}
