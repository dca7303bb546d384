import GraphQL
import TAO

/// One of the viewer's feeds.
struct Feed: Sendable {
    let viewer: ObjectID
    let kind: FeedKind
}

extension Resolvers<RequestContext> {
    mutating func registerFeeds() {
        type(Feed.self) { feed in
            feed.field(\.kind) { $0.kind }
            feed.field(\.generatedAt) { _, context in DateTime(milliseconds: context.now) }
            feed.field(\.items) { feed, arguments, context in
                try context.items(of: feed, arguments)
            }
        }
        connection(FeedConnectionKind.self) { _ in
        } edge: { edge in
            edge.field(\.reason) { edge in
                edge.item.node.author == edge.list.owner ? .own : .followed
            }
        }
    }
}

extension RequestContext {
    fileprivate func items(
        of feed: Feed, _ arguments: FeedItemsArguments
    ) throws -> Connection<FeedConnectionKind> {
        let page = try PageArguments(arguments, limits: limits)
        let list = ListName(\FeedFields.items).of(feed.viewer)
        let start = try services.cursors.position(page.cursor, in: list)
        let batch = PageBatch<Post> {
            [.success(try await self.followingFeed(of: feed.viewer, page, from: start))]
        }
        return Connection(list: list, batch: batch, index: 0)
    }
}
