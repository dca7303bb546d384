// Made from Schema/tags.graphql by `tintype graphql swift`.
// Change that file and run it again.

import GraphQL

/// An account marked in a photo; one that the viewer may not see, or that one of both blocks, is
/// left out.
extension MediaTag: SchemaObject {
    static let typeName = "MediaTag"
    static let fields = MediaTagFields()
}

/// Fields of `MediaTag`.
struct MediaTagFields: Sendable {
    typealias Parent = MediaTag

    /// Who.
    let user = Field<Parent, User, NoArguments>("user")
    /// Where.
    let position = Field<Parent, MediaPosition?, NoArguments>("position")
}

/// A point in a picture.
extension MediaPosition: SchemaObject {
    static let typeName = "MediaPosition"
    static let fields = MediaPositionFields()
}

/// Fields of `MediaPosition`.
struct MediaPositionFields: Sendable {
    typealias Parent = MediaPosition

    /// From the left edge, 0 to 1.
    let x = Field<Parent, Double, NoArguments>("x")
    /// From the top edge, 0 to 1.
    let y = Field<Parent, Double, NoArguments>("y")
}

/// An account to mark in a photo.
struct MediaTagInput {
    /// Who.
    var userId: ID
    /// Where; needed.
    var position: Change<MediaPositionInput> = .keep
}

extension MediaTagInput: InputObject {
    init(fields: InputFields) throws {
        userId = try fields.read("userId")
        position = try fields.read("position")
    }
}

extension MediaTagInput {
    /// Where each field stands, for errors.
    enum Path {
        static let userId = InputPath("userId")
        static let position = InputPath("position")
    }
}

/// A point in a picture.
struct MediaPositionInput {
    /// From the left edge, 0 to 1.
    var x: Double
    /// From the top edge, 0 to 1.
    var y: Double
}

extension MediaPositionInput: InputObject {
    init(fields: InputFields) throws {
        x = try fields.read("x")
        y = try fields.read("y")
    }
}

extension MediaPositionInput {
    /// Where each field stands, for errors.
    enum Path {
        static let x = InputPath("x")
        static let y = InputPath("y")
    }
}

/// Input of `mediaTagRemove`.
struct MediaTagRemoveInput {
    /// The photo that the viewer is tagged in.
    var mediaId: ID
}

extension MediaTagRemoveInput: InputObject {
    init(fields: InputFields) throws {
        mediaId = try fields.read("mediaId")
    }
}

extension MediaTagRemoveInput {
    /// Where each field stands, for errors.
    enum Path {
        static let mediaId = InputPath("mediaId")
    }
}

/// Result of `mediaTagRemove`.
extension MediaTagRemove {
    typealias Input = MediaTagRemoveInput
    typealias Code = PostErrorCode
    typealias ResultFields = MediaTagRemovePayloadFields
    static let name = "mediaTagRemove"
    static let payloadName = "MediaTagRemovePayload"
    static let payloadFields = MediaTagRemovePayloadFields()
}

/// Fields of `MediaTagRemovePayload`.
struct MediaTagRemovePayloadFields: PayloadFields {
    typealias Parent = Payload<MediaTagRemove>

    /// The photo.
    let media = Field<Parent, AnyMedia?, NoArguments>("media")
    /// What went wrong.
    let userErrors = Field<Parent, [UserError<PostErrorCode>], NoArguments>("userErrors")
}
