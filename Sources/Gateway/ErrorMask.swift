import Logging

import struct GraphQL.GraphQLError
import enum GraphQL.PathElement
import struct Postgres.PostgresError

/// Decides what clients are told of errors.
///
/// A `GraphQLError` was written for them. Anything else is for the log: the client gets a sentence,
/// a code and the number of the request to ask with.
package struct ErrorMask: Sendable {
    private let logger: Logger

    package init(logger: Logger) {
        self.logger = logger
    }

    /// What is written for an error that a resolver threw.
    package func report(
        _ error: any Error, at path: [PathElement], requestID: String
    ) -> GraphQLError {
        if var error = error as? GraphQLError {
            if error.path.isEmpty { error.path = path }
            return error
        }
        if error is CancellationError {
            return GraphQLError(
                "The operation was ended before this was known.", path: path,
                extensions: [("code", .string("CANCELLED"))])
        }
        logger.error(
            "Unexpected error",
            metadata: [
                "request": "\(requestID)", "path": "\(path.map(\.text).joined(separator: "."))",
                "error": "\(String(reflecting: error))",
            ])
        if let error = error as? PostgresError, error.isOutage {
            return GraphQLError(
                "The data cannot be reached at the moment. Try again soon.", path: path,
                extensions: [("code", .string("UNAVAILABLE"))])
        }
        return GraphQLError(
            "Something went wrong on our side. If you report it, name \(requestID).", path: path,
            extensions: [("code", .string("INTERNAL"))])
    }
}

extension PostgresError {
    /// Whether the database is at fault, not the statement.
    fileprivate var isOutage: Bool {
        switch kind {
        case .unavailable, .timeout, .poolExhausted: true
        case .server, .invalidRequest: false
        }
    }
}

extension PathElement {
    fileprivate var text: String {
        switch self {
        case .name(let name): name
        case .index(let index): String(index)
        }
    }
}
