import HTTPTypes

import struct GraphQL.GraphQLErrors

/// How a GraphQL request has ended, as far as its status tells.
enum GraphQLOutcome: Equatable {
    /// Data, and no error.
    case complete
    /// Data, which may be null, and errors; `isFaulty` if one of them is a fault of ours.
    case partial(isFaulty: Bool)
    /// A fault of ours took all of the data.
    case failed(ServerFault)
    /// Execution did not begin, or was ended.
    case refused(GraphQLErrors.Reason)

    init(_ response: GraphQLResponse, fault: ServerFault?) {
        if !response.hasData {
            self = .refused(response.reason ?? .invalid)
        } else if let fault, response.isDataNull {
            self = .failed(fault)
        } else {
            self = response.errorCount == 0 ? .complete : .partial(isFaulty: fault != nil)
        }
    }
}

/// The status of an answer.
///
/// Clients that take `application/json` read the errors only from a 200, so they get that whenever
/// the operation was looked at; what kept us from looking has a status in both formats.
/// `docs/http.md` has the whole table.
struct GraphQLStatus: Sendable {
    /// Whether `application/graphql-response+json` is answered with the codes that the draft has
    /// and its released readers do not know: 294 and 422.
    /// https://graphql.github.io/graphql-over-http/draft/#sec-Status-Codes
    let usesDraftCodes: Bool

    func code(
        for outcome: GraphQLOutcome, in format: ResponseFormat
    ) -> HTTPResponse.Status {
        switch outcome {
        case .refused(.overloaded): return .serviceUnavailable
        case .refused(.late): return .gatewayTimeout
        default: return format == .legacy ? .ok : current(outcome)
        }
    }

    /// A request that holds JSON, but is none for GraphQL.
    func malformed(in format: ResponseFormat) -> HTTPResponse.Status {
        usesDraftCodes && format == .graphQL ? .unprocessableContent : .badRequest
    }

    private func current(_ outcome: GraphQLOutcome) -> HTTPResponse.Status {
        switch outcome {
        case .complete: return .ok
        case .partial(let isFaulty): return usesDraftCodes && !isFaulty ? .partialSuccess : .ok
        case .failed(let fault): return fault.status
        case .refused(.syntax): return .badRequest
        case .refused: return malformed(in: .graphQL)
        }
    }
}

extension ServerFault {
    fileprivate var status: HTTPResponse.Status {
        switch self {
        case .overloaded, .unavailable: .serviceUnavailable
        case .storageFull: .insufficientStorage
        case .unexpected: .internalServerError
        }
    }
}

extension HTTPResponse.Status {
    /// Some of what was asked for, and errors for the rest.
    /// https://graphql.github.io/graphql-over-http/draft/#sec-Partial-success
    static let partialSuccess = HTTPResponse.Status(code: 294, reasonPhrase: "Partial Success")
    /// https://www.rfc-editor.org/rfc/rfc4918#section-11.5
    static let insufficientStorage = HTTPResponse.Status(
        code: 507, reasonPhrase: "Insufficient Storage")
}
