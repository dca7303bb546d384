// Made from Schema/profiles.graphql by `tintype graphql swift`.
// Change that file and run it again.

import GraphQL

/// Input of `postArchive`.
struct PostArchiveInput {
    /// Which post.
    var postId: ID
}

extension PostArchiveInput: InputObject {
    init(fields: InputFields) throws {
        postId = try fields.read("postId")
    }
}

extension PostArchiveInput {
    /// Where each field stands, for errors.
    enum Path {
        static let postId = InputPath("postId")
    }
}

/// Result of `postArchive`.
extension PostArchive {
    typealias Input = PostArchiveInput
    typealias Code = PostErrorCode
    typealias ResultFields = PostArchivePayloadFields
    static let name = "postArchive"
    static let payloadName = "PostArchivePayload"
    static let payloadFields = PostArchivePayloadFields()
}

/// Fields of `PostArchivePayload`.
struct PostArchivePayloadFields: PayloadFields {
    typealias Parent = Payload<PostArchive>

    /// The post.
    let post = Field<Parent, Post?, NoArguments>("post")
    /// What went wrong.
    let userErrors = Field<Parent, [UserError<PostErrorCode>], NoArguments>("userErrors")
}

/// Input of `postUnarchive`.
struct PostUnarchiveInput {
    /// Which post.
    var postId: ID
}

extension PostUnarchiveInput: InputObject {
    init(fields: InputFields) throws {
        postId = try fields.read("postId")
    }
}

extension PostUnarchiveInput {
    /// Where each field stands, for errors.
    enum Path {
        static let postId = InputPath("postId")
    }
}

/// Result of `postUnarchive`.
extension PostUnarchive {
    typealias Input = PostUnarchiveInput
    typealias Code = PostErrorCode
    typealias ResultFields = PostUnarchivePayloadFields
    static let name = "postUnarchive"
    static let payloadName = "PostUnarchivePayload"
    static let payloadFields = PostUnarchivePayloadFields()
}

/// Fields of `PostUnarchivePayload`.
struct PostUnarchivePayloadFields: PayloadFields {
    typealias Parent = Payload<PostUnarchive>

    /// The post.
    let post = Field<Parent, Post?, NoArguments>("post")
    /// What went wrong.
    let userErrors = Field<Parent, [UserError<PostErrorCode>], NoArguments>("userErrors")
}

/// Input of `postPin`.
struct PostPinInput {
    /// Which post.
    var postId: ID
}

extension PostPinInput: InputObject {
    init(fields: InputFields) throws {
        postId = try fields.read("postId")
    }
}

extension PostPinInput {
    /// Where each field stands, for errors.
    enum Path {
        static let postId = InputPath("postId")
    }
}

/// Result of `postPin`.
extension PostPin {
    typealias Input = PostPinInput
    typealias Code = PostErrorCode
    typealias ResultFields = PostPinPayloadFields
    static let name = "postPin"
    static let payloadName = "PostPinPayload"
    static let payloadFields = PostPinPayloadFields()
}

/// Fields of `PostPinPayload`.
struct PostPinPayloadFields: PayloadFields {
    typealias Parent = Payload<PostPin>

    /// The post.
    let post = Field<Parent, Post?, NoArguments>("post")
    /// What went wrong.
    let userErrors = Field<Parent, [UserError<PostErrorCode>], NoArguments>("userErrors")
}

/// Input of `postUnpin`.
struct PostUnpinInput {
    /// Which post.
    var postId: ID
}

extension PostUnpinInput: InputObject {
    init(fields: InputFields) throws {
        postId = try fields.read("postId")
    }
}

extension PostUnpinInput {
    /// Where each field stands, for errors.
    enum Path {
        static let postId = InputPath("postId")
    }
}

/// Result of `postUnpin`.
extension PostUnpin {
    typealias Input = PostUnpinInput
    typealias Code = PostErrorCode
    typealias ResultFields = PostUnpinPayloadFields
    static let name = "postUnpin"
    static let payloadName = "PostUnpinPayload"
    static let payloadFields = PostUnpinPayloadFields()
}

/// Fields of `PostUnpinPayload`.
struct PostUnpinPayloadFields: PayloadFields {
    typealias Parent = Payload<PostUnpin>

    /// The post.
    let post = Field<Parent, Post?, NoArguments>("post")
    /// What went wrong.
    let userErrors = Field<Parent, [UserError<PostErrorCode>], NoArguments>("userErrors")
}
