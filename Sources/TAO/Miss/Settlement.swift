import Memcached

/// The end of a pass that has laid tokens while it read PostgreSQL: when all readers have the answers,
/// it finds out which tokens are still there and whether a write came before them, and fills.
///
/// A write deletes after its COMMIT, and counts the delete before. If the fence has held still from
/// the miss until the tokens were there, no delete was processed in between: nothing that was
/// committed after the read can have been deleted before the token, which its delete will void.
struct Settlement: Sendable {
    let pass: Pass
    let flight: Flight
    let token: CacheValue.LeaseToken
    /// What the cache said before PostgreSQL was asked.
    let reply: GetReply?
    let items: [Landed]

    enum Verdict {
        /// As new as the token under its key.
        case fill(SwapToken)
        /// Perhaps not: a write may have come between the read and the token, which must go.
        case release(SwapToken)
        /// Another's token or value lies there, or nothing, or the server does not say.
        case refused
    }

    /// - Parameters:
    ///   - missed: the fence at the miss.
    ///   - fence: that when the answer was found; nil is not known.
    static func verdict(
        _ answer: CacheAnswer, token: CacheValue.LeaseToken, missed: Fence?, fence: Fence?
    ) -> Verdict {
        guard case .lease(token) = answer.found, let swap = answer.swap else { return .refused }
        guard let fence, fence == missed else { return .release(swap) }
        return .fill(swap)
    }

    func run() async {
        flight.land(items.lazy.map { ($0.seat, .success($0.value)) }, proving: token)
        if let cache = pass.loader.backends.cache {
            let indices = items.map(\.item)
            let reply = await cache.get(pass.keys(of: indices), tokens: true, fence: true)
            var fill = Fill(pass, count: items.count)
            let proved = prove(reply, CacheAnswers(reply: reply, items: indices, pass: pass), &fill)
            flight.land(proved)
            _ = await cache.deliver(fill.mutations)
            // A reader who asked memcached before the fill may still be on the way here.
            try? await Task.sleep(for: .milliseconds(TAOLimits.settledMilliseconds))
        } else {
            flight.land(items.lazy.map { ($0.seat, .success(nil)) })
        }
        pass.loader.backends.flights.leave(
            items.lazy.map { [wants = pass.wants] in (wants.key($0.item), $0.seat) }, from: flight)
    }

    /// What those are told who have seen the tokens: nothing, unless it is as new as these.
    private func prove(
        _ leases: GetReply, _ answers: CacheAnswers, _ fill: inout Fill
    ) -> [(seat: SeatNumber, result: Flight.Result)] {
        items.enumerated().map { position, landed in
            let verdict = Self.verdict(
                answers[position], token: token, missed: reply?.fence(landed.item.rawValue),
                fence: leases.fence(position))
            switch verdict {
            case .fill(let swap):
                fill.add(landed.item, landed.value, swap)
                return (landed.seat, .success(landed.value))
            case .release(let swap):
                pass.loader.backends.leaseFirstForAWhile()
                fill.release(landed.item, swap)
                return (landed.seat, .success(nil))
            case .refused: return (landed.seat, .success(nil))
            }
        }
    }
}
