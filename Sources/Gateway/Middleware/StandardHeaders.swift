import HTTPTypes
import Hummingbird

/// The headers that all answers have.
struct StandardHeaders: RouterMiddleware {
    func handle(
        _ request: Request, context: GatewayContext,
        next: (Request, GatewayContext) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        response.headers[.xContentTypeOptions] = "nosniff"
        response.headers[.xRequestID] = context.id
        // A length would be that of what is not sent.
        if response.status == .noContent || response.status == .notModified {
            response.headers[.contentLength] = nil
        }
        return response
    }
}
