import HTTPTypes
import Hummingbird
import HummingbirdCore
import Social

import enum GraphQL.ErrorCode
import struct GraphQL.GraphQLError
import struct GraphQL.GraphQLErrors
import struct GraphQL.PreparedOperation

/// `POST /graphql`, and `GET /graphql` for queries.
/// https://graphql.github.io/graphql-over-http/draft/
struct GraphQLRoute: Sendable {
    let service: GraphQLService
    let tokens: AccessTokens
    let tickets: SessionTickets
    let departures: Departures
    let status: GraphQLStatus
    let origin: PublicOrigin
    let limits: GatewayLimits

    func respond(to request: Request, _ context: GatewayContext) async throws -> Response {
        let accept = request.headers[values: .accept].joined(separator: ",")
        guard let format = ResponseFormat(accept: accept) else {
            return Problem.notAcceptable.response()
        }
        do {
            return write(try await answer(request, context), format)
        } catch let refusal as GraphQLErrors {
            let response = GraphQLResponse(requestErrors: refusal.errors.map(\.withCode))
            return write(Answer(outcome: .refused(refusal.reason), response: response), format)
        } catch let unknown as PersistedQueryUnknown {
            // Clients send the text then, if they read this: some do so only from a 200.
            let isJSON = ResponseFormat.acceptsJSON(accept)
            let response = GraphQLResponse(requestErrors: [unknown.error])
            return write(
                Answer(outcome: .refused(.invalid), response: response),
                isJSON ? .legacy : .graphQL)
        } catch var problem as Problem {
            if problem.status == .unprocessableContent {
                problem.status = status.malformed(in: format)
            }
            return problem.response(as: format.mediaType)
        }
    }

    private func answer(_ request: Request, _ context: GatewayContext) async throws -> Answer {
        guard !request.asksForWebSocket else { throw Problem.webSocketNotSupported }
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
            bypassing: tickets.open(request.headers[.tintypeTicket]),
            client: Client(address: ClientAddress(context.channel.remoteAddress).bytes),
            origin: origin.text(
                authority: request.head.authority, local: context.channel.localAddress))
        let operation = try service.engine.prepare(parameters.request)
        try check(operation, method: request.method)
        let answered = try await run(operation, caller, context)
        return Answer(
            outcome: outcome(of: answered, operation), response: answered.response,
            ticket: tickets.seal(answered.undelivered))
    }

    /// An operation of one field that was turned away at the door of something crowded has not
    /// begun; one of several may have done the others.
    private func outcome(
        of answered: GraphQLService.Answered, _ operation: PreparedOperation
    ) -> GraphQLOutcome {
        let outcome = GraphQLOutcome(answered.response, fault: answered.fault)
        let isAlone = operation.plan.rootFieldCount == 1
        return isAlone && outcome == .failed(.overloaded) ? .refused(.overloaded) : outcome
    }

    /// A query ends when its client leaves. A mutation does not: whoever sends one and goes away
    /// expects it to be done. But it is told, as it may be waiting to begin.
    private func run(
        _ operation: PreparedOperation, _ caller: Caller, _ context: GatewayContext
    ) async throws -> GraphQLService.Answered {
        let answer = { @Sendable in
            try await service.engine.admit { await service.run(operation, caller) }
        }
        guard operation.plan.operation == .query else {
            return try await departures.tell(caller.client.presence, of: context.channel) {
                try await answer()
            }
        }
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
        case .subscription: throw GraphQLErrors.subscriptionOverPlainHTTP
        }
    }

    private func write(_ answer: Answer, _ format: ResponseFormat) -> Response {
        let status = status.code(for: answer.outcome, in: format)
        var headers: HTTPFields = [
            .contentType: format.mediaType.contentType, .cacheControl: "no-store",
        ]
        if status == .serviceUnavailable { headers[.retryAfter] = "1" }
        headers[.tintypeTicket] = answer.ticket
        return Response(
            status: status, headers: headers,
            body: ResponseBody(answer.response, chunkBytes: limits.responseChunkBytes))
    }

    private struct Answer {
        var outcome: GraphQLOutcome
        var response: GraphQLResponse
        var ticket: String?
    }
}

extension Request {
    /// Whether the client would speak WebSocket from here on.
    fileprivate var asksForWebSocket: Bool {
        headers[values: .upgrade].contains { $0.lowercased().contains("websocket") }
    }
}

extension GraphQLErrors {
    fileprivate static let subscriptionOverPlainHTTP = GraphQLErrors(errors: [
        GraphQLError(
            "A subscription needs a connection that stays open; this server has none yet.",
            code: .subscriptionNotSupported)
    ])
}

extension Problem {
    fileprivate static let notAcceptable = Problem(
        status: .notAcceptable, code: .notAcceptable,
        message: "Responses are application/graphql-response+json or application/json.")

    fileprivate static let wantsJSON = Problem(
        status: .unsupportedMediaType, code: .unsupportedMediaType,
        message: "Send the request with Content-Type: application/json, in UTF-8.",
        headers: [.accept: "application/json"])

    fileprivate static let unauthenticated = Problem(
        status: .unauthorized, code: .unauthenticated,
        message: "The access token is not valid, or no longer. Get a new one and try again.",
        headers: [.wwwAuthenticate: "Bearer error=\"invalid_token\""])

    fileprivate static let mutationOverGet = Problem(
        status: .methodNotAllowed, code: .methodNotAllowed,
        message: "A mutation must be sent with POST.", headers: [.allow: "POST"])

    fileprivate static let webSocketNotSupported = Problem(
        status: .badRequest, code: .webSocketNotSupported,
        message: "This address does not speak WebSocket. Send queries and mutations with POST.")
}
