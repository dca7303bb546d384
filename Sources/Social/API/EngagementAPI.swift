// Made from Schema/engagement.graphql by `tintype graphql swift`.
// Change that file and run it again.

import GraphQL

/// Posts that the viewer likes, the last liked first, but those that it may not see any more. A
/// like that is
/// given while the list is paged is before its first page; one that is taken back moves no other.
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
    /// How many there are.
    let totalCount = Field<Parent, CountScalar, NoArguments>("totalCount")
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

/// Saved posts of the viewer, the last saved first, but those that it may not see any more. One
/// that is saved
/// while the list is paged is before its first page; one that goes moves no other.
enum SavedPostConnectionKind: ConnectionKind {
    typealias Node = Post
    static let connectionName = "SavedPostConnection"
    static let edgeName = "SavedPostEdge"
    static let connectionFields = SavedPostConnectionFields()
    static let edgeFields = SavedPostEdgeFields()
}

/// Fields of `SavedPostConnection`.
struct SavedPostConnectionFields: ConnectionFields {
    typealias Parent = Connection<SavedPostConnectionKind>

    /// Edges of this page.
    let edges = Field<Parent, [Edge<SavedPostConnectionKind>], NoArguments>("edges")
    /// The nodes of `edges`.
    let nodes = Field<Parent, [Post?], NoArguments>("nodes")
    /// Where the page lies.
    let pageInfo = Field<Parent, PageInfo, NoArguments>("pageInfo")
    /// How many there are.
    let totalCount = Field<Parent, CountScalar, NoArguments>("totalCount")
}

/// Fields of `SavedPostEdge`.
struct SavedPostEdgeFields: EdgeFields {
    typealias Parent = Edge<SavedPostConnectionKind>

    /// Cursor of this edge.
    let cursor = Field<Parent, String, NoArguments>("cursor")
    /// The post.
    let node = Field<Parent, Post?, NoArguments>("node")
    /// When it was saved.
    let savedAt = Field<Parent, DateTimeScalar, NoArguments>("savedAt")
}

/// Input of `postDislike`.
struct PostDislikeInput {
    /// Which post.
    var postId: ID
}

extension PostDislikeInput: InputObject {
    init(fields: InputFields) throws {
        postId = try fields.read("postId")
    }
}

extension PostDislikeInput {
    /// Where each field stands, for errors.
    enum Path {
        static let postId = InputPath("postId")
    }
}

/// Result of `postDislike`.
extension PostDislike {
    typealias Input = PostDislikeInput
    typealias Code = PostErrorCode
    typealias ResultFields = PostDislikePayloadFields
    static let name = "postDislike"
    static let payloadName = "PostDislikePayload"
    static let payloadFields = PostDislikePayloadFields()
}

/// Fields of `PostDislikePayload`.
struct PostDislikePayloadFields: PayloadFields {
    typealias Parent = Payload<PostDislike>

    /// The post.
    let post = Field<Parent, Post?, NoArguments>("post")
    /// What went wrong.
    let userErrors = Field<Parent, [UserError<PostErrorCode>], NoArguments>("userErrors")
}

/// Input of `postUndislike`.
struct PostUndislikeInput {
    /// Which post.
    var postId: ID
}

extension PostUndislikeInput: InputObject {
    init(fields: InputFields) throws {
        postId = try fields.read("postId")
    }
}

extension PostUndislikeInput {
    /// Where each field stands, for errors.
    enum Path {
        static let postId = InputPath("postId")
    }
}

/// Result of `postUndislike`.
extension PostUndislike {
    typealias Input = PostUndislikeInput
    typealias Code = PostErrorCode
    typealias ResultFields = PostUndislikePayloadFields
    static let name = "postUndislike"
    static let payloadName = "PostUndislikePayload"
    static let payloadFields = PostUndislikePayloadFields()
}

/// Fields of `PostUndislikePayload`.
struct PostUndislikePayloadFields: PayloadFields {
    typealias Parent = Payload<PostUndislike>

    /// The post.
    let post = Field<Parent, Post?, NoArguments>("post")
    /// What went wrong.
    let userErrors = Field<Parent, [UserError<PostErrorCode>], NoArguments>("userErrors")
}

/// Input of `postSave`.
struct PostSaveInput {
    /// Which post.
    var postId: ID
    /// A collection; null for none.
    var collectionId: ID?
}

extension PostSaveInput: InputObject {
    init(fields: InputFields) throws {
        postId = try fields.read("postId")
        collectionId = try fields.read("collectionId")
    }
}

extension PostSaveInput {
    /// Where each field stands, for errors.
    enum Path {
        static let postId = InputPath("postId")
        static let collectionId = InputPath("collectionId")
    }
}

/// Result of `postSave`.
extension PostSave {
    typealias Input = PostSaveInput
    typealias Code = PostErrorCode
    typealias ResultFields = PostSavePayloadFields
    static let name = "postSave"
    static let payloadName = "PostSavePayload"
    static let payloadFields = PostSavePayloadFields()
}

/// Fields of `PostSavePayload`.
struct PostSavePayloadFields: PayloadFields {
    typealias Parent = Payload<PostSave>

    /// The post.
    let post = Field<Parent, Post?, NoArguments>("post")
    /// The collection it went into; null if none was given.
    let collection = Field<Parent, Collection?, NoArguments>("collection")
    /// What went wrong.
    let userErrors = Field<Parent, [UserError<PostErrorCode>], NoArguments>("userErrors")
}

/// Input of `postUnsave`.
struct PostUnsaveInput {
    /// Which post.
    var postId: ID
}

extension PostUnsaveInput: InputObject {
    init(fields: InputFields) throws {
        postId = try fields.read("postId")
    }
}

extension PostUnsaveInput {
    /// Where each field stands, for errors.
    enum Path {
        static let postId = InputPath("postId")
    }
}

/// Result of `postUnsave`.
extension PostUnsave {
    typealias Input = PostUnsaveInput
    typealias Code = PostErrorCode
    typealias ResultFields = PostUnsavePayloadFields
    static let name = "postUnsave"
    static let payloadName = "PostUnsavePayload"
    static let payloadFields = PostUnsavePayloadFields()
}

/// Fields of `PostUnsavePayload`.
struct PostUnsavePayloadFields: PayloadFields {
    typealias Parent = Payload<PostUnsave>

    /// The post.
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
