// Made from Schema/feeds.graphql by `tintype graphql swift`.
// Change that file and run it again.

import GraphQL

/// One of the viewer's feeds.
///
/// A ranked feed is put in order once and then read page by page from that snapshot
/// (kept for 15 minutes): posts that come, go or change score meanwhile neither repeat
/// nor hide others. Ask for `items` without `after` to get a new snapshot.
extension Feed: SchemaObject {
    static let typeName = "Feed"
    static let fields = FeedFields()
}

/// Fields of `Feed`.
struct FeedFields: Sendable {
    typealias Parent = Feed

    /// Which feed.
    let kind = Field<Parent, FeedKind, NoArguments>("kind")
    /// Posts in order.
    let items = Field<Parent, Connection<FeedConnectionKind>, FeedItemsArguments>("items")
}

/// Arguments of `Feed.items`.
struct FeedItemsArguments: Paging {
    /// Most items, 1 to 100.
    var first: Int?
    /// Cursor to begin after.
    var after: String?
}

extension FeedItemsArguments: FieldArguments {
    init(_ given: Arguments) throws {
        let fields = InputFields(given)
        first = try fields.read("first")
        after = try fields.read("after")
    }
}

/// What is known of the moment a feed is opened in; a signal of ranking (SESSION_CONTEXT), kept
/// with the snapshot alone.
struct FeedContextInput {
    /// Where the viewer's clock stands, for the hour of the day.
    var timeZone: TimeZoneScalar?
    /// What the feed is shown on.
    var device: DeviceKind?
}

extension FeedContextInput: InputObject {
    init(fields: InputFields) throws {
        timeZone = try fields.read("timeZone")
        device = try fields.read("device")
    }
}

extension FeedContextInput {
    /// Where each field stands, for errors.
    enum Path {
        static let timeZone = InputPath("timeZone")
        static let device = InputPath("device")
    }
}

/// Kinds of device.
enum DeviceKind: String, SchemaEnum {
    /// A phone.
    case phone = "PHONE"
    /// A tablet.
    case tablet = "TABLET"
    /// A laptop or desktop computer.
    case desktop = "DESKTOP"
    /// A television.
    case tv = "TV"
}

/// Feeds.
enum FeedKind: String, SchemaEnum {
    /// Followed accounts, ranked, with some suggested posts among them. At most 3 posts of one
    /// author per 20.
    case home = "HOME"
    /// Followed accounts and the viewer's own, newest first, nothing left out and nothing added.
    case following = "FOLLOWING"
}

/// Posts of a feed. One that is published while the list is paged is in none of its pages; one that
/// goes,
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
    /// Where the page lies. `endCursor` carries the snapshot.
    let pageInfo = Field<Parent, PageInfo, NoArguments>("pageInfo")
    /// When the order of this page was made; the same on all pages of one snapshot.
    let generatedAt = Field<Parent, DateTimeScalar, NoArguments>("generatedAt")
    /// Number of posts that have come since `generatedAt`, at most 99.
    let newItemCount = Field<Parent, Int, NoArguments>("newItemCount")
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
    /// The hashtag that brought it, where `reason` is FOLLOWED_HASHTAG.
    let reasonHashtag = Field<Parent, Hashtag?, NoArguments>("reasonHashtag")
    /// Hand it back with `feedInteractionsRecord`. It is good for the viewer alone, for 24 hours.
    let trackingToken = Field<Parent, String, NoArguments>("trackingToken")
    /// Whether the viewer has been shown it in the last week or two (`feedInteractionsRecord`); one
    /// in a hundred is thought so and has not.
    let isSeen = Field<Parent, Bool, NoArguments>("isSeen")
    /// How its place was worked out; null in FOLLOWING.
    let ranking = Field<Parent, RankingExplanation?, NoArguments>("ranking")
}

/// Why a post is in a feed.
enum FeedReason: String, SchemaEnum {
    /// The viewer made it.
    case own = "OWN"
    /// The viewer follows its author.
    case followed = "FOLLOWED"
    /// Its author is a favorite of the viewer.
    case favorite = "FAVORITE"
    /// The viewer follows one of its hashtags.
    case followedHashtag = "FOLLOWED_HASHTAG"
    /// Accounts the viewer follows like it.
    case likedByFollowed = "LIKED_BY_FOLLOWED"
    /// It gains likes unusually fast.
    case trending = "TRENDING"
}
