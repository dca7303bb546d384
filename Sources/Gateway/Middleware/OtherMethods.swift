import HTTPTypes
import Hummingbird

/// Answers methods that the routes of an address do not: OPTIONS with what they do, also for web
/// pages that ask before they send, and any other with 405.
///
/// It stands behind all routes. Hummingbird would say that there is nothing at the address.
struct OtherMethods: RouterMiddleware {
    private struct Address {
        let path: RouterPath
        var methods: Set<HTTPRequest.Method>

        func matches(_ parts: [Substring]) -> Bool {
            let isOpen = path.components.last == .recursiveWildcard
            guard isOpen ? path.count <= parts.count : path.count == parts.count else {
                return false
            }
            return zip(path, parts).allSatisfy { $0 ~= $1 }
        }

        /// For `Allow`.
        var allowed: String {
            let order: [HTTPRequest.Method] = [.get, .head, .post, .put, .patch, .delete]
            return (order.filter(methods.contains) + [.options])
                .map(\.rawValue).joined(separator: ", ")
        }
    }

    private let addresses: [Address]
    private let crossOrigin: CrossOrigin

    init(_ routes: [Router<GatewayContext>.RouteDescription], _ crossOrigin: CrossOrigin) {
        var addresses: [String: Address] = [:]
        for route in routes {
            addresses[route.path.description, default: Address(path: route.path, methods: [])]
                .methods.insert(route.method)
        }
        self.addresses = Array(addresses.values)
        self.crossOrigin = crossOrigin
    }

    func handle(
        _ request: Request, context: GatewayContext,
        next: (Request, GatewayContext) async throws -> Response
    ) async throws -> Response {
        let parts = request.uri.path.split(separator: "/")
        guard let address = addresses.first(where: { $0.matches(parts) }) else {
            return try await next(request, context)
        }
        context.coreContext.endpointPath.value = address.path.description
        guard request.method == .options else {
            throw Problem.methodNotAllowed(allowed: address.allowed)
        }
        return crossOrigin.preflight(request, methods: address.allowed)
    }
}
