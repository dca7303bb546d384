// Made from Schema/feeds.graphql by `tintype graphql swift`.
// Change that file and run it again.

import GraphQL

/// One of the viewer's feeds.
extension Feed: SchemaObject {
    static let typeName = "Feed"
    static let fields = FeedFields()
}

/// Fields of `Feed`.
struct FeedFields: Sendable {
    typealias Parent = Feed

    /// Which feed.
    let kind = Field<Parent, FeedKind, NoArguments>("kind")
    /// When the order was made.
    let generatedAt = Field<Parent, DateTimeScalar, NoArguments>("generatedAt")
    /// Posts in order.
    let items = Field<Parent, Connection<FeedConnectionKind>, FeedItemsArguments>("items")
}

/// Arguments of `Feed.items`.
struct FeedItemsArguments: Paging {
    var first: Int?
    var after: String?
}

extension FeedItemsArguments: FieldArguments {
    init(_ given: Arguments) throws {
        let fields = InputFields(given)
        first = try fields.read("first")
        after = try fields.read("after")
    }
}

/// Feeds.
enum FeedKind: String, SchemaEnum {
    /// Followed accounts and the viewer's own, newest first, nothing left out and nothing added.
    case following = "FOLLOWING"
}

/// Posts of a feed. One that is published while the list is paged is before its first page; one
/// that goes,
/// or goes out of sight, is left out, and moves no other.
enum FeedConnectionKind: ConnectionKind {
    typealias Node = Post
    static let connectionName = "FeedConnection"
    static let edgeName = "FeedEdge"
    static let connectionFields = FeedConnectionFields()
    static let edgeFields = FeedEdgeFields()
}

/// Fields of `FeedConnection`.
struct FeedConnectionFields: ConnectionFields {
    typealias Parent = Connection<FeedConnectionKind>

    /// Edges of this page.
    let edges = Field<Parent, [Edge<FeedConnectionKind>], NoArguments>("edges")
    /// The nodes of `edges`.
    let nodes = Field<Parent, [Post?], NoArguments>("nodes")
    /// Where the page lies.
    let pageInfo = Field<Parent, PageInfo, NoArguments>("pageInfo")
}

/// Fields of `FeedEdge`.
struct FeedEdgeFields: EdgeFields {
    typealias Parent = Edge<FeedConnectionKind>

    /// Cursor of this edge.
    let cursor = Field<Parent, String, NoArguments>("cursor")
    /// The post.
    let node = Field<Parent, Post?, NoArguments>("node")
    /// Why it is there.
    let reason = Field<Parent, FeedReason, NoArguments>("reason")
}

/// Why a post is in a feed.
enum FeedReason: String, SchemaEnum {
    /// The viewer follows its author.
    case followed = "FOLLOWED"
    /// The viewer made it.
    case own = "OWN"
}
