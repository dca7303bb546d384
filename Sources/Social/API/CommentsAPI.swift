// Made from Schema/comments.graphql by `tintype graphql swift`.
// Change that file and run it again.

import GraphQL

/// A comment or a reply. Threads are two deep: a reply to a reply hangs under the same
/// top-level comment and names whom it answers in `inReplyTo`.
extension Comment: SchemaObject {
    static let typeName = "Comment"
    static let fields = CommentFields()
}

/// Fields of `Comment`.
struct CommentFields: NodeFields, LikeableFields {
    typealias Parent = Comment

    /// Opaque global id.
    let id = Field<Parent, ID, NoArguments>("id")
    /// The post it is about.
    let post = Field<Parent, Post, NoArguments>("post")
    /// Who wrote it; null if the account is gone.
    let author = Field<Parent, User?, NoArguments>("author")
    /// Text; null if it was deleted but has replies.
    let text = Field<Parent, String?, NoArguments>("text")
    /// When it was written.
    let createdAt = Field<Parent, DateTimeScalar, NoArguments>("createdAt")
    /// Whether it was deleted and stays only to hold its replies.
    let isDeleted = Field<Parent, Bool, NoArguments>("isDeleted")
    /// The top-level comment it hangs under; null if it is one.
    let parent = Field<Parent, Comment?, NoArguments>("parent")
    /// The comment it answers; null for top-level comments.
    let inReplyTo = Field<Parent, Comment?, NoArguments>("inReplyTo")
    /// Number of replies.
    let replyCount = Field<Parent, CountScalar, NoArguments>("replyCount")
    /// Replies, oldest first.
    let replies = Field<Parent, Connection<CommentConnectionKind>, CommentRepliesArguments>(
        "replies")
    /// Number of likes.
    let likeCount = Field<Parent, CountScalar?, NoArguments>("likeCount")
    /// Whether the viewer likes it.
    let viewerHasLiked = Field<Parent, Bool, NoArguments>("viewerHasLiked")
    /// Who likes it, newest first.
    let likers = Field<Parent, Connection<LikerConnectionKind>, LikeableLikersArguments>("likers")
}

/// Arguments of `Comment.replies`.
struct CommentRepliesArguments: PagingBothWays {
    var first: Int?
    var after: String?
    var last: Int?
    var before: String?
}

extension CommentRepliesArguments: FieldArguments {
    init(_ given: Arguments) throws {
        let fields = InputFields(given)
        first = try fields.read("first")
        after = try fields.read("after")
        last = try fields.read("last")
        before = try fields.read("before")
    }
}

/// Orders of comments.
enum CommentOrder: String, SchemaEnum {
    /// Newest first.
    case newest = "NEWEST"
    /// Oldest first.
    case oldest = "OLDEST"
}

/// Comments in a list.
enum CommentConnectionKind: ConnectionKind {
    typealias Node = Comment
    static let connectionName = "CommentConnection"
    static let edgeName = "CommentEdge"
    static let connectionFields = CommentConnectionFields()
    static let edgeFields = CommentEdgeFields()
}

/// Fields of `CommentConnection`.
struct CommentConnectionFields: ConnectionFields {
    typealias Parent = Connection<CommentConnectionKind>

    /// Edges of this page.
    let edges = Field<Parent, [Edge<CommentConnectionKind>], NoArguments>("edges")
    /// The nodes of `edges`.
    let nodes = Field<Parent, [Comment?], NoArguments>("nodes")
    /// Where the page lies.
    let pageInfo = Field<Parent, PageInfo, NoArguments>("pageInfo")
    /// Length of the whole list.
    let totalCount = Field<Parent, CountScalar, NoArguments>("totalCount")
}

/// Fields of `CommentEdge`.
struct CommentEdgeFields: EdgeFields {
    typealias Parent = Edge<CommentConnectionKind>

    /// Cursor of this edge.
    let cursor = Field<Parent, String, NoArguments>("cursor")
    /// The comment.
    let node = Field<Parent, Comment?, NoArguments>("node")
}

/// Input of `commentCreate`.
struct CommentCreateInput {
    /// The post.
    var postId: ID
    /// Text.
    var text: String
    /// The comment it answers; null for a top-level comment.
    var inReplyToId: ID?
    /// The same key within 24 hours makes one comment.
    var idempotencyKey: String?
    /// As it came: the same key with another input is a conflict.
    var given = InputFields()
}

extension CommentCreateInput: IdempotentInput {
    init(fields: InputFields) throws {
        postId = try fields.read("postId")
        text = try fields.read("text")
        inReplyToId = try fields.read("inReplyToId")
        idempotencyKey = try fields.read("idempotencyKey")
        given = fields
    }
}

extension CommentCreateInput {
    /// Where each field stands, for errors.
    enum Path {
        static let postId = InputPath("postId")
        static let text = InputPath("text")
        static let inReplyToId = InputPath("inReplyToId")
        static let idempotencyKey = InputPath("idempotencyKey")
    }

    static let idempotencyKeyPath = Path.idempotencyKey
}

/// Result of `commentCreate`.
extension CommentCreate {
    typealias Input = CommentCreateInput
    typealias Code = CommentErrorCode
    typealias ResultFields = CommentCreatePayloadFields
    static let name = "commentCreate"
    static let payloadName = "CommentCreatePayload"
    static let payloadFields = CommentCreatePayloadFields()
}

/// Fields of `CommentCreatePayload`.
struct CommentCreatePayloadFields: PayloadFields {
    typealias Parent = Payload<CommentCreate>

    /// The comment, with its edge in the list it joins.
    let commentEdge = Field<Parent, Edge<CommentConnectionKind>?, NoArguments>("commentEdge")
    /// The post, with its new count.
    let post = Field<Parent, Post?, NoArguments>("post")
    /// What went wrong.
    let userErrors = Field<Parent, [UserError<CommentErrorCode>], NoArguments>("userErrors")
}

/// Input of `commentLike`.
struct CommentLikeInput {
    /// Which comment.
    var commentId: ID
}

extension CommentLikeInput: InputObject {
    init(fields: InputFields) throws {
        commentId = try fields.read("commentId")
    }
}

extension CommentLikeInput {
    /// Where each field stands, for errors.
    enum Path {
        static let commentId = InputPath("commentId")
    }
}

/// Result of `commentLike`.
extension CommentLike {
    typealias Input = CommentLikeInput
    typealias Code = CommentErrorCode
    typealias ResultFields = CommentLikePayloadFields
    static let name = "commentLike"
    static let payloadName = "CommentLikePayload"
    static let payloadFields = CommentLikePayloadFields()
}

/// Fields of `CommentLikePayload`.
struct CommentLikePayloadFields: PayloadFields {
    typealias Parent = Payload<CommentLike>

    /// The comment.
    let comment = Field<Parent, Comment?, NoArguments>("comment")
    /// What went wrong.
    let userErrors = Field<Parent, [UserError<CommentErrorCode>], NoArguments>("userErrors")
}

/// Input of `commentUnlike`.
struct CommentUnlikeInput {
    /// Which comment.
    var commentId: ID
}

extension CommentUnlikeInput: InputObject {
    init(fields: InputFields) throws {
        commentId = try fields.read("commentId")
    }
}

extension CommentUnlikeInput {
    /// Where each field stands, for errors.
    enum Path {
        static let commentId = InputPath("commentId")
    }
}

/// Result of `commentUnlike`.
extension CommentUnlike {
    typealias Input = CommentUnlikeInput
    typealias Code = CommentErrorCode
    typealias ResultFields = CommentUnlikePayloadFields
    static let name = "commentUnlike"
    static let payloadName = "CommentUnlikePayload"
    static let payloadFields = CommentUnlikePayloadFields()
}

/// Fields of `CommentUnlikePayload`.
struct CommentUnlikePayloadFields: PayloadFields {
    typealias Parent = Payload<CommentUnlike>

    /// The comment.
    let comment = Field<Parent, Comment?, NoArguments>("comment")
    /// What went wrong.
    let userErrors = Field<Parent, [UserError<CommentErrorCode>], NoArguments>("userErrors")
}
