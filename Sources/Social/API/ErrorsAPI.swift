// Made from Schema/errors.graphql by `tintype graphql swift`.
// Change that file and run it again.

import GraphQL

/// A failure of an account or session mutation.
extension AccountErrorCode: UserErrorCode {
    static let errorTypeName = "AccountUserError"
    static let errorFields = AccountUserErrorFields()
}

/// Fields of `AccountUserError`.
struct AccountUserErrorFields: UserErrorFields {
    typealias Parent = UserError<AccountErrorCode>

    /// Path of the input field at fault.
    let field = Field<Parent, [String]?, NoArguments>("field")
    /// What is wrong.
    let message = Field<Parent, String, NoArguments>("message")
    /// Seconds after which the same may succeed; null where waiting does not help.
    let retryAfter = Field<Parent, Int?, NoArguments>("retryAfter")
    /// The bound that was crossed; null where none was.
    let limit = Field<Parent, Int?, NoArguments>("limit")
    /// What is wrong, for programs.
    let code = Field<Parent, AccountErrorCode, NoArguments>("code")
}

/// Failures of account and session mutations.
enum AccountErrorCode: String, SchemaEnum {
    /// There is no such session or photo of the viewer's.
    case notFound = "NOT_FOUND"
    /// A value is empty, too long or malformed.
    case invalid = "INVALID"
    /// Another account has it, or it is reserved.
    case taken = "TAKEN"
    /// Name and password, or the token, do not match an account.
    case badCredentials = "BAD_CREDENTIALS"
    /// The token is used up or too old.
    case tokenExpired = "TOKEN_EXPIRED"
    /// The address must be confirmed first.
    case emailNotVerified = "EMAIL_NOT_VERIFIED"
    /// The password, or a session that signed in within the last 10 minutes, is needed.
    case reauthenticationRequired = "REAUTHENTICATION_REQUIRED"
    /// The account is suspended; nothing but signing in and deleting is open to it.
    case suspended = "SUSPENDED"
    /// The same `idempotencyKey` came with a different input.
    case idempotencyConflict = "IDEMPOTENCY_CONFLICT"
    /// Too often; `retryAfter` says when to try again.
    case tooMany = "TOO_MANY"
}

/// A failure of a mutation on accounts: follow, block, mute and the like.
extension RelationshipErrorCode: UserErrorCode {
    static let errorTypeName = "RelationshipUserError"
    static let errorFields = RelationshipUserErrorFields()
}

/// Fields of `RelationshipUserError`.
struct RelationshipUserErrorFields: UserErrorFields {
    typealias Parent = UserError<RelationshipErrorCode>

    /// Path of the input field at fault.
    let field = Field<Parent, [String]?, NoArguments>("field")
    /// What is wrong.
    let message = Field<Parent, String, NoArguments>("message")
    /// Seconds after which the same may succeed; null where waiting does not help.
    let retryAfter = Field<Parent, Int?, NoArguments>("retryAfter")
    /// The bound that was crossed; null where none was.
    let limit = Field<Parent, Int?, NoArguments>("limit")
    /// What is wrong, for programs.
    let code = Field<Parent, RelationshipErrorCode, NoArguments>("code")
}

/// Failures of mutations on accounts.
enum RelationshipErrorCode: String, SchemaEnum {
    /// There is no such account or request, or the viewer may not see it.
    case notFound = "NOT_FOUND"
    /// A value is out of its range.
    case invalid = "INVALID"
    /// The viewer cannot do this to itself.
    case `self` = "SELF"
    /// The viewer blocks the account; unblock it first.
    case blockedByViewer = "BLOCKED_BY_VIEWER"
    /// The viewer has as many as it may, e.g. follows.
    case limitReached = "LIMIT_REACHED"
    /// Too often; `retryAfter` says when to try again.
    case tooMany = "TOO_MANY"
}

/// A failure of an upload mutation.
extension MediaErrorCode: UserErrorCode {
    static let errorTypeName = "MediaUserError"
    static let errorFields = MediaUserErrorFields()
}

/// Fields of `MediaUserError`.
struct MediaUserErrorFields: UserErrorFields {
    typealias Parent = UserError<MediaErrorCode>

    /// Path of the input field at fault.
    let field = Field<Parent, [String]?, NoArguments>("field")
    /// What is wrong.
    let message = Field<Parent, String, NoArguments>("message")
    /// Seconds after which the same may succeed; null where waiting does not help.
    let retryAfter = Field<Parent, Int?, NoArguments>("retryAfter")
    /// The bound that was crossed; null where none was.
    let limit = Field<Parent, Int?, NoArguments>("limit")
    /// What is wrong, for programs.
    let code = Field<Parent, MediaErrorCode, NoArguments>("code")
}

/// Failures of upload mutations.
enum MediaErrorCode: String, SchemaEnum {
    /// There is no such upload of the viewer's.
    case notFound = "NOT_FOUND"
    /// A value is empty, too long or malformed.
    case invalid = "INVALID"
    /// This type of file is not taken.
    case unsupportedType = "UNSUPPORTED_TYPE"
    /// The file is too large.
    case tooLarge = "TOO_LARGE"
    /// Nothing has arrived at the upload address.
    case notUploaded = "NOT_UPLOADED"
    /// What arrived does not match the size or checksum that was given.
    case mismatch = "MISMATCH"
    /// The same `idempotencyKey` came with a different input.
    case idempotencyConflict = "IDEMPOTENCY_CONFLICT"
    /// Too often; `retryAfter` says when to try again.
    case tooMany = "TOO_MANY"
}

/// A failure of a mutation on posts, stories, saves or collections.
extension PostErrorCode: UserErrorCode {
    static let errorTypeName = "PostUserError"
    static let errorFields = PostUserErrorFields()
}

/// Fields of `PostUserError`.
struct PostUserErrorFields: UserErrorFields {
    typealias Parent = UserError<PostErrorCode>

    /// Path of the input field at fault.
    let field = Field<Parent, [String]?, NoArguments>("field")
    /// What is wrong.
    let message = Field<Parent, String, NoArguments>("message")
    /// Seconds after which the same may succeed; null where waiting does not help.
    let retryAfter = Field<Parent, Int?, NoArguments>("retryAfter")
    /// The bound that was crossed; null where none was.
    let limit = Field<Parent, Int?, NoArguments>("limit")
    /// What is wrong, for programs.
    let code = Field<Parent, PostErrorCode, NoArguments>("code")
}

/// Failures of mutations on posts, stories, saves and collections.
enum PostErrorCode: String, SchemaEnum {
    /// There is no such post, story, collection, photo or video, or the viewer may not see it.
    case notFound = "NOT_FOUND"
    /// The viewer may see it but not change it, or not do this with it.
    case notAllowed = "NOT_ALLOWED"
    /// A value is empty, too long or malformed.
    case invalid = "INVALID"
    /// Media are missing, of the wrong number or kind, another's, FAILED or in use.
    case badMedia = "BAD_MEDIA"
    /// There are too many hashtags, mentions or tags.
    case tooManyEntities = "TOO_MANY_ENTITIES"
    /// A tagged or mentioned account does not allow it.
    case tagNotAllowed = "TAG_NOT_ALLOWED"
    /// Its `status` does not allow this: only what is FAILED can be retried, only what is not
    /// published be
    /// published.
    case wrongStatus = "WRONG_STATUS"
    /// There are as many as may be, e.g. pinned posts.
    case limitReached = "LIMIT_REACHED"
    /// The same `idempotencyKey` came with a different input.
    case idempotencyConflict = "IDEMPOTENCY_CONFLICT"
    /// Too often; `retryAfter` says when to try again.
    case tooMany = "TOO_MANY"
}

/// A failure of a mutation on comments.
extension CommentErrorCode: UserErrorCode {
    static let errorTypeName = "CommentUserError"
    static let errorFields = CommentUserErrorFields()
}

/// Fields of `CommentUserError`.
struct CommentUserErrorFields: UserErrorFields {
    typealias Parent = UserError<CommentErrorCode>

    /// Path of the input field at fault.
    let field = Field<Parent, [String]?, NoArguments>("field")
    /// What is wrong.
    let message = Field<Parent, String, NoArguments>("message")
    /// Seconds after which the same may succeed; null where waiting does not help.
    let retryAfter = Field<Parent, Int?, NoArguments>("retryAfter")
    /// The bound that was crossed; null where none was.
    let limit = Field<Parent, Int?, NoArguments>("limit")
    /// What is wrong, for programs.
    let code = Field<Parent, CommentErrorCode, NoArguments>("code")
}

/// Failures of mutations on comments.
enum CommentErrorCode: String, SchemaEnum {
    /// There is no such post or comment, or the viewer may not see it.
    case notFound = "NOT_FOUND"
    /// The author lets this viewer not comment, or the comment is another's.
    case notAllowed = "NOT_ALLOWED"
    /// The text is empty or too long, or mentions too many.
    case invalid = "INVALID"
    /// The 15 minutes in which text can be changed are over.
    case editWindowClosed = "EDIT_WINDOW_CLOSED"
    /// There are as many as may be, e.g. pinned comments.
    case limitReached = "LIMIT_REACHED"
    /// The same `idempotencyKey` came with a different input.
    case idempotencyConflict = "IDEMPOTENCY_CONFLICT"
    /// Too often; `retryAfter` says when to try again.
    case tooMany = "TOO_MANY"
}

/// A failure of a mutation on reports, decisions and appeals.
extension ModerationErrorCode: UserErrorCode {
    static let errorTypeName = "ModerationUserError"
    static let errorFields = ModerationUserErrorFields()
}

/// Fields of `ModerationUserError`.
struct ModerationUserErrorFields: UserErrorFields {
    typealias Parent = UserError<ModerationErrorCode>

    /// Path of the input field at fault.
    let field = Field<Parent, [String]?, NoArguments>("field")
    /// What is wrong.
    let message = Field<Parent, String, NoArguments>("message")
    /// Seconds after which the same may succeed; null where waiting does not help.
    let retryAfter = Field<Parent, Int?, NoArguments>("retryAfter")
    /// The bound that was crossed; null where none was.
    let limit = Field<Parent, Int?, NoArguments>("limit")
    /// What is wrong, for programs.
    let code = Field<Parent, ModerationErrorCode, NoArguments>("code")
}

/// Failures of mutations on reports, decisions and appeals.
enum ModerationErrorCode: String, SchemaEnum {
    /// There is no such object, or the viewer may not see it.
    case notFound = "NOT_FOUND"
    /// The viewer may not do this, e.g. to an account of the same or a higher role.
    case notAllowed = "NOT_ALLOWED"
    /// A value is empty, too long, malformed or missing.
    case invalid = "INVALID"
    /// Too often; `retryAfter` says when to try again.
    case tooMany = "TOO_MANY"
}

/// A failure of another mutation.
extension GeneralErrorCode: UserErrorCode {
    static let errorTypeName = "GeneralUserError"
    static let errorFields = GeneralUserErrorFields()
}

/// Fields of `GeneralUserError`.
struct GeneralUserErrorFields: UserErrorFields {
    typealias Parent = UserError<GeneralErrorCode>

    /// Path of the input field at fault.
    let field = Field<Parent, [String]?, NoArguments>("field")
    /// What is wrong.
    let message = Field<Parent, String, NoArguments>("message")
    /// Seconds after which the same may succeed; null where waiting does not help.
    let retryAfter = Field<Parent, Int?, NoArguments>("retryAfter")
    /// The bound that was crossed; null where none was.
    let limit = Field<Parent, Int?, NoArguments>("limit")
    /// What is wrong, for programs.
    let code = Field<Parent, GeneralErrorCode, NoArguments>("code")
}

/// Failures of other mutations.
enum GeneralErrorCode: String, SchemaEnum {
    /// There is no such object, or the viewer may not see it.
    case notFound = "NOT_FOUND"
    /// The viewer may not do this.
    case notAllowed = "NOT_ALLOWED"
    /// A value is empty, too long or malformed.
    case invalid = "INVALID"
    /// Too often; `retryAfter` says when to try again.
    case tooMany = "TOO_MANY"
}
