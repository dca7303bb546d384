import GraphQL

/// The codes of one family of expected failures: an enum of the schema.
protocol UserErrorCode: RawRepresentable<String>, Sendable {
    /// Name of the object type that carries the code.
    static var errorTypeName: String { get }
}

/// An expected failure of a mutation.
struct UserError<Code: UserErrorCode>: Error, ObjectResult {
    static var typeName: String { Code.errorTypeName }

    let code: Code
    let message: String
    /// Path of the input field at fault, without the leading `input`.
    let field: [String]

    init(_ code: Code, _ message: String, field: String...) {
        self.init(code, message, path: field)
    }

    init(_ code: Code, _ message: String, path: [String]) {
        self.code = code
        self.message = message
        field = path
    }
}

enum AccountErrorCode: String, UserErrorCode {
    static let errorTypeName = "AccountUserError"
    case invalid = "INVALID"
    case taken = "TAKEN"
    case badCredentials = "BAD_CREDENTIALS"
    case tokenExpired = "TOKEN_EXPIRED"
    case suspended = "SUSPENDED"
}

enum RelationshipErrorCode: String, UserErrorCode {
    static let errorTypeName = "RelationshipUserError"
    case notFound = "NOT_FOUND"
    case `self` = "SELF"
    case blockedByViewer = "BLOCKED_BY_VIEWER"
    case limitReached = "LIMIT_REACHED"
}

enum MediaErrorCode: String, UserErrorCode {
    static let errorTypeName = "MediaUserError"
    case notFound = "NOT_FOUND"
    case invalid = "INVALID"
    case unsupportedType = "UNSUPPORTED_TYPE"
    case tooLarge = "TOO_LARGE"
    case notUploaded = "NOT_UPLOADED"
    case mismatch = "MISMATCH"
    case idempotencyConflict = "IDEMPOTENCY_CONFLICT"
}

enum PostErrorCode: String, UserErrorCode {
    static let errorTypeName = "PostUserError"
    case notFound = "NOT_FOUND"
    case invalid = "INVALID"
    case badMedia = "BAD_MEDIA"
    case idempotencyConflict = "IDEMPOTENCY_CONFLICT"
}

enum CommentErrorCode: String, UserErrorCode {
    static let errorTypeName = "CommentUserError"
    case notFound = "NOT_FOUND"
    case invalid = "INVALID"
    case idempotencyConflict = "IDEMPOTENCY_CONFLICT"
}

extension Resolvers<RequestContext> {
    mutating func userErrors() {
        userError(AccountErrorCode.self)
        userError(RelationshipErrorCode.self)
        userError(MediaErrorCode.self)
        userError(PostErrorCode.self)
        userError(CommentErrorCode.self)
    }

    private mutating func userError<Code: UserErrorCode>(_ code: Code.Type) {
        type(UserError<Code>.self) { error in
            error.field("field") { $0.field.isEmpty ? nil : ["input"] + $0.field }
            error.field("message") { $0.message }
            error.field("code") { $0.code.rawValue }
        }
    }
}

extension GraphQLError {
    /// A mistake of the client that is no expected failure, such as a forged cursor.
    static func badUserInput(_ message: String) -> GraphQLError {
        GraphQLError(message, extensions: [("code", .string("BAD_USER_INPUT"))])
    }

    /// The field needs a signed-in viewer.
    static var unauthenticated: GraphQLError {
        GraphQLError(
            "You must be signed in to do this.", extensions: [("code", .string("UNAUTHENTICATED"))])
    }
}
