import HTTPTypes
import Hummingbird
import HummingbirdCore

/// Which web pages of other origins may read our answers. https://fetch.spec.whatwg.org/#http-cors-protocol
///
/// Signing in happens with a header that no browser adds by itself, so there are no cookies to
/// protect and credentials are never allowed.
struct CrossOrigin: Sendable {
    /// Such as `https://app.example`; `*` stands for all.
    let origins: Set<String>

    private static let preflightSeconds = 600

    /// Lets the page of the request read the response, if it may.
    func allow(_ request: Request, in headers: inout HTTPFields) {
        guard !origins.isEmpty else { return }
        headers[.vary] = "Origin"
        guard let origin = request.headers[.origin] else { return }
        if origins.contains("*") {
            headers[.accessControlAllowOrigin] = "*"
        } else if origins.contains(origin) {
            headers[.accessControlAllowOrigin] = origin
        } else {
            return
        }
        headers[.accessControlExposeHeaders] = "X-Request-ID, Retry-After, Tintype-Ticket"
    }

    /// The answer to an `OPTIONS` request.
    func preflight(
        _ request: Request, methods: String
    ) -> Response {
        var headers: HTTPFields = [.allow: methods]
        let isPreflight = request.headers[.accessControlRequestMethod] != nil
        if isPreflight, isAllowed(request) {
            headers[.accessControlAllowMethods] = methods
            headers[.accessControlAllowHeaders] = "Authorization, Content-Type, Tintype-Ticket"
            headers[.accessControlMaxAge] = String(Self.preflightSeconds)
        }
        return Response(status: .noContent, headers: headers)
    }

    private func isAllowed(_ request: Request) -> Bool {
        origins.contains("*") || request.headers[.origin].map(origins.contains) ?? false
    }
}
