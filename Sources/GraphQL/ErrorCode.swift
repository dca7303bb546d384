/// What kind of error a client is told of: `extensions.code`, on which programs decide. What each
/// means for a client, and what to do about it, is in `docs/errors.md`.
///
/// Expected failures of a mutation's input are data, not errors: their codes are enums of the schema.
package enum ErrorCode: String, CaseIterable, Sendable {
    // The document and its input.
    case parseFailed = "GRAPHQL_PARSE_FAILED"
    case validationFailed = "GRAPHQL_VALIDATION_FAILED"
    case operationNotFound = "OPERATION_RESOLUTION_FAILURE"
    case badUserInput = "BAD_USER_INPUT"
    case costLimit = "COST_LIMIT"
    case responseTooLarge = "RESPONSE_TOO_LARGE"
    case persistedQueryNotSupported = "PERSISTED_QUERY_NOT_SUPPORTED"
    case subscriptionNotSupported = "SUBSCRIPTION_NOT_SUPPORTED"

    // Who asks.
    case unauthenticated = "UNAUTHENTICATED"
    case forbidden = "FORBIDDEN"
    case expired = "EXPIRED"

    // The request that carries it.
    case badRequest = "BAD_REQUEST"
    case notFound = "NOT_FOUND"
    case methodNotAllowed = "METHOD_NOT_ALLOWED"
    case notAcceptable = "NOT_ACCEPTABLE"
    case unsupportedMediaType = "UNSUPPORTED_MEDIA_TYPE"
    case unsupportedContentEncoding = "UNSUPPORTED_CONTENT_ENCODING"
    case httpVersionNotSupported = "HTTP_VERSION_NOT_SUPPORTED"
    case webSocketNotSupported = "WEBSOCKET_NOT_SUPPORTED"
    case headersTooLarge = "HEADERS_TOO_LARGE"
    case uriTooLong = "URI_TOO_LONG"
    case bodyTooLarge = "BODY_TOO_LARGE"
    case bodyTooSlow = "BODY_TOO_SLOW"
    case bodyCutShort = "BODY_CUT_SHORT"

    // Files.
    case alreadyUploaded = "ALREADY_UPLOADED"
    case checksumMismatch = "CHECKSUM_MISMATCH"
    case offsetMismatch = "OFFSET_MISMATCH"
    case preconditionFailed = "PRECONDITION_FAILED"
    case tooManyUploads = "TOO_MANY_UPLOADS"
    case rangeNotSatisfiable = "RANGE_NOT_SATISFIABLE"

    // The server.
    case overloaded = "OVERLOADED"
    case timeout = "TIMEOUT"
    case unavailable = "UNAVAILABLE"
    case insufficientStorage = "INSUFFICIENT_STORAGE"
    case cancelled = "CANCELLED"
    case `internal` = "INTERNAL"
}
