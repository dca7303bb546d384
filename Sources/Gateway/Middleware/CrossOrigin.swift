import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore

/// Which web pages of other origins may read our answers. https://fetch.spec.whatwg.org/#http-cors-protocol
///
/// Signing in happens with a header that no browser adds by itself, so there are no cookies to
/// protect and credentials are never allowed.
///
/// Hummingbird's `CORSMiddleware` answers every OPTIONS request of a page itself, with one list of
/// methods for all addresses and one of headers for all clients.
struct CrossOrigin: RouterMiddleware {
    /// Such as `https://app.example`; `*` stands for all.
    let origins: Set<String>

    private static let preflightSeconds = 600
    /// Headers that mean something here.
    private static let headers = ["Authorization", "Content-Type", "Tintype-Ticket"]

    func handle(
        _ request: Request, context: GatewayContext,
        next: (Request, GatewayContext) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        allow(request, in: &response.headers)
        return response
    }

    /// Lets the page of the request read the response, if it may.
    private func allow(_ request: Request, in headers: inout HTTPFields) {
        headers[.vary] = "Origin"
        guard let origin = request.headers[.origin] else { return }
        if origins.contains("*") {
            headers[.accessControlAllowOrigin] = "*"
        } else if origins.contains(origin) {
            headers[.accessControlAllowOrigin] = origin
        } else {
            return
        }
        // What a route has besides stands in its answer.
        headers[.accessControlExposeHeaders] =
            ["X-Request-ID, Retry-After, Tintype-Ticket", headers[.accessControlExposeHeaders]]
            .compactMap(\.self).joined(separator: ", ")
    }

    /// The answer to an `OPTIONS` request for an address that answers to `methods`.
    func preflight(_ request: Request, methods: String) -> Response {
        var headers: HTTPFields = [.allow: methods]
        let isPreflight = request.headers[.accessControlRequestMethod] != nil
        if isPreflight, isAllowed(request) {
            headers[.accessControlAllowMethods] = methods
            headers[.accessControlAllowHeaders] = allowedHeaders(request)
            headers[.accessControlMaxAge] = String(Self.preflightSeconds)
        }
        return Response(status: .noContent, headers: headers)
    }

    /// Ours, and whatever the page announces: clients send names of themselves, traces and headers
    /// whose only purpose is to cause this very question. We read none of those, and a page that is
    /// let in at all may send them.
    private func allowedHeaders(_ request: Request) -> String {
        var names = Self.headers
        var known = Set(names.map { $0.lowercased() })
        let announced = request.headers[values: .accessControlRequestHeaders]
            .flatMap { $0.split(separator: ",") }
            .map { $0.trimmingCharacters(in: .whitespaces).lowercased() }
        let countMax = Self.headers.count + GatewayLimits.announcedHeadersMax
        for name in announced where names.count < countMax {
            guard name.utf8.count <= GatewayLimits.announcedHeaderBytesMax,
                HTTPField.Name(name) != nil,
                known.insert(name).inserted
            else { continue }
            names.append(name)
        }
        return names.joined(separator: ", ")
    }

    private func isAllowed(_ request: Request) -> Bool {
        origins.contains("*") || request.headers[.origin].map(origins.contains) ?? false
    }
}
