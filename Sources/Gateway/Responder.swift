import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import Synchronization

import enum GraphQL.ErrorCode

/// What Hummingbird hands to each request.
struct GatewayContext: InitializableFromSource {
    let logger: Logger
    let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        logger = source.logger
        channel = source.channel
    }

    /// Unique among the requests of this process and unlikely to meet one of another.
    var requestID: String {
        logger[metadataKey: "hb.request.id"].map { "\($0)" } ?? "-"
    }
}

/// The addresses of the gateway.
enum Route {
    case health
    case ready
    case graphQL
    case picture(MediaRoute.Access, rest: Substring)
    case upload(token: Substring)
    case page

    init(path: String) {
        switch path {
        case "/health": self = .health
        case "/ready": self = .ready
        case "/graphql": self = .graphQL
        default:
            let parts = path.dropFirst().split(
                separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2, let access = MediaRoute.Access(rawValue: String(parts[0])) {
                self = .picture(access, rest: parts[1])
            } else if parts.count == 2, parts[0] == "upload" {
                self = .upload(token: parts[1])
            } else {
                self = .page
            }
        }
    }

    /// Methods that are answered, for `OPTIONS`.
    var methods: String {
        switch self {
        case .graphQL: "GET, HEAD, POST, OPTIONS"
        case .upload: "PUT, OPTIONS"
        default: "GET, HEAD, OPTIONS"
        }
    }
}

/// Answers every request: finds the route, and sees to what all answers have in common.
struct GatewayResponder: HTTPResponder {
    typealias Context = GatewayContext

    let limits: GatewayLimits
    let crossOrigin: CrossOrigin
    let graphQL: GraphQLRoute
    let media: MediaRoute
    let upload: UploadRoute
    let page: PageFiles
    let readiness: Readiness
    let arrivals: BodyArrivals

    func respond(
        to request: Request, context: GatewayContext
    ) async throws -> Response {
        let route = Route(path: request.uri.path)
        // The bare minimum of a request, with nothing that others pay for: what the benchmarks
        // compare with.
        if case .health = route, request.method == .get { return Self.healthy }
        let start = ContinuousClock.now
        var response = await answer(request, route, context)
        crossOrigin.allow(request, in: &response.headers)
        response.headers[.xContentTypeOptions] = "nosniff"
        response.headers[.xRequestID] = context.requestID
        if request.method == .head { response = response.createHeadResponse() }
        if response.status == .noContent || response.status == .notModified {
            response.headers[.contentLength] = nil
        }
        context.logger.debug(
            "\(request.method) \(route.logName) \(response.status.code)",
            metadata: ["microseconds": "\((.now - start) / .microseconds(1))"])
        return response
    }

    private static let healthy = Response(
        status: .ok, headers: [.contentType: "text/plain"],
        body: ResponseBody(byteBuffer: ByteBuffer(string: "ok")))

    private func answer(
        _ request: Request, _ route: Route, _ context: GatewayContext
    ) async -> Response {
        do {
            return try await dispatch(request, route, context)
        } catch let problem as Problem {
            return problem.response()
        } catch {
            // What went wrong is for the log; the client gets a number to ask with.
            context.logger.error(
                "Unexpected error", metadata: ["error": "\(String(reflecting: error))"])
            return Problem.internalError(id: context.requestID).response()
        }
    }

    private func dispatch(
        _ request: Request, _ route: Route, _ context: GatewayContext
    ) async throws -> Response {
        guard request.head.path?.utf8.count ?? 0 <= limits.uriBytesMax else {
            throw Problem.uriTooLong(bytesMax: limits.uriBytesMax)
        }
        if request.method == .options, !route.isPage {
            return crossOrigin.preflight(request, methods: route.methods)
        }
        switch route {
        case .health, .ready:
            guard request.method == .get || request.method == .head else {
                throw Problem.methodNotAllowed(allowed: route.methods)
            }
            if case .health = route { return Self.healthy }
            return await readiness.response()
        case .graphQL:
            return try await arrivals.run(request, context, isKept: true) { request in
                try await graphQL.respond(to: request, context)
            }
        case .picture(let access, let rest):
            return try await media.respond(to: request, access: access, rest: rest)
        case .upload(let token):
            return try await arrivals.run(request, context, isKept: false) { request in
                try await upload.respond(to: request, token: token, context)
            }
        case .page:
            guard let response = page.response(to: request) else { throw Problem.notFound }
            return response
        }
    }
}

extension Route {
    fileprivate var isPage: Bool {
        if case .page = self { true } else { false }
    }

    /// Without names and tokens, which are nobody's business.
    fileprivate var logName: String {
        switch self {
        case .health: "/health"
        case .ready: "/ready"
        case .graphQL: "/graphql"
        case .picture(let access, _): "/\(access.rawValue)"
        case .upload: "/upload"
        case .page: "page"
        }
    }
}

extension Problem {
    fileprivate static func uriTooLong(bytesMax: Int) -> Problem {
        Problem(
            status: .uriTooLong, code: .uriTooLong,
            message: "The address is longer than \(bytesMax) bytes; send it with POST.")
    }
}
