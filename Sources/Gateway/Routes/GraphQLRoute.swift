import HTTPTypes
import Hummingbird
import HummingbirdCore

import struct GraphQL.GraphQLErrors
import struct GraphQL.PreparedOperation

/// `POST /graphql`, and `GET /graphql` for queries.
/// https://graphql.github.io/graphql-over-http/draft/
struct GraphQLRoute: Sendable {
    let service: GraphQLService
    let tokens: AccessTokens
    let tickets: SessionTickets
    let departures: Departures
    let limits: GatewayLimits

    func respond(to request: Request, _ context: GatewayContext) async throws -> Response {
        guard
            let format = ResponseFormat(
                accept: request.headers[values: .accept].joined(separator: ","))
        else { return Problem.notAcceptable.response() }
        do {
            return write(try await answer(request, context), format)
        } catch let refusal as GraphQLErrors {
            let response = GraphQLResponse(requestErrors: refusal.errors)
            return write(Answer(status: refusal.reason.status, response: response), format)
        } catch let problem as Problem {
            return problem.response(as: .graphQLResponse)
        }
    }

    private func answer(_ request: Request, _ context: GatewayContext) async throws -> Answer {
        let parameters: GraphQLParameters
        switch request.method {
        case .post: parameters = try await posted(request)
        case .get, .head:
            parameters = try GraphQLParameters(
                query: FormQuery(request.uri.query ?? ""), limits: limits)
        default: throw Problem.methodNotAllowed(allowed: "GET, HEAD, POST, OPTIONS")
        }
        let caller = Caller(
            identity: try await identity(of: request), requestID: context.requestID,
            bypassing: tickets.open(request.headers[.tintypeTicket]))
        let operation = try service.engine.prepare(parameters.request)
        try check(operation, method: request.method)
        let (response, undelivered) = try await run(operation, caller, context)
        return Answer(
            status: response.status, response: response, ticket: tickets.seal(undelivered))
    }

    /// A query ends when its client leaves. A mutation does not: whoever sends one and goes away
    /// expects it to be done.
    private func run(
        _ operation: PreparedOperation, _ caller: Caller, _ context: GatewayContext
    ) async throws -> GraphQLService.Answered {
        let answer = { @Sendable in
            try await service.engine.admit { await service.run(operation, caller) }
        }
        guard operation.plan.operation == .query else { return try await answer() }
        return try await departures.run(for: context.channel, answer)
    }

    private func posted(_ request: Request) async throws -> GraphQLParameters {
        guard let type = request.headers[.contentType].flatMap({ MediaType($0) }), type == .json,
            type.isUTF8
        else { throw Problem.wantsJSON }
        if let length = request.announcedLength, length > limits.bodyBytesMax {
            throw Problem.bodyTooLarge(bytesMax: limits.bodyBytesMax)
        }
        let body = try await request.body.collected(
            bytesMax: limits.bodyBytesMax, arrivalMilliseconds: limits.bodyArrivalMillisecondsMax)
        return try GraphQLParameters(body: body, limits: limits)
    }

    /// Nil without an `Authorization` header. One that is of no use is an error, so that nobody
    /// mistakes what strangers see for what they may see.
    private func identity(of request: Request) async throws -> Identity? {
        guard let header = request.headers[.authorization] else { return nil }
        let parts = header.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer",
            let identity = await tokens.verify(String(parts[1]))
        else { throw Problem.unauthenticated }
        return identity
    }

    private func check(_ operation: PreparedOperation, method: HTTPRequest.Method) throws {
        switch operation.plan.operation {
        case .query: return
        case .mutation:
            guard method == .post else { throw Problem.mutationOverGet }
        case .subscription: throw Problem.subscriptionOverPlainHTTP
        }
    }

    private func write(_ answer: Answer, _ format: ResponseFormat) -> Response {
        let isSuccess = answer.status.kind == .successful
        let type = isSuccess ? format.mediaType : .graphQLResponse
        var headers: HTTPFields = [.contentType: type.contentType, .cacheControl: "no-store"]
        if answer.status == .serviceUnavailable { headers[.retryAfter] = "1" }
        headers[.tintypeTicket] = answer.ticket
        return Response(
            status: answer.status, headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: answer.response.body)))
    }

    private struct Answer {
        var status: HTTPResponse.Status
        var response: GraphQLResponse
        var ticket: String?
    }
}

extension GraphQLResponse {
    /// https://graphql.github.io/graphql-over-http/draft/#sec-Status-Codes
    fileprivate var status: HTTPResponse.Status {
        guard hasData else { return .unprocessableContent }
        return errorCount == 0 ? .ok : .partialSuccess
    }
}

extension HTTPResponse.Status {
    /// Some of what was asked for, and errors for the rest.
    /// https://graphql.github.io/graphql-over-http/draft/#sec-Partial-success
    static let partialSuccess = HTTPResponse.Status(code: 294, reasonPhrase: "Partial Success")
}

extension GraphQLErrors.Reason {
    fileprivate var status: HTTPResponse.Status {
        switch self {
        case .syntax: .badRequest
        case .invalid: .unprocessableContent
        case .late: .gatewayTimeout
        case .overloaded: .serviceUnavailable
        }
    }
}

extension Problem {
    fileprivate static let notAcceptable = Problem(
        status: .notAcceptable, code: "NOT_ACCEPTABLE",
        message: "Responses are application/graphql-response+json or application/json.")

    fileprivate static let wantsJSON = Problem(
        status: .unsupportedMediaType, code: "UNSUPPORTED_MEDIA_TYPE",
        message: "Send the request with Content-Type: application/json, in UTF-8.",
        headers: [.accept: "application/json"])

    fileprivate static let unauthenticated = Problem(
        status: .unauthorized, code: "UNAUTHENTICATED",
        message: "The access token is not valid, or no longer. Get a new one and try again.",
        headers: [.wwwAuthenticate: "Bearer error=\"invalid_token\""])

    fileprivate static let mutationOverGet = Problem(
        status: .methodNotAllowed, code: "METHOD_NOT_ALLOWED",
        message: "A mutation must be sent with POST.", headers: [.allow: "POST"])

    fileprivate static let subscriptionOverPlainHTTP = Problem(
        status: .unprocessableContent, code: "BAD_REQUEST",
        message: "A subscription needs a connection that stays open.")
}
