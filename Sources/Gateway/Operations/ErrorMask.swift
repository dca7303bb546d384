import Logging
import Synchronization

import enum GraphQL.ErrorCode
import struct GraphQL.GraphQLError
import enum GraphQL.PathElement
import struct Postgres.PostgresError
import struct Social.Overload
import enum TAO.LaneError

/// What on our side kept an operation from being answered as asked. The later outweigh the earlier.
package enum ServerFault: Int, Sendable, Comparable {
    /// Too much is asked at once; nothing is broken.
    case overloaded
    /// The database cannot be reached.
    case unavailable
    /// There is no room to write.
    case storageFull
    /// A mistake of ours.
    case unexpected

    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// Decides what the client of one request is told of errors, and remembers the gravest.
///
/// A `GraphQLError` was written for clients. Anything else is for the log: the client gets a
/// sentence, a code and the number of the request to ask with. Every error leaves with a code.
///
/// What fails many fields of one request for the same reason is logged once, with the first of them; and what
/// fails many requests because a database is away, once for all of them (`RequestOutages`).
package final class ErrorMask: Sendable {
    private let logger: Logger
    private let requestID: String
    private let outages: RequestOutages
    private let gravest = Mutex<ServerFault?>(nil)
    private let logged = Mutex<Set<String>>([])

    init(logger: Logger, outages: RequestOutages, requestID: String) {
        self.logger = logger
        self.outages = outages
        self.requestID = requestID
    }

    /// The gravest fault of ours that was reported; nil if there was none.
    package var fault: ServerFault? { gravest.withLock { $0 } }

    /// What is written for an error of an execution.
    package func report(_ error: any Error, at path: [PathElement]) -> GraphQLError {
        var shown = told(of: error, at: path)
        if shown.path.isEmpty { shown.path = path }
        return shown
    }

    private func told(of error: any Error, at path: [PathElement]) -> GraphQLError {
        if let error = error as? GraphQLError {
            if error.code == nil, error.stage == .execution { note(.unexpected, error, at: path) }
            return error.withCode
        }
        if error is CancellationError {
            return GraphQLError(
                "The operation was ended before this was known.", code: .cancelled)
        }
        let fault = Self.fault(of: error)
        note(fault, error, at: path)
        return GraphQLError(fault, requestID: requestID)
    }

    private static func fault(of error: any Error) -> ServerFault {
        switch error {
        case is Overload: .overloaded
        // Without a lane of ids nothing can be created, which is over as soon as there is one.
        case is LaneError: .unavailable
        case let error as PostgresError: error.fault
        default: .unexpected
        }
    }

    private func note(_ fault: ServerFault, _ error: any Error, at path: [PathElement]) {
        gravest.withLock { $0 = max($0 ?? fault, fault) }
        guard fault != .overloaded, isNews(error) else { return }
        let place = path.map(\.text).joined(separator: ".")
        let reason = String(reflecting: error)
        if outages.note(fault, "\(reason) (request \(requestID), path \(place))") { return }
        logger.error(
            "Unexpected error",
            metadata: ["request": "\(requestID)", "path": "\(place)", "error": "\(reason)"])
    }
}

extension ErrorMask {
    /// Whether the request has not logged an error of this reason, nor too many others. What failed
    /// in PostgreSQL did so for one reason, whatever the statement was.
    private func isNews(_ error: any Error) -> Bool {
        var reason = String(reflecting: error)
        if let error = error as? PostgresError {
            reason = "\(error.kind) \(error.sqlState) \(error.message)"
        }
        return logged.withLock { logged in
            guard logged.count < GatewayLimits.loggedErrorsMax else { return false }
            return logged.insert(reason).inserted
        }
    }
}

extension GraphQLError {
    /// What clients are told of a fault.
    fileprivate init(_ fault: ServerFault, requestID: String) {
        switch fault {
        case .overloaded:
            self.init("The server is busy. Try again in a moment.", code: .overloaded)
        case .unavailable:
            self.init(
                "The data cannot be reached at the moment. Try again soon.", code: .unavailable)
        case .storageFull:
            self.init(
                "There is no room to keep this at the moment. Try again later.",
                code: .insufficientStorage)
        case .unexpected:
            self.init(
                "Something went wrong on our side. If you report it, name \(requestID).",
                code: .internal)
        }
    }

    /// The same error with a code: its own, or that of the stage at which it was found.
    var withCode: GraphQLError {
        guard code == nil else { return self }
        var coded = self
        coded.extensions.insert(("code", .string(stage.code.rawValue)), at: 0)
        return coded
    }
}

extension GraphQLError.Stage {
    /// The names that other servers use too.
    fileprivate var code: ErrorCode {
        switch self {
        case .parsing: .parseFailed
        case .validation: .validationFailed
        case .operation: .operationNotFound
        case .input: .badUserInput
        case .execution: .internal
        }
    }
}

extension PostgresError {
    /// What it means for clients. https://www.postgresql.org/docs/current/errcodes-appendix.html
    fileprivate var fault: ServerFault {
        if sqlState == "53100" { return .storageFull }
        switch kind {
        case .unavailable, .timeout, .poolExhausted: return .unavailable
        case .server, .invalidRequest: return .unexpected
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
