import Hummingbird
import Synchronization

/// Counts answers for `/ready`. Outermost, so that what the other middlewares take is counted, too.
struct RequestMetrics: RouterMiddleware {
    let meter: RequestMeter

    func handle(
        _ request: Request, context: GatewayContext,
        next: (Request, GatewayContext) async throws -> Response
    ) async throws -> Response {
        let begun = ContinuousClock.now
        let response = try await next(request, context)
        meter.note(status: response.status.code, .now - begun)
        return response
    }
}

/// What a process has answered since it began, `/health` apart.
final class RequestMeter: Sendable {
    private let all = Atomic(0)
    private let failed = Atomic(0)
    private let late = Atomic(0)
    private let microseconds = Atomic(0)

    /// - Parameter time: until the answer began; a large one may take longer to send.
    func note(status: Int, _ time: Duration) {
        all.add(1, ordering: .relaxed)
        if status >= 500 { failed.add(1, ordering: .relaxed) }
        if time >= .milliseconds(GatewayLimits.lateAnswerMilliseconds) {
            late.add(1, ordering: .relaxed)
        }
        microseconds.add(Int(time / .microseconds(1)), ordering: .relaxed)
    }

    /// By name: of two looks the differences say how much was answered between them, how much of it failed
    /// (5xx) or was late, and how long all of it took together.
    var metrics: [(name: String, value: Int)] {
        [
            ("requests", all.load(ordering: .relaxed)),
            ("requestsFailed", failed.load(ordering: .relaxed)),
            ("requestsLate", late.load(ordering: .relaxed)),
            ("requestMicroseconds", microseconds.load(ordering: .relaxed)),
        ]
    }
}
