import Memcached
import Synchronization

/// What is counted: acts of a kind by somebody. Kinds are numbers that are never used again; who it
/// is are a few bytes, such as an id or a digest.
package struct RateKey: Hashable, Sendable {
    package let kind: Int16
    package let subject: [UInt8]

    package init(kind: Int16, subject: [UInt8]) {
        self.kind = kind
        self.subject = subject
    }
}

/// One act and how often it may be done; all of the rates are kept.
package struct RatedAct: Sendable {
    package let key: RateKey
    package let rates: [Rate]

    package init(_ key: RateKey, _ rates: [Rate]) {
        self.key = key
        self.rates = rates
    }

    /// How long one act takes to come back, in each of the rates.
    fileprivate var intervals: [Int64] { rates.map(\.intervalMilliseconds) }
}

/// How often everybody has acted of late, counted by all processes together: in memcached, where a
/// count is changed by whoever has seen its last change.
///
/// A process remembers what it has seen and where (`SwapToken`), so an act usually costs one round
/// trip, which writes and reads again; it costs none where it is refused. What memcached has lost, or
/// cannot be told now, is counted by each process for itself: so nothing is ever uncounted, and nobody
/// refused because a server is away. Both come back at the same time, so somebody who was counted in
/// both ways may do at most one bucket more.
package final class SharedRates: Sendable {
    private struct Known {
        /// As memcached has them, as far as this process has seen.
        var seen: RateBuckets
        /// Of the item in memcached, if it was seen.
        var token: SwapToken?
        /// What was counted here and could not be told yet.
        var untold: RateBuckets

        init(_ act: RatedAct) {
            seen = RateBuckets(count: act.rates.count)
            untold = seen
        }

        var allFullAt: Int64 { max(seen.allFullAt, untold.allFullAt) }

        /// As they are with what was not told.
        func buckets(now: Int64) -> RateBuckets {
            var buckets = seen
            buckets.add(untold.missing(now: now), now: now)
            return buckets
        }
    }

    /// A change that is not known to have been made.
    private struct Attempt {
        let act: RatedAct
        let buckets: RateBuckets
        let bytes: [UInt8]
        /// What it tells beside its own act.
        let untold: [Int64]
    }

    private enum Change {
        case take, giveBack
    }

    private let backends: Backends
    private let knownMax: Int
    private let known = Mutex<[RateKey: Known]>([:])

    init(backends: Backends, knownMax: Int) {
        self.backends = backends
        self.knownMax = knownMax
    }

    /// How many this process remembers.
    var knownCount: Int { known.withLock { $0.count } }

    /// Takes one of each act, or none. If others take the same at the same time, some may be taken and
    /// lost.
    ///
    /// - Parameters:
    ///   - now: milliseconds since 1970.
    ///   - trips: of the request.
    /// - Returns: the milliseconds to wait for it; nil if it was taken.
    package func take(_ acts: [RatedAct], now: Int64, trips: Trips) async -> Int64? {
        await change(.take, acts, now: now, trips: trips)
    }

    /// Puts back acts that were taken and turned out not to count.
    package func giveBack(_ acts: [RatedAct], now: Int64, trips: Trips) async {
        _ = await change(.giveBack, acts, now: now, trips: trips)
    }

    private func change(
        _ change: Change, _ acts: [RatedAct], now: Int64, trips: Trips
    ) async -> Int64? {
        var acts = acts
        if acts.isEmpty { return nil }
        for _ in 0..<TAOLimits.rateAttemptsMax {
            guard let cache = backends.cache else { break }
            let (wait, attempts, mutations) = plan(change, acts, now: now)
            if wait > 0 { return wait }
            trips.append(
                .cache(
                    verb: "count", keys: mutations.keys, hiddenBytes: backends.keys.prefixCount))
            acts = settle(attempts, await cache.change(mutations), now: now)
            if acts.isEmpty { return nil }
        }
        return changeAlone(change, acts, now: now)
    }

    private func apply(
        _ change: Change, to buckets: inout RateBuckets, _ act: RatedAct, now: Int64
    ) -> Int64 {
        if change == .take { return buckets.take(act.rates, now: now) }
        buckets.giveBack(act.intervals)
        return 0
    }

    /// What is to be sent, unless it is known already that there is too much.
    private func plan(
        _ change: Change, _ acts: [RatedAct], now: Int64
    ) -> (wait: Int64, [Attempt], Mutations) {
        var (wait, attempts, mutations): (Int64, [Attempt], Mutations) = (0, [], Mutations())
        let before = known.withLock { known in acts.map { known[$0.key] ?? Known($0) } }
        for (act, before) in zip(acts, before) {
            var buckets = before.buckets(now: now)
            wait = max(wait, apply(change, to: &buckets, act, now: now))
            let bytes = buckets.bytes(mark: .random(in: .min ... .max))
            let key = backends.keys.rate(act.key)
            let seconds = act.rates.map(\.seconds).max() ?? 0
            if let token = before.token {
                mutations.swap(key, seconds: seconds, token: token) { $0 += bytes }
            } else {
                mutations.add(key, bytes, seconds: seconds)
            }
            attempts.append(
                Attempt(
                    act: act, buckets: buckets, bytes: bytes,
                    untold: before.untold.missing(now: now)))
        }
        return (wait, attempts, mutations)
    }

    /// Keeps what was made, and learns what somebody else has made instead.
    /// - Returns: the acts that are still to be counted.
    private func settle(
        _ attempts: [Attempt], _ reply: GetReply, now: Int64
    ) -> [RatedAct] {
        known.withLock { all in
            defer { shrink(&all, now: now) }
            return attempts.enumerated().compactMap { index, attempt in
                let act = attempt.act
                var known = all[act.key] ?? Known(act)
                defer { all[act.key] = known }
                guard case .hit(let value) = reply[index] else {
                    known.token = nil
                    return act
                }
                known.token = reply.swapToken(index)
                if value.elementsEqual(attempt.bytes) {
                    known.seen = attempt.buckets
                    known.untold.giveBack(attempt.untold)
                    return nil
                }
                if let seen = RateBuckets(value, count: act.rates.count) { known.seen.join(seen) }
                return act
            }
        }
    }

    /// Without memcached, or where too many change the same at once: what this process has counted is
    /// told with its next change.
    private func changeAlone(_ change: Change, _ acts: [RatedAct], now: Int64) -> Int64? {
        known.withLock { all in
            defer { shrink(&all, now: now) }
            var wait: Int64 = 0
            for act in acts {
                var buckets = (all[act.key] ?? Known(act)).buckets(now: now)
                wait = max(wait, apply(change, to: &buckets, act, now: now))
            }
            if wait > 0 { return wait }
            for act in acts {
                var known = all[act.key] ?? Known(act)
                switch change {
                case .take: known.untold.add(act.intervals, now: now)
                case .giveBack: known.untold.giveBack(act.intervals)
                }
                all[act.key] = known
            }
            return nil
        }
    }

    /// Forgets what is full, and of the others the half that is full soonest if that is not enough:
    /// who has done most stays known.
    private func shrink(_ known: inout [RateKey: Known], now: Int64) {
        guard known.count > knownMax else { return }
        known = known.filter { $0.value.allFullAt > now }
        guard known.count > knownMax / 2 else { return }
        let times = known.values.map(\.allFullAt).sorted()
        let median = times[times.count / 2]
        known = known.filter { $0.value.allFullAt > median }
    }
}
