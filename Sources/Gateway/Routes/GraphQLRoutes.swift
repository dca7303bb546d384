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
struct GraphQLRoutes: Sendable {
    private let operations: OperationRunner
    private let tokens: AccessTokens
    private let tickets: SessionTickets
    private let disconnects: DisconnectCancellation
    private let status: GraphQLStatus
    private let origin: PublicOrigin
    private let bodies: BodyBudget
    private let limits: GatewayLimits

    init(
        _ configuration: GatewayConfiguration, _ services: Services,
        disconnects: DisconnectCancellation, bodies: BodyBudget
    ) {
        operations = services.operations
        tokens = services.tokens
        tickets = services.tickets
        self.disconnects = disconnects
        status = GraphQLStatus(usesDraftCodes: configuration.usesDraftStatusCodes)
        origin = PublicOrigin(configured: configuration.publicURL)
        self.bodies = bodies
        limits = configuration.limits
    }

    var routes: RouteCollection<GatewayContext> {
        let routes = RouteCollection(context: GatewayContext.self)
        routes.add(middleware: BodyArrivals(bodies, isKept: true))
        routes.read("graphql", respond)
        routes.post("graphql", use: respond)
        return routes
    }

    @Sendable
    private func respond(
        to request: Request, _ context: GatewayContext
    ) async throws -> Response {
        let accept = request.headers[values: .accept].joined(separator: ",")
        guard let format = ResponseFormat(accept: accept) else {
            return Problem.notAcceptable.response()
        }
        do {
            return write(try await answer(request, context), format)
        } catch let refusal as GraphQLErrors {
            let response = GraphQLResponse(refusal: refusal)
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
        let parameters =
            request.method == .post
            ? try await posted(request)
            : try GraphQLParameters(query: FormQuery(request.uri.query ?? ""), limits: limits)
        let caller = Caller(
            identity: try await identity(of: request), requestID: context.id,
            bypassing: tickets.open(request.headers[.tintypeTicket]),
            client: Client(address: context.client.bytes), origin: origin(request, context))
        let operation = try operations.engine.prepare(parameters.request)
        try check(operation, method: request.method)
        let result = try await run(operation, caller, context)
        return Answer(
            outcome: outcome(of: result, operation), response: result.response,
            ticket: tickets.seal(result.undelivered))
    }

    /// Made when an address is first asked for; most answers have none.
    private func origin(_ request: Request, _ context: GatewayContext) -> @Sendable () -> String {
        let (authority, channel) = (request.head.authority, context.channel)
        return { [origin] in origin.text(authority: authority, local: channel.localAddress) }
    }

    /// An operation of one field that was turned away at the door of something crowded has not
    /// begun; one of several may have done the others.
    private func outcome(
        of result: OperationResult, _ operation: PreparedOperation
    ) -> GraphQLOutcome {
        let outcome = GraphQLOutcome(result.response, fault: result.fault)
        let isAlone = operation.plan.rootFieldCount == 1
        return isAlone && outcome == .failed(.overloaded) ? .refused(.overloaded) : outcome
    }

    /// A query ends when its client leaves. A mutation does not: a client that sends one and goes
    /// away expects it to be done. But it is told, as it may be waiting to begin.
    private func run(
        _ operation: PreparedOperation, _ caller: Caller, _ context: GatewayContext
    ) async throws -> OperationResult {
        let answer = { @Sendable [operations] in await operations.run(operation, for: caller) }
        guard operation.plan.operation == .query else {
            return try await disconnects.tell(caller.client.presence, of: context.channel) {
                try await operations.engine.admit(answer)
            }
        }
        return try await disconnects.run(for: context.channel) { started in
            try await operations.engine.admit(started: started, answer)
        }
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

    /// Nil without an `Authorization` header. One that is of no use is an error, so that no client
    /// mistakes what strangers see for what it may see.
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
