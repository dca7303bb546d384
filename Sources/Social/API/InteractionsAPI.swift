// Made from Schema/interactions.graphql by `tintype graphql swift`.
// Change that file and run it again.

import GraphQL

/// Input of `feedInteractionsRecord`.
struct FeedInteractionsRecordInput {
    /// What was done, oldest first. At most 100.
    var interactions: [FeedInteractionInput]
}

extension FeedInteractionsRecordInput: InputObject {
    init(fields: InputFields) throws {
        interactions = try fields.read("interactions")
    }
}

extension FeedInteractionsRecordInput {
    /// Where each field stands, for errors.
    enum Path {
        static let interactions = InputPath("interactions")
    }
}

/// One thing the viewer did with a post of a feed.
struct FeedInteractionInput {
    /// Token of the feed edge.
    var trackingToken: String
    /// What.
    var kind: FeedInteractionKind
    /// When, by the client's clock.
    var at: DateTimeScalar
    /// Seconds the post was on screen.
    var seconds: Double?
}

extension FeedInteractionInput: InputObject {
    init(fields: InputFields) throws {
        trackingToken = try fields.read("trackingToken")
        kind = try fields.read("kind")
        at = try fields.read("at")
        seconds = try fields.read("seconds")
    }
}

extension FeedInteractionInput {
    /// Where each field stands, for errors.
    enum Path {
        static let trackingToken = InputPath("trackingToken")
        static let kind = InputPath("kind")
        static let at = InputPath("at")
        static let seconds = InputPath("seconds")
    }
}

/// What a viewer can do with a post of a feed. Likes, comments and saves are known already.
enum FeedInteractionKind: String, SchemaEnum {
    /// At least half of it was on screen for a second.
    case impression = "IMPRESSION"
    /// It was opened.
    case open = "OPEN"
    /// The author's profile was opened from it.
    case profileOpen = "PROFILE_OPEN"
    /// A link was followed.
    case click = "CLICK"
}

/// Result of `feedInteractionsRecord`.
extension FeedInteractionsRecord {
    typealias Input = FeedInteractionsRecordInput
    typealias Code = GeneralErrorCode
    typealias ResultFields = FeedInteractionsRecordPayloadFields
    static let name = "feedInteractionsRecord"
    static let payloadName = "FeedInteractionsRecordPayload"
    static let payloadFields = FeedInteractionsRecordPayloadFields()
}

/// Fields of `FeedInteractionsRecordPayload`.
struct FeedInteractionsRecordPayloadFields: PayloadFields {
    typealias Parent = Payload<FeedInteractionsRecord>

    /// How many were taken: none of those that were told before, or whose tokens are forged,
    /// another's or too old.
    let acceptedCount = Field<Parent, Int?, NoArguments>("acceptedCount")
    /// What went wrong.
    let userErrors = Field<Parent, [UserError<GeneralErrorCode>], NoArguments>("userErrors")
}

/// Input of `feedItemHide`.
struct FeedItemHideInput {
    /// Token of the feed edge.
    var trackingToken: String
    /// Why.
    var reason: FeedHideReason = .notInterested
}

extension FeedItemHideInput: InputObject {
    init(fields: InputFields) throws {
        trackingToken = try fields.read("trackingToken")
        reason = try fields.read("reason")
    }
}

extension FeedItemHideInput {
    /// Where each field stands, for errors.
    enum Path {
        static let trackingToken = InputPath("trackingToken")
        static let reason = InputPath("reason")
    }
}

/// Why a post is hidden.
enum FeedHideReason: String, SchemaEnum {
    /// Not of interest: posts of its author stand lower from now on.
    case notInterested = "NOT_INTERESTED"
    /// Too much of this author, whose posts stand lower from now on.
    case tooMuchOfAuthor = "TOO_MUCH_OF_AUTHOR"
    /// Seen too often; this says nothing of the author.
    case seenBefore = "SEEN_BEFORE"
}

/// Result of `feedItemHide`.
extension FeedItemHide {
    typealias Input = FeedItemHideInput
    typealias Code = GeneralErrorCode
    typealias ResultFields = FeedItemHidePayloadFields
    static let name = "feedItemHide"
    static let payloadName = "FeedItemHidePayload"
    static let payloadFields = FeedItemHidePayloadFields()
}

/// Fields of `FeedItemHidePayload`.
struct FeedItemHidePayloadFields: PayloadFields {
    typealias Parent = Payload<FeedItemHide>

    /// The post that was hidden; null if the viewer may not see it any more.
    let post = Field<Parent, Post?, NoArguments>("post")
    /// What went wrong.
    let userErrors = Field<Parent, [UserError<GeneralErrorCode>], NoArguments>("userErrors")
}
