import GraphQL
import Postgres
import TAO

/// `feedInteractionsRecord`: says what the viewer did with posts of a feed.
///
/// What a client says may be forged, another's, old or told before: it is passed over, and the client, which
/// could do nothing about it, is told how many were taken and no more. One INSERT takes all of a call; what is counted by them is
/// counted by a consumer of the log of events (`EngagementCounting`).
enum FeedInteractionsRecord: ViewerMutation {
    /// How many were taken.
    typealias Output = Int

    static let access = Access.anyViewer(because: "A token is good for the viewer alone.")
    static let rate = RateLimit.counted(.interaction)

    static func run(
        _ input: FeedInteractionsRecordInput, as viewer: ObjectID, in context: RequestContext
    ) async throws -> Int {
        let limit = context.limits.interactionsPerCallMax
        guard input.interactions.count <= limit else {
            throw UserError<Code>(
                .invalid, "At most \(limit) interactions can be told at once.",
                at: Input.Path.interactions, limit: limit)
        }
        let valid = context.interactions(input.interactions, of: viewer)
        if valid.isEmpty { return 0 }
        context.trips.append(sql: ["log of interactions"])
        return try await context.services.interactions.record(
            valid, by: viewer, countsSince: context.now - context.limits.trackingTokenMilliseconds
        ) { taken in
            try FeedSeen(taken)?.query(by: viewer)
        }.count
    }

    static func register(_ payload: inout PayloadResolvers<FeedInteractionsRecord>) {
        payload.field(\.acceptedCount) { $0.output }
    }
}

extension RequestContext {
    /// The token, if it was made for the viewer and not too long ago.
    func trackingToken(_ text: String, of viewer: ObjectID) -> TrackingToken? {
        guard let token = services.trackingTokens.token(text, of: viewer) else { return nil }
        let age = now - token.servedAt
        let ages = -limits.trackingSkewMilliseconds...limits.trackingTokenMilliseconds
        return ages.contains(age) ? token : nil
    }

    /// Those that count, each once: what clients say of times is brought within what can be so.
    fileprivate func interactions(
        _ given: [FeedInteractionInput], of viewer: ObjectID
    ) -> [InteractionStore.Interaction] {
        given.compactMap { given in
            guard let token = trackingToken(given.trackingToken, of: viewer) else { return nil }
            return InteractionStore.Interaction(
                token: token, kind: given.kind,
                happenedAt: min(
                    max(given.at.milliseconds, token.servedAt), max(now, token.servedAt)),
                seconds: given.seconds.map { min(max($0, 0), limits.dwellSecondsMax) })
        }
    }
}
