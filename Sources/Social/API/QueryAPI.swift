// Made from Schema/query.graphql by `tintype graphql swift`.
// Change that file and run it again.

import GraphQL

/// Everything that can be read.
extension QueryRoot: SchemaObject {
    static let typeName = "Query"
    static let fields = QueryFields()
}

/// Fields of `Query`.
struct QueryFields: Sendable {
    typealias Parent = QueryRoot

    /// The signed-in account and what only it may see; null for anonymous callers.
    let viewer = Field<Parent, Viewer?, NoArguments>("viewer")
    /// An object by its global id; null if there is none or the viewer may not see it.
    let node = Field<Parent, AnyNode?, QueryNodeArguments>("node")
    /// Objects by their global ids, in the order asked, null where one is absent. At most 100 ids;
    /// the cost counts those given.
    let nodes = Field<Parent, [AnyNode?], QueryNodesArguments>("nodes")
    /// An account by its username (without `@`, case ignored), or by one that it gave up in the
    /// last 30 days.
    let user = Field<Parent, User?, QueryUserArguments>("user")
    /// A post by the short code of its permalink.
    let post = Field<Parent, Post?, QueryPostArguments>("post")
    /// A hashtag by its name (without `#`, case ignored); null until somebody has used or followed
    /// it.
    let hashtag = Field<Parent, Hashtag?, QueryHashtagArguments>("hashtag")
    /// Product limits that clients should enforce before they send.
    let limits = Field<Parent, Limits, NoArguments>("limits")
}

/// Arguments of `Query.node`.
struct QueryNodeArguments {
    var id: ID
}

extension QueryNodeArguments: FieldArguments {
    init(_ given: Arguments) throws {
        let fields = InputFields(given)
        id = try fields.read("id")
    }
}

/// Arguments of `Query.nodes`.
struct QueryNodesArguments {
    var ids: [ID]
}

extension QueryNodesArguments: FieldArguments {
    init(_ given: Arguments) throws {
        let fields = InputFields(given)
        ids = try fields.read("ids")
    }
}

/// Arguments of `Query.user`.
struct QueryUserArguments {
    var username: String
}

extension QueryUserArguments: FieldArguments {
    init(_ given: Arguments) throws {
        let fields = InputFields(given)
        username = try fields.read("username")
    }
}

/// Arguments of `Query.post`.
struct QueryPostArguments {
    var shortcode: String
}

extension QueryPostArguments: FieldArguments {
    init(_ given: Arguments) throws {
        let fields = InputFields(given)
        shortcode = try fields.read("shortcode")
    }
}

/// Arguments of `Query.hashtag`.
struct QueryHashtagArguments {
    var name: String
}

extension QueryHashtagArguments: FieldArguments {
    init(_ given: Arguments) throws {
        let fields = InputFields(given)
        name = try fields.read("name")
    }
}

/// Product limits of this deployment.
extension Limits: SchemaObject {
    static let typeName = "Limits"
    static let fields = LimitsFields()
}

/// Fields of `Limits`.
struct LimitsFields: Sendable {
    typealias Parent = Limits

    /// Longest caption, in Unicode code points (default 2200).
    let captionLength = Field<Parent, Int, NoArguments>("captionLength")
    /// Most hashtags of one post, those of its caption included (default 30).
    let hashtagsPerPost = Field<Parent, Int, NoArguments>("hashtagsPerPost")
    /// Most accounts mentioned in one caption or comment (default 20).
    let mentionsPerText = Field<Parent, Int, NoArguments>("mentionsPerText")
    /// Most accounts tagged in the photos of one post (default 20).
    let tagsPerPost = Field<Parent, Int, NoArguments>("tagsPerPost")
    /// Most photos and videos in one carousel (default 20; the fewest is 2).
    let carouselSize = Field<Parent, Int, NoArguments>("carouselSize")
    /// Longest comment, in code points (default 2200).
    let commentLength = Field<Parent, Int, NoArguments>("commentLength")
    /// Longest text over a story, in code points (default 250).
    let storyTextLength = Field<Parent, Int, NoArguments>("storyTextLength")
    /// Longest name as shown, in code points (default 64).
    let displayNameLength = Field<Parent, Int, NoArguments>("displayNameLength")
    /// Longest biography, in code points (default 150).
    let biographyLength = Field<Parent, Int, NoArguments>("biographyLength")
    /// Longest alternative text, in code points (default 1000).
    let altTextLength = Field<Parent, Int, NoArguments>("altTextLength")
    /// Longest name of a collection, in code points (default 50).
    let nameLength = Field<Parent, Int, NoArguments>("nameLength")
    /// Most posts pinned on a profile (default 3).
    let pinnedPosts = Field<Parent, Int, NoArguments>("pinnedPosts")
    /// Most comments pinned on a post (default 3).
    let pinnedComments = Field<Parent, Int, NoArguments>("pinnedComments")
    /// Most days that a post can be scheduled ahead (default 75).
    let scheduleDays = Field<Parent, Int, NoArguments>("scheduleDays")
    /// Largest photo upload, in bytes (default 25 MB).
    let photoBytes = Field<Parent, Int, NoArguments>("photoBytes")
    /// Largest video upload, in bytes (default 150 MB).
    let videoBytes = Field<Parent, Int, NoArguments>("videoBytes")
    /// Longest video of a post, in seconds (default 300).
    let videoSeconds = Field<Parent, Int, NoArguments>("videoSeconds")
    /// Longest video of a story, in seconds (default 60).
    let storySeconds = Field<Parent, Int, NoArguments>("storySeconds")
    /// Hours that a story stays visible (24).
    let storyHours = Field<Parent, Int, NoArguments>("storyHours")
    /// Most accounts that one account may follow (default 7500).
    let following = Field<Parent, Int, NoArguments>("following")
    /// Most favorites of one account (default 50).
    let favorites = Field<Parent, Int, NoArguments>("favorites")
    /// Most hidden words of one account (default 200).
    let hiddenWords = Field<Parent, Int, NoArguments>("hiddenWords")
}
