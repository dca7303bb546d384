// Made from Schema/hashtags.graphql by `tintype graphql swift`.
// Change that file and run it again.

import GraphQL

/// A hashtag. It exists once somebody has used or followed it.
extension Hashtag: SchemaObject {
    static let typeName = "Hashtag"
    static let fields = HashtagFields()
}

/// Fields of `Hashtag`.
struct HashtagFields: NodeFields {
    typealias Parent = Hashtag

    /// Opaque global id.
    let id = Field<Parent, ID, NoArguments>("id")
    /// Name in lower case, without `#`.
    let name = Field<Parent, String, NoArguments>("name")
    /// Permalink.
    let url = Field<Parent, URLScalar, NoArguments>("url")
    /// Number of posts for everyone that carry it, those of private accounts included.
    let postCount = Field<Parent, CountScalar, NoArguments>("postCount")
    /// Whether the viewer follows it.
    let viewerIsFollowing = Field<Parent, Bool, NoArguments>("viewerIsFollowing")
    /// Public posts that carry it.
    let posts = Field<Parent, Connection<PostConnectionKind>, HashtagPostsArguments>("posts")
}

/// Arguments of `Hashtag.posts`.
struct HashtagPostsArguments: Paging {
    var first: Int?
    var after: String?
    /// In which order.
    var orderBy: PostOrder = .newest
}

extension HashtagPostsArguments: FieldArguments {
    init(_ given: Arguments) throws {
        let fields = InputFields(given)
        first = try fields.read("first")
        after = try fields.read("after")
        orderBy = try fields.read("orderBy")
    }
}

/// Hashtags that an account follows, the last followed first. One that is followed while the list
/// is paged is
/// before its first page; one that is followed no more moves no other.
enum HashtagConnectionKind: ConnectionKind {
    typealias Node = Hashtag
    static let connectionName = "HashtagConnection"
    static let edgeName = "HashtagEdge"
    static let connectionFields = HashtagConnectionFields()
    static let edgeFields = HashtagEdgeFields()
}

/// Fields of `HashtagConnection`.
struct HashtagConnectionFields: ConnectionFields {
    typealias Parent = Connection<HashtagConnectionKind>

    /// Edges of this page.
    let edges = Field<Parent, [Edge<HashtagConnectionKind>], NoArguments>("edges")
    /// The nodes of `edges`.
    let nodes = Field<Parent, [Hashtag?], NoArguments>("nodes")
    /// Where the page lies.
    let pageInfo = Field<Parent, PageInfo, NoArguments>("pageInfo")
}

/// Fields of `HashtagEdge`.
struct HashtagEdgeFields: EdgeFields {
    typealias Parent = Edge<HashtagConnectionKind>

    /// Cursor of this edge.
    let cursor = Field<Parent, String, NoArguments>("cursor")
    /// The hashtag.
    let node = Field<Parent, Hashtag?, NoArguments>("node")
}

/// Input of `hashtagFollow`.
struct HashtagFollowInput {
    /// Name without `#`.
    var name: String
}

extension HashtagFollowInput: InputObject {
    init(fields: InputFields) throws {
        name = try fields.read("name")
    }
}

extension HashtagFollowInput {
    /// Where each field stands, for errors.
    enum Path {
        static let name = InputPath("name")
    }
}

/// Result of `hashtagFollow`.
extension HashtagFollow {
    typealias Input = HashtagFollowInput
    typealias Code = GeneralErrorCode
    typealias ResultFields = HashtagFollowPayloadFields
    static let name = "hashtagFollow"
    static let payloadName = "HashtagFollowPayload"
    static let payloadFields = HashtagFollowPayloadFields()
}

/// Fields of `HashtagFollowPayload`.
struct HashtagFollowPayloadFields: PayloadFields {
    typealias Parent = Payload<HashtagFollow>

    /// The hashtag.
    let hashtag = Field<Parent, Hashtag?, NoArguments>("hashtag")
    /// What went wrong.
    let userErrors = Field<Parent, [UserError<GeneralErrorCode>], NoArguments>("userErrors")
}

/// Input of `hashtagUnfollow`.
struct HashtagUnfollowInput {
    /// Name without `#`.
    var name: String
}

extension HashtagUnfollowInput: InputObject {
    init(fields: InputFields) throws {
        name = try fields.read("name")
    }
}

extension HashtagUnfollowInput {
    /// Where each field stands, for errors.
    enum Path {
        static let name = InputPath("name")
    }
}

/// Result of `hashtagUnfollow`.
extension HashtagUnfollow {
    typealias Input = HashtagUnfollowInput
    typealias Code = GeneralErrorCode
    typealias ResultFields = HashtagUnfollowPayloadFields
    static let name = "hashtagUnfollow"
    static let payloadName = "HashtagUnfollowPayload"
    static let payloadFields = HashtagUnfollowPayloadFields()
}

/// Fields of `HashtagUnfollowPayload`.
struct HashtagUnfollowPayloadFields: PayloadFields {
    typealias Parent = Payload<HashtagUnfollow>

    /// The hashtag; null also where it never was.
    let hashtag = Field<Parent, Hashtag?, NoArguments>("hashtag")
    /// What went wrong.
    let userErrors = Field<Parent, [UserError<GeneralErrorCode>], NoArguments>("userErrors")
}
