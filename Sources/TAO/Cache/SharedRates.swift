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
}

private enum RateChange {
    case take, giveBack

    /// What the change takes out of each bucket, in milliseconds.
    func missing(of act: RatedAct) -> [Int64] {
        act.rates.map { self == .take ? $0.intervalMilliseconds : -$0.intervalMilliseconds }
    }

    /// Why an act has to wait; what is put back never does.
    func refusal(_ buckets: RateBuckets, _ act: RatedAct, now: Int64) -> RateRefusal? {
        var buckets = buckets
        return self == .take ? buckets.take(act.rates, now: now) : nil
    }
}

/// How often everybody has acted of late, counted by all processes together: in memcached, where a
/// count is changed by whoever has seen its last change.
///
/// A process remembers what it has seen and where (`KnownRate`), so an act usually costs one round
/// trip, which writes and reads again; it costs none where it is refused. What memcached has lost, or
/// cannot be told now, is counted by each process for itself, as far as it remembers: with more to
/// remember than it may (`TAOLimits.ratesKnownMax`) it forgets what memcached was told first, then who
/// has done least, which is uncounted from then on. Nobody is refused because a server is away. Both
/// counts come back at the same time, so somebody who was counted in
/// both ways may do at most one bucket more. A change that gets no answer is counted once more, for it
/// may not have been made.
package final class SharedRates: Sendable {
    private let backends: Backends
    private let knownMax: Int
    private let known = Mutex<KnownRates>([:])
    /// Who acts at the same time as others does so after them: else all but one would act in vain. Of
    /// acts that are changed together only the first has its turn. The others may be changed
    /// meanwhile in this process as by another one, which costs whoever comes second one more trip.
    private let turns = KeyTurns<RateKey>()

    init(backends: Backends, knownMax: Int) {
        self.backends = backends
        self.knownMax = knownMax
    }

    /// How many this process remembers.
    var knownCount: Int { known.withLock { $0.count } }

    /// Takes one of each act, or none.
    ///
    /// - Parameters:
    ///   - now: milliseconds since 1970.
    ///   - trips: of the request.
    /// - Returns: why it has to wait; nil if it was taken.
    package func take(_ acts: [RatedAct], now: Int64, trips: Trips) async -> RateRefusal? {
        guard let first = acts.first else { return nil }
        // Who is refused anyway does not wait for a turn.
        let refusal = known.withLock { self.refusal(.take, acts, $0, now: now) }
        if let refusal { return refusal }
        return await turns.run(first.key) {
            await change(.take, acts, now: now, trips: trips)
        }
    }

    /// Puts back acts that were taken and turned out not to count, together and so in one trip: in the
    /// turn of the first.
    package func giveBack(_ acts: [RatedAct], now: Int64, trips: Trips) async {
        guard let first = acts.first else { return }
        _ = await turns.run(first.key) {
            await change(.giveBack, acts, now: now, trips: trips)
        }
    }

    private func change(
        _ change: RateChange, _ acts: [RatedAct], now: Int64, trips: Trips
    ) async -> RateRefusal? {
        var left = acts
        var refusal: RateRefusal?
        for _ in 0..<TAOLimits.rateAttemptsMax where !left.isEmpty {
            guard let cache = backends.cache else { break }
            let (attempts, mutations): ([RateAttempt], Mutations)
            (refusal, attempts, mutations) = plan(change, left, now: now)
            if refusal != nil { break }
            trips.append(
                .cache(
                    verb: "count", keys: mutations.keys, hiddenBytes: backends.keys.prefixCount))
            left = settle(left, attempts, await cache.change(mutations), now: now)
        }
        if refusal == nil { refusal = changeAlone(change, left, now: now) }
        guard let refusal else { return nil }
        // Others have taken the rest in the meantime.
        let made = acts.filter { act in !left.contains { $0.key == act.key } }
        if !made.isEmpty { _ = await self.change(.giveBack, made, now: now, trips: trips) }
        return refusal
    }

    /// What is to be sent, unless it is known already that there is too much.
    private func plan(
        _ change: RateChange, _ acts: [RatedAct], now: Int64
    ) -> (refusal: RateRefusal?, [RateAttempt], Mutations) {
        known.withLock { known in
            let refusal = self.refusal(change, acts, known, now: now)
            if refusal != nil { return (refusal, [], Mutations()) }
            var mutations = Mutations()
            let attempts = acts.map { act in
                let missing = change.missing(of: act)
                let attempt = known[act.key, default: KnownRate(bucketCount: missing.count)]
                    .attempt(missing, now: now)
                let key = backends.keys.rate(act.key)
                let seconds = act.rates.map(\.seconds).max() ?? 0
                if let token = attempt.token {
                    mutations.swap(key, seconds: seconds, token: token) { $0 += attempt.bytes }
                } else {
                    mutations.add(key, attempt.bytes, seconds: seconds)
                }
                return attempt
            }
            return (nil, attempts, mutations)
        }
    }

    /// Learns which changes were made, and what others have made instead or afterwards.
    /// - Returns: the acts that are still to be counted.
    private func settle(
        _ acts: [RatedAct], _ attempts: [RateAttempt], _ reply: GetReply, now: Int64
    ) -> [RatedAct] {
        known.withLock { known in
            defer { shrink(&known, now: now) }
            return zip(acts, attempts).enumerated().compactMap { index, pair in
                let (act, attempt) = pair
                var found: RateValue?
                if case .hit(let bytes) = reply[index] {
                    found = RateValue(bytes, bucketCount: act.rates.count)
                }
                let isMade = known[act.key, default: KnownRate(bucketCount: act.rates.count)]
                    .settle(attempt, found: found, token: reply.swapToken(index), now: now)
                return isMade ? nil : act
            }
        }
    }

    /// Without memcached, or where too many change the same at once: what this process has counted is
    /// told with its next change.
    /// - Returns: why they have to wait; nil if all were counted.
    private func changeAlone(
        _ change: RateChange, _ acts: [RatedAct], now: Int64
    ) -> RateRefusal? {
        known.withLock { known in
            defer { shrink(&known, now: now) }
            if let refusal = self.refusal(change, acts, known, now: now) { return refusal }
            for act in acts {
                known[act.key, default: KnownRate(bucketCount: act.rates.count)]
                    .count(change.missing(of: act), now: now)
            }
            return nil
        }
    }

    /// Why all of the acts have to wait, by what is known: of several reasons the one that holds longest.
    private func refusal(
        _ change: RateChange, _ acts: [RatedAct], _ known: KnownRates, now: Int64
    ) -> RateRefusal? {
        acts.compactMap { act in
            let buckets =
                known[act.key]?.buckets(now: now) ?? RateBuckets(count: act.rates.count)
            return change.refusal(buckets, act, now: now)
        }.max { $0.milliseconds < $1.milliseconds }
    }

    /// Half of what may be remembered is left, so that this is seldom done.
    private func shrink(_ known: inout KnownRates, now: Int64) {
        if known.count > knownMax { known.shrink(to: knownMax / 2, now: now) }
    }
}
