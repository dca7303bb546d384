import HTTPTypes
import Hummingbird
import Logging

/// Makes answers of errors, so that the middlewares around it see nothing but answers.
///
/// Hummingbird would do so outside of all of them, with a body of another form.
struct ErrorAnswers: RouterMiddleware {
    func handle(
        _ request: Request, context: GatewayContext,
        next: (Request, GatewayContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let problem as Problem {
            // GraphQL's own type is asked for by name, so only by its clients.
            let accept = request.headers[values: .accept].joined(separator: ",")
            return problem.response(as: ResponseFormat(accept: accept)?.mediaType ?? .json)
        } catch let error as HTTPError where error.status == .notFound {
            return Problem.notFound.response()
        } catch {
            // What went wrong is for the log; the client gets a number to ask with.
            context.logger.error(
                "Unexpected error", metadata: ["error": "\(String(reflecting: error))"])
            return Problem.internalError(id: context.id).response()
        }
    }
}
