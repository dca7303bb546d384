import HTTPTypes
import Hummingbird

/// Leaves the body out of what answers HEAD, also where no route does.
///
/// Hummingbird can make a HEAD of every GET (`autoGenerateHeadEndpoints`), but leaves errors their
/// body and gives a length of 0 to what has not changed.
struct HeadAnswers: RouterMiddleware {
    func handle(
        _ request: Request, context: GatewayContext,
        next: (Request, GatewayContext) async throws -> Response
    ) async throws -> Response {
        let response = try await next(request, context)
        return request.method == .head ? response.createHeadResponse() : response
    }
}

extension RouterMethods<GatewayContext> {
    /// Adds what answers GET, and HEAD without the body.
    func read(
        _ path: RouterPath,
        _ answer: @escaping @Sendable (Request, GatewayContext) async throws -> Response
    ) {
        get(path, use: answer)
        head(path, use: answer)
    }
}
