// Made from Schema/posts.graphql by `tintype graphql swift`.
// Change that file and run it again.

import GraphQL

/// A photo or carousel. It is visible once all its media are READY and it has been
/// published.
extension Post: SchemaObject {
    static let typeName = "Post"
    static let fields = PostFields()
}

/// Fields of `Post`.
struct PostFields: NodeFields, LikeableFields {
    typealias Parent = Post

    /// Opaque global id.
    let id = Field<Parent, ID, NoArguments>("id")
    /// Code of the permalink, unique among posts.
    let shortcode = Field<Parent, String, NoArguments>("shortcode")
    /// Permalink.
    let url = Field<Parent, URLScalar, NoArguments>("url")
    /// What it is.
    let kind = Field<Parent, PostKind, NoArguments>("kind")
    /// Who made it.
    let author = Field<Parent, User, NoArguments>("author")
    /// Photos in their order; 1, or 2 to 20 in a carousel.
    let media = Field<Parent, [AnyMedia], NoArguments>("media")
    /// Text as written.
    let caption = Field<Parent, String?, NoArguments>("caption")
    /// Who may see it.
    let audience = Field<Parent, Audience, NoArguments>("audience")
    /// Where it stands; authors see all states, others only PUBLISHED.
    let status = Field<Parent, PostStatus, NoArguments>("status")
    /// Why it is FAILED; null otherwise, and for all but the author.
    let failure = Field<Parent, Failure?, NoArguments>("failure")
    /// When it was made.
    let createdAt = Field<Parent, DateTimeScalar, NoArguments>("createdAt")
    /// When it was published.
    let publishedAt = Field<Parent, DateTimeScalar?, NoArguments>("publishedAt")
    /// Number of likes; null where the author or the viewer hides it.
    let likeCount = Field<Parent, CountScalar?, NoArguments>("likeCount")
    /// Number of comments, replies included.
    let commentCount = Field<Parent, CountScalar, NoArguments>("commentCount")
    /// Whether the viewer likes it.
    let viewerHasLiked = Field<Parent, Bool, NoArguments>("viewerHasLiked")
    /// Whether the viewer may comment.
    let viewerCanComment = Field<Parent, Bool, NoArguments>("viewerCanComment")
    /// Whether the viewer may change or delete it.
    let viewerCanEdit = Field<Parent, Bool, NoArguments>("viewerCanEdit")
    /// Who likes it, newest first.
    let likers = Field<Parent, Connection<LikerConnectionKind>, LikeableLikersArguments>("likers")
    /// Top-level comments.
    let comments = Field<Parent, Connection<CommentConnectionKind>, PostCommentsArguments>(
        "comments")
}

/// Arguments of `Post.comments`.
struct PostCommentsArguments: PagingBothWays {
    var first: Int?
    var after: String?
    var last: Int?
    var before: String?
    var orderBy: CommentOrder = .newest
}

extension PostCommentsArguments: FieldArguments {
    init(_ given: Arguments) throws {
        let fields = InputFields(given)
        first = try fields.read("first")
        after = try fields.read("after")
        last = try fields.read("last")
        before = try fields.read("before")
        orderBy = try fields.read("orderBy")
    }
}

/// What a post is.
enum PostKind: String, SchemaEnum {
    /// One photo.
    case photo = "PHOTO"
    /// 2 to 20 photos.
    case carousel = "CAROUSEL"
}

/// Who may see a post or story. A private account narrows EVERYONE to FOLLOWERS.
enum Audience: String, SchemaEnum {
    /// Everyone.
    case everyone = "EVERYONE"
    /// Followers.
    case followers = "FOLLOWERS"
    /// The author's close friends.
    case closeFriends = "CLOSE_FRIENDS"
}

/// Where a post stands.
enum PostStatus: String, SchemaEnum {
    /// Its media are not READY.
    case processing = "PROCESSING"
    /// It is visible to its audience.
    case published = "PUBLISHED"
    /// Its media could not be read.
    case failed = "FAILED"
    /// Moderation has taken it down.
    case removed = "REMOVED"
}

/// Posts in a list.
enum PostConnectionKind: ConnectionKind {
    typealias Node = Post
    static let connectionName = "PostConnection"
    static let edgeName = "PostEdge"
    static let connectionFields = PostConnectionFields()
    static let edgeFields = PostEdgeFields()
}

/// Fields of `PostConnection`.
struct PostConnectionFields: ConnectionFields {
    typealias Parent = Connection<PostConnectionKind>

    /// Edges of this page.
    let edges = Field<Parent, [Edge<PostConnectionKind>], NoArguments>("edges")
    /// The nodes of `edges`.
    let nodes = Field<Parent, [Post?], NoArguments>("nodes")
    /// Where the page lies.
    let pageInfo = Field<Parent, PageInfo, NoArguments>("pageInfo")
}

/// Fields of `PostEdge`.
struct PostEdgeFields: EdgeFields {
    typealias Parent = Edge<PostConnectionKind>

    /// Cursor of this edge.
    let cursor = Field<Parent, String, NoArguments>("cursor")
    /// The post.
    let node = Field<Parent, Post?, NoArguments>("node")
}

/// A photo of a new post.
struct PostMediaInput {
    /// An upload of the viewer's that is not FAILED or REJECTED.
    var mediaId: ID
    /// What it shows; replaces the text given at upload.
    var altText: String?
}

extension PostMediaInput: InputObject {
    init(fields: InputFields) throws {
        mediaId = try fields.read("mediaId")
        altText = try fields.read("altText")
    }
}

extension PostMediaInput {
    /// Where each field stands, for errors.
    enum Path {
        static let mediaId = InputPath("mediaId")
        static let altText = InputPath("altText")
    }
}

/// Input of `postCreate`.
struct PostCreateInput {
    /// 1 photo, or 2 to 20 for a carousel, in their order.
    var media: [PostMediaInput]
    /// Text.
    var caption: String?
    /// Who may see it.
    var audience: Audience = .everyone
    /// The same key within 24 hours makes one post.
    var idempotencyKey: String?
    /// As it came: the same key with another input is a conflict.
    var given = InputFields()
}

extension PostCreateInput: IdempotentInput {
    init(fields: InputFields) throws {
        media = try fields.read("media")
        caption = try fields.read("caption")
        audience = try fields.read("audience")
        idempotencyKey = try fields.read("idempotencyKey")
        given = fields
    }
}

extension PostCreateInput {
    /// Where each field stands, for errors.
    enum Path {
        static let media = InputPath("media")
        static let caption = InputPath("caption")
        static let audience = InputPath("audience")
        static let idempotencyKey = InputPath("idempotencyKey")
    }

    static let idempotencyKeyPath = Path.idempotencyKey
}

/// Result of `postCreate`.
extension PostCreate {
    typealias Input = PostCreateInput
    typealias Code = PostErrorCode
    typealias ResultFields = PostCreatePayloadFields
    static let name = "postCreate"
    static let payloadName = "PostCreatePayload"
    static let payloadFields = PostCreatePayloadFields()
}

/// Fields of `PostCreatePayload`.
struct PostCreatePayloadFields: PayloadFields {
    typealias Parent = Payload<PostCreate>

    /// The post, PROCESSING or PUBLISHED.
    let post = Field<Parent, Post?, NoArguments>("post")
    /// What went wrong.
    let userErrors = Field<Parent, [UserError<PostErrorCode>], NoArguments>("userErrors")
}

/// Input of `postLike`.
struct PostLikeInput {
    /// Which post.
    var postId: ID
}

extension PostLikeInput: InputObject {
    init(fields: InputFields) throws {
        postId = try fields.read("postId")
    }
}

extension PostLikeInput {
    /// Where each field stands, for errors.
    enum Path {
        static let postId = InputPath("postId")
    }
}

/// Result of `postLike`.
extension PostLike {
    typealias Input = PostLikeInput
    typealias Code = PostErrorCode
    typealias ResultFields = PostLikePayloadFields
    static let name = "postLike"
    static let payloadName = "PostLikePayload"
    static let payloadFields = PostLikePayloadFields()
}

/// Fields of `PostLikePayload`.
struct PostLikePayloadFields: PayloadFields {
    typealias Parent = Payload<PostLike>

    /// The post.
    let post = Field<Parent, Post?, NoArguments>("post")
    /// What went wrong.
    let userErrors = Field<Parent, [UserError<PostErrorCode>], NoArguments>("userErrors")
}

/// Input of `postUnlike`.
struct PostUnlikeInput {
    /// Which post.
    var postId: ID
}

extension PostUnlikeInput: InputObject {
    init(fields: InputFields) throws {
        postId = try fields.read("postId")
    }
}

extension PostUnlikeInput {
    /// Where each field stands, for errors.
    enum Path {
        static let postId = InputPath("postId")
    }
}

/// Result of `postUnlike`.
extension PostUnlike {
    typealias Input = PostUnlikeInput
    typealias Code = PostErrorCode
    typealias ResultFields = PostUnlikePayloadFields
    static let name = "postUnlike"
    static let payloadName = "PostUnlikePayload"
    static let payloadFields = PostUnlikePayloadFields()
}

/// Fields of `PostUnlikePayload`.
struct PostUnlikePayloadFields: PayloadFields {
    typealias Parent = Payload<PostUnlike>

    /// The post.
    let post = Field<Parent, Post?, NoArguments>("post")
    /// What went wrong.
    let userErrors = Field<Parent, [UserError<PostErrorCode>], NoArguments>("userErrors")
}

/// Posts the viewer likes.
enum LikedPostConnectionKind: ConnectionKind {
    typealias Node = Post
    static let connectionName = "LikedPostConnection"
    static let edgeName = "LikedPostEdge"
    static let connectionFields = LikedPostConnectionFields()
    static let edgeFields = LikedPostEdgeFields()
}

/// Fields of `LikedPostConnection`.
struct LikedPostConnectionFields: ConnectionFields {
    typealias Parent = Connection<LikedPostConnectionKind>

    /// Edges of this page.
    let edges = Field<Parent, [Edge<LikedPostConnectionKind>], NoArguments>("edges")
    /// The nodes of `edges`.
    let nodes = Field<Parent, [Post?], NoArguments>("nodes")
    /// Where the page lies.
    let pageInfo = Field<Parent, PageInfo, NoArguments>("pageInfo")
}

/// Fields of `LikedPostEdge`.
struct LikedPostEdgeFields: EdgeFields {
    typealias Parent = Edge<LikedPostConnectionKind>

    /// Cursor of this edge.
    let cursor = Field<Parent, String, NoArguments>("cursor")
    /// The post.
    let node = Field<Parent, Post?, NoArguments>("node")
    /// When it was liked.
    let likedAt = Field<Parent, DateTimeScalar, NoArguments>("likedAt")
}
