import Memcached

/// The end of a pass that has laid tokens while it read PostgreSQL: when everybody has the answers,
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

    func run() async {
        flight.land(items.lazy.map { ($0.number, .success($0.item)) }, proving: token)
        var fill = Fill(pass, count: items.count)
        if let cache = pass.loader.backends.cache {
            let keys = KeyBatch(pass.keys, at: items.map(\.index))
            let leases = await cache.get(keys, tokens: true, fence: true)
            flight.land(
                items.enumerated().map { position, landed in
                    (landed.number, .success(prove(landed, leases, position, &fill)))
                })
            _ = await cache.deliver(fill.mutations)
            // Who asked memcached before the fill may still be on the way here.
            try? await Task.sleep(for: .milliseconds(TAOLimits.settledMilliseconds))
        } else {
            flight.land(items.lazy.map { ($0.number, .success(nil)) })
        }
        let keys = pass.wants.items
        pass.loader.backends.flights.leave(
            items.lazy.map { (keys[$0.index], $0.number) }, from: flight)
    }

    /// The item, if it is as new as the token under its key.
    private func prove(
        _ landed: Landed, _ leases: GetReply, _ position: Int, _ fill: inout Fill
    ) -> CacheValue.Item? {
        guard case .hit(let value) = leases[position],
            case .lease(token) = CacheValue.find(pass.wants.items[landed.index], in: value),
            let swap = leases.swapToken(position)
        else { return nil }
        guard let fence = leases.fence(position), fence == reply?.fence(landed.index) else {
            pass.loader.backends.leaseFirstForAWhile()
            fill.release(landed, swap)
            return nil
        }
        fill.add(landed, swap)
        return landed.item
    }
}
