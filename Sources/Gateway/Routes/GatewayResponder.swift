import HTTPTypes
import Hummingbird

import enum GraphQL.ErrorCode

/// Hands requests to the routes, unless their address is too long.
///
/// Hummingbird's router skips empty parts and takes `//ready/` for `/ready`. Here an address has one
/// spelling, so an empty part is made one that no route and no file has.
struct GatewayResponder: HTTPResponder {
    /// Of path and query.
    let bytesMax: Int
    let proxies: TrustedProxies
    /// Answers that an address is too long, as all answers are made.
    let refusals: any HTTPResponder<GatewayContext>
    let routes: RouterResponder<GatewayContext>

    func respond(to request: Request, context: GatewayContext) async throws -> Response {
        let path = request.uri.path
        // The bare minimum of a request, with nothing that others pay for: what the benchmarks
        // compare with.
        if request.method == .get, path == HealthRoutes.path { return HealthRoutes.healthy }
        var context = context
        context.writeID()
        if !proxies.isEmpty {
            context.forwarded = proxies.client(
                peer: context.channel.remoteAddress, request.headers)
        }
        guard request.head.path?.utf8.count ?? 0 <= bytesMax else {
            return try await refusals.respond(to: request, context: context)
        }
        guard path.hasEmptyPart else {
            return try await routes.respond(to: request, context: context)
        }
        var head = request.head
        head.path = path.withNamedParts
        return try await routes.respond(
            to: Request(head: head, body: request.body), context: context)
    }
}

extension String {
    private static let slash = UInt8(ascii: "/")

    /// Whether a path has nothing behind a slash, save for the root itself.
    fileprivate var hasEmptyPart: Bool {
        var last: UInt8 = 0
        for byte in utf8 {
            if byte == Self.slash, last == Self.slash { return true }
            last = byte
        }
        return last == Self.slash && utf8.count > 1
    }

    fileprivate var withNamedParts: String {
        dropFirst().split(separator: "/", omittingEmptySubsequences: false)
            .map { $0.isEmpty ? "/%" : "/" + $0 }.joined()
    }
}

extension Problem {
    static func uriTooLong(bytesMax: Int) -> Problem {
        Problem(
            status: .uriTooLong, code: .uriTooLong,
            message: "The address is longer than \(bytesMax) bytes; send it with POST.")
    }
}
