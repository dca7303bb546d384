import Hummingbird
import Logging

/// One line for each request, at the level `debug`.
///
/// Hummingbird's own (`LogRequestsMiddleware`) writes the address as it was sent, and the names and
/// tokens in one are not for a log: this one writes the route's pattern.
struct AccessLog: RouterMiddleware {
    func handle(
        _ request: Request, context: GatewayContext,
        next: (Request, GatewayContext) async throws -> Response
    ) async throws -> Response {
        let start = ContinuousClock.now
        let response = try await next(request, context)
        context.logger.debug(
            "\(request.method) \(context.endpointPath ?? "page") \(response.status.code)",
            metadata: ["microseconds": "\((.now - start) / .microseconds(1))"])
        return response
    }
}
