import HTTPTypes
import Hummingbird
import HummingbirdCore

/// Prepares the bodies of requests for routes that read them. Most bodies are short and plain, and
/// are left alone.
struct BodyArrivals: RouterMiddleware {
    private let budget: BodyBudget
    private let isKept: Bool

    /// - Parameter isKept: whether bodies stay in memory, which is where they may be encoded.
    init(_ budget: BodyBudget, isKept: Bool) {
        self.budget = budget
        self.isKept = isKept
    }

    func handle(
        _ request: Request, context: GatewayContext,
        next: (Request, GatewayContext) async throws -> Response
    ) async throws -> Response {
        guard [.post, .put, .patch].contains(request.method) else {
            return try await next(request, context)
        }
        let coding = ArrivingBody.Coding(
            request.headers[.contentEncoding], mayBeEncoded: isKept)
        let expects = request.headers[.expect]?.lowercased() == "100-continue"
        let mustCount = isKept && (budget.counts(length: request.announcedLength) || coding.isZlib)
        if case .identity = coding, !expects, !mustCount { return try await next(request, context) }

        let address = context.client
        let claim = mustCount ? budget.claim(for: address) : nil
        defer { claim?.release() }
        let channel = context.channel
        let goAhead = { @Sendable in
            channel.triggerUserOutboundEvent(ConnectionHandler.GoAhead(), promise: nil)
        }
        let arriving = ArrivingBody(
            body: request.body, coding: coding, claim: claim, goAhead: expects ? goAhead : nil)
        var request = request
        request.body = RequestBody(asyncSequence: arriving)
        return try await next(request, context)
    }
}

extension ArrivingBody.Coding {
    fileprivate var isZlib: Bool { if case .zlib = self { true } else { false } }
}
