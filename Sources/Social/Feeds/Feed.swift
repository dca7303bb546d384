import GraphQL
import TAO

/// One of the viewer's feeds.
struct Feed: Sendable {
    let viewer: ObjectID
    let kind: FeedKind
    /// What is known of the moment, for a new order.
    let session: RankingSession
}

extension Resolvers<RequestContext> {
    mutating func registerFeeds() {
        type(Feed.self) { feed in
            feed.field(\.kind) { $0.kind }
            feed.field(\.items) { feed, arguments, context in
                try context.items(of: feed, arguments)
            }
        }
        connection(FeedConnectionKind.self) { feed in
            feed.batch(\.generatedAt) { connections, context in
                try await pages(of: connections).map { page in
                    page.map { DateTime(milliseconds: $0.generatedAt ?? context.now) }
                }
            }
            feed.batch(\.newItemCount) { connections, context in
                try await context.newItemCounts(of: connections)
            }
        } edge: { edge in
            edge.field(\.reason) { edge in
                edge.item.feed?.item.reason
                    ?? (edge.item.node.author == edge.list.owner ? .own : .followed)
            }
            edge.batch(\.reasonHashtag) { edges, context in
                try await gather(edges.map { $0.item.feed?.item.hashtag }) {
                    try await context.load(Hashtag.self, each: $0)
                }.map { $0 ?? .success(nil) }
            }
            edge.field(\.trackingToken) { edge, context in
                context.services.trackingTokens.text(
                    TrackingToken(edge, at: context.now), for: edge.list.owner)
            }
            edge.batch(\.isSeen) { edges, context in
                let viewer = try context.requireViewer()
                let seen = try await context.seenFilter(of: viewer)
                return edges.map { edge in
                    .success(seen.has(edge.item.node.id.rawValue, at: context.now, context.limits))
                }
            }
            edge.field(\.ranking) { $0.item.feed?.explanation }
        }
        registerRanking()
    }
}

extension TrackingToken {
    fileprivate init(_ edge: Edge<FeedConnectionKind>, at now: Int64) {
        self.init(
            post: edge.item.node.id,
            feed: edge.list.name == .home ? .home : .following, position: edge.item.place,
            servedAt: now, ranking: edge.item.feed?.tracking)
    }
}

extension RequestContext {
    fileprivate func items(
        of feed: Feed, _ arguments: FeedItemsArguments
    ) throws -> Connection<FeedConnectionKind> {
        let page = try PageArguments(arguments, limits: limits)
        let name =
            switch feed.kind {
            case .home: ListName.home
            case .following: ListName(\FeedFields.items)
            }
        let list = name.of(feed.viewer)
        let start = try services.cursors.position(page.cursor, in: list)
        let batch = PageBatch<Post> {
            let filled =
                switch feed.kind {
                case .home:
                    try await self.homeFeed(of: feed.viewer, page, from: start, feed.session)
                case .following:
                    try await self.followingFeed(of: feed.viewer, page, from: start)
                }
            return [.success(filled)]
        }
        return Connection(list: list, batch: batch, index: 0)
    }

    fileprivate func newItemCounts(
        of connections: [Connection<FeedConnectionKind>]
    ) async throws -> [Result<Int, any Error>] {
        var counts: [Result<Int, any Error>] = []
        for (connection, page) in zip(connections, try await pages(of: connections)) {
            do {
                // FOLLOWING is made anew with each request.
                let since = try page.get().generatedAt ?? now
                counts.append(
                    .success(try await newItemCount(of: connection.list.owner, since: since)))
            } catch {
                counts.append(.failure(error))
            }
        }
        return counts
    }
}
