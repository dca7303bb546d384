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
    /// Who wrote it; null if the account is gone, and of an empty place.
    let author = Field<Parent, User?, NoArguments>("author")
    /// Text; null if it was deleted but has replies, or the viewer may see these alone.
    let text = Field<Parent, String?, NoArguments>("text")
    /// Hashtags, mentions and links in `text`.
    let entities = Field<Parent, [TextEntity], NoArguments>("entities")
    /// When it was written.
    let createdAt = Field<Parent, DateTimeScalar, NoArguments>("createdAt")
    /// When its text was last changed; null if never.
    let editedAt = Field<Parent, DateTimeScalar?, NoArguments>("editedAt")
    /// Whether it is an empty place that only holds its replies: it was deleted, or the viewer may
    /// not see it, as one of
    /// an account that blocks the viewer or is blocked. Which of these is not told.
    let isDeleted = Field<Parent, Bool, NoArguments>("isDeleted")
    /// Whether the post's author pinned it (at most 3 per post).
    let isPinned = Field<Parent, Bool, NoArguments>("isPinned")
    /// Whether it is shown to its writer and the post's author alone (restricted account, hidden
    /// word,
    /// moderation). Save for moderation, the post's author can show it with `commentApprove`. To
    /// all but that
    /// author it is false: its writer is not told.
    let isHidden = Field<Parent, Bool, NoArguments>("isHidden")
    /// The top-level comment it hangs under, an empty place where the viewer may not see it; null
    /// if it is one.
    let parent = Field<Parent, Comment?, NoArguments>("parent")
    /// The comment it answers; null for top-level comments, and where that one is gone or the
    /// viewer may not see it.
    let inReplyTo = Field<Parent, Comment?, NoArguments>("inReplyTo")
    /// Number of replies. Those of accounts that block the viewer, or are blocked, count and are
    /// left out of
    /// `replies`; those that are hidden (`isHidden`) from the viewer do not.
    let replyCount = Field<Parent, CountScalar, NoArguments>("replyCount")
    /// Replies, oldest first.
    let replies = Field<Parent, Connection<CommentConnectionKind>, CommentRepliesArguments>(
        "replies")
    /// Number of likes; null where the viewer hides counts.
    let likeCount = Field<Parent, CountScalar?, NoArguments>("likeCount")
    /// Whether the viewer likes it.
    let viewerHasLiked = Field<Parent, Bool, NoArguments>("viewerHasLiked")
    /// Who likes it, newest first, accounts the viewer follows before others.
    let likers = Field<Parent, Connection<LikerConnectionKind>, LikeableLikersArguments>("likers")
    /// Whether the viewer may change its text (its writer, for 15 minutes).
    let viewerCanEdit = Field<Parent, Bool, NoArguments>("viewerCanEdit")
    /// Whether the viewer may delete it (its writer and the post's author).
    let viewerCanDelete = Field<Parent, Bool, NoArguments>("viewerCanDelete")
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
    /// Accounts the viewer follows, then most liked and answered, newer before older. The newest
    /// 200 are ordered so, older
    /// ones follow by time. What is written while the list is paged is not in it; likes that come
    /// meanwhile move
    /// what has not been shown yet, and repeat or lose nothing.
    case top = "TOP"
    /// Newest first.
    case newest = "NEWEST"
    /// Oldest first.
    case oldest = "OLDEST"
}

/// Comments in a list, but those that the viewer may not see; one with replies that the viewer sees
/// is an empty
/// place. One that is written while the list is paged stands at its end or before its first page,
/// as the order has
/// it; one that goes moves no other.
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
    /// Length of the whole list. Comments that the viewer may not see count, but for those that are
    /// hidden
    /// (`isHidden`): so it is never more than what can be paged through and the former.
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

/// Input of `commentUpdate`.
struct CommentUpdateInput {
    /// Which comment.
    var commentId: ID
    /// New text. It cannot be cleared; `commentDelete` takes the comment away.
    var text: String
}

extension CommentUpdateInput: InputObject {
    init(fields: InputFields) throws {
        commentId = try fields.read("commentId")
        text = try fields.read("text")
    }
}

extension CommentUpdateInput {
    /// Where each field stands, for errors.
    enum Path {
        static let commentId = InputPath("commentId")
        static let text = InputPath("text")
    }
}

/// Result of `commentUpdate`.
extension CommentUpdate {
    typealias Input = CommentUpdateInput
    typealias Code = CommentErrorCode
    typealias ResultFields = CommentUpdatePayloadFields
    static let name = "commentUpdate"
    static let payloadName = "CommentUpdatePayload"
    static let payloadFields = CommentUpdatePayloadFields()
}

/// Fields of `CommentUpdatePayload`.
struct CommentUpdatePayloadFields: PayloadFields {
    typealias Parent = Payload<CommentUpdate>

    /// The comment.
    let comment = Field<Parent, Comment?, NoArguments>("comment")
    /// What went wrong.
    let userErrors = Field<Parent, [UserError<CommentErrorCode>], NoArguments>("userErrors")
}

/// Input of `commentDelete`.
struct CommentDeleteInput {
    /// Which comment.
    var commentId: ID
}

extension CommentDeleteInput: InputObject {
    init(fields: InputFields) throws {
        commentId = try fields.read("commentId")
    }
}

extension CommentDeleteInput {
    /// Where each field stands, for errors.
    enum Path {
        static let commentId = InputPath("commentId")
    }
}

/// Result of `commentDelete`.
extension CommentDelete {
    typealias Input = CommentDeleteInput
    typealias Code = CommentErrorCode
    typealias ResultFields = CommentDeletePayloadFields
    static let name = "commentDelete"
    static let payloadName = "CommentDeletePayload"
    static let payloadFields = CommentDeletePayloadFields()
}

/// Fields of `CommentDeletePayload`.
struct CommentDeletePayloadFields: PayloadFields {
    typealias Parent = Payload<CommentDelete>

    /// The comment that is gone.
    let deletedCommentId = Field<Parent, ID?, NoArguments>("deletedCommentId")
    /// The post, with its new count.
    let post = Field<Parent, Post?, NoArguments>("post")
    /// What went wrong.
    let userErrors = Field<Parent, [UserError<CommentErrorCode>], NoArguments>("userErrors")
}

/// Input of `commentApprove`.
struct CommentApproveInput {
    /// Which comment.
    var commentId: ID
}

extension CommentApproveInput: InputObject {
    init(fields: InputFields) throws {
        commentId = try fields.read("commentId")
    }
}

extension CommentApproveInput {
    /// Where each field stands, for errors.
    enum Path {
        static let commentId = InputPath("commentId")
    }
}

/// Result of `commentApprove`.
extension CommentApprove {
    typealias Input = CommentApproveInput
    typealias Code = CommentErrorCode
    typealias ResultFields = CommentApprovePayloadFields
    static let name = "commentApprove"
    static let payloadName = "CommentApprovePayload"
    static let payloadFields = CommentApprovePayloadFields()
}

/// Fields of `CommentApprovePayload`.
struct CommentApprovePayloadFields: PayloadFields {
    typealias Parent = Payload<CommentApprove>

    /// The comment.
    let comment = Field<Parent, Comment?, NoArguments>("comment")
    /// What went wrong.
    let userErrors = Field<Parent, [UserError<CommentErrorCode>], NoArguments>("userErrors")
}

/// Input of `commentPin`.
struct CommentPinInput {
    /// A top-level comment on a post of the viewer's.
    var commentId: ID
}

extension CommentPinInput: InputObject {
    init(fields: InputFields) throws {
        commentId = try fields.read("commentId")
    }
}

extension CommentPinInput {
    /// Where each field stands, for errors.
    enum Path {
        static let commentId = InputPath("commentId")
    }
}

/// Result of `commentPin`.
extension CommentPin {
    typealias Input = CommentPinInput
    typealias Code = CommentErrorCode
    typealias ResultFields = CommentPinPayloadFields
    static let name = "commentPin"
    static let payloadName = "CommentPinPayload"
    static let payloadFields = CommentPinPayloadFields()
}

/// Fields of `CommentPinPayload`.
struct CommentPinPayloadFields: PayloadFields {
    typealias Parent = Payload<CommentPin>

    /// The comment.
    let comment = Field<Parent, Comment?, NoArguments>("comment")
    /// What went wrong.
    let userErrors = Field<Parent, [UserError<CommentErrorCode>], NoArguments>("userErrors")
}

/// Input of `commentUnpin`.
struct CommentUnpinInput {
    /// Which comment.
    var commentId: ID
}

extension CommentUnpinInput: InputObject {
    init(fields: InputFields) throws {
        commentId = try fields.read("commentId")
    }
}

extension CommentUnpinInput {
    /// Where each field stands, for errors.
    enum Path {
        static let commentId = InputPath("commentId")
    }
}

/// Result of `commentUnpin`.
extension CommentUnpin {
    typealias Input = CommentUnpinInput
    typealias Code = CommentErrorCode
    typealias ResultFields = CommentUnpinPayloadFields
    static let name = "commentUnpin"
    static let payloadName = "CommentUnpinPayload"
    static let payloadFields = CommentUnpinPayloadFields()
}

/// Fields of `CommentUnpinPayload`.
struct CommentUnpinPayloadFields: PayloadFields {
    typealias Parent = Payload<CommentUnpin>

    /// The comment.
    let comment = Field<Parent, Comment?, NoArguments>("comment")
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
