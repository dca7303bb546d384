// Made from Schema/publication.graphql by `tintype graphql swift`.
// Change that file and run it again.

import GraphQL

/// Input of `postPublish`.
struct PostPublishInput {
    /// A DRAFT or SCHEDULED post.
    var postId: ID
    /// When; null for as soon as it is READY. At most 75 days ahead.
    var publishAt: DateTimeScalar?
}

extension PostPublishInput: InputObject {
    init(fields: InputFields) throws {
        postId = try fields.read("postId")
        publishAt = try fields.read("publishAt")
    }
}

extension PostPublishInput {
    /// Where each field stands, for errors.
    enum Path {
        static let postId = InputPath("postId")
        static let publishAt = InputPath("publishAt")
    }
}

/// Result of `postPublish`.
extension PostPublish {
    typealias Input = PostPublishInput
    typealias Code = PostErrorCode
    typealias ResultFields = PostPublishPayloadFields
    static let name = "postPublish"
    static let payloadName = "PostPublishPayload"
    static let payloadFields = PostPublishPayloadFields()
}

/// Fields of `PostPublishPayload`.
struct PostPublishPayloadFields: PayloadFields {
    typealias Parent = Payload<PostPublish>

    /// The post: PROCESSING, SCHEDULED or PUBLISHED.
    let post = Field<Parent, Post?, NoArguments>("post")
    /// What went wrong.
    let userErrors = Field<Parent, [UserError<PostErrorCode>], NoArguments>("userErrors")
}

/// Input of `postRetry`.
struct PostRetryInput {
    /// A FAILED post.
    var postId: ID
    /// Uploads in place of photos of it; needed for each whose `failure.canRetry` is false, and for
    /// those that another post shows by now.
    var replacements: [MediaReplacementInput]?
}

extension PostRetryInput: InputObject {
    init(fields: InputFields) throws {
        postId = try fields.read("postId")
        replacements = try fields.read("replacements")
    }
}

extension PostRetryInput {
    /// Where each field stands, for errors.
    enum Path {
        static let postId = InputPath("postId")
        static let replacements = InputPath("replacements")
    }
}

/// One upload in place of another.
struct MediaReplacementInput {
    /// The photo that could not be read.
    var mediaId: ID
    /// An upload of the viewer's that is not FAILED or REJECTED; it takes over text and tags.
    var byMediaId: ID
}

extension MediaReplacementInput: InputObject {
    init(fields: InputFields) throws {
        mediaId = try fields.read("mediaId")
        byMediaId = try fields.read("byMediaId")
    }
}

extension MediaReplacementInput {
    /// Where each field stands, for errors.
    enum Path {
        static let mediaId = InputPath("mediaId")
        static let byMediaId = InputPath("byMediaId")
    }
}

/// Result of `postRetry`.
extension PostRetry {
    typealias Input = PostRetryInput
    typealias Code = PostErrorCode
    typealias ResultFields = PostRetryPayloadFields
    static let name = "postRetry"
    static let payloadName = "PostRetryPayload"
    static let payloadFields = PostRetryPayloadFields()
}

/// Fields of `PostRetryPayload`.
struct PostRetryPayloadFields: PayloadFields {
    typealias Parent = Payload<PostRetry>

    /// The post, now PROCESSING; PUBLISHED or SCHEDULED if its media are READY.
    let post = Field<Parent, Post?, NoArguments>("post")
    /// What went wrong.
    let userErrors = Field<Parent, [UserError<PostErrorCode>], NoArguments>("userErrors")
}
