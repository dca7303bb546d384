import Memcached

/// What one process knows of how often an act was done of late.
struct KnownRate: Sendable {
    /// As memcached had it when this process last looked.
    private var seen: RateValue
    /// Of the item in memcached, if it was seen.
    private var token: SwapToken?
    /// What was counted here alone and is not on its way.
    private var untold: UntoldActs?
    /// What was counted here alone and is on its way, by the marks of the changes that tell it: no
    /// other change does, unless that one turns out to be lost.
    private var onItsWay: [UInt64: [Int64]] = [:]

    init(bucketCount: Int) {
        seen = RateValue(bucketCount: bucketCount)
    }

    /// Where the acts of it are kept, by how bad it would be to forget it.
    enum Hold: Int {
        /// In memcached too, as far as it has lost nothing.
        case told
        /// Some only here.
        case untold
        /// Some only in a change that may turn out to be lost.
        case onItsWay
    }

    var hold: Hold {
        if !onItsWay.isEmpty { return .onItsWay }
        return untold == nil ? .told : .untold
    }

    /// Whether it says no more than if nothing was known.
    func isForgettable(now: Int64) -> Bool { onItsWay.isEmpty && allFullAt <= now }

    var allFullAt: Int64 { max(seen.buckets.allFullAt, untold?.allZeroAt ?? 0) }

    /// As they are with all that this process has counted.
    func buckets(now: Int64) -> RateBuckets {
        var buckets = seen.buckets
        if let untold { buckets.add(untold.missing(now: now), now: now) }
        for missing in onItsWay.values { buckets.add(missing, now: now) }
        return buckets
    }

    /// A change that is about to be sent, and tells what could not be told before.
    ///
    /// - Parameter missing: what it takes out of each bucket, as in `RateValue.changed`.
    mutating func attempt(_ missing: [Int64], now: Int64) -> RateAttempt {
        let mark = UInt64.random(in: 1 ... .max)
        var all = missing
        if let told = untold?.missing(now: now) {
            untold = nil
            onItsWay[mark] = told
            all = zip(missing, told).map(+)
        }
        let value = seen.changed(by: all, mark: mark, isAdded: token == nil, now: now)
        return RateAttempt(mark: mark, token: token, bytes: value.bytes)
    }

    /// Learns what has become of an attempt.
    ///
    /// - Parameters:
    ///   - found: the value that memcached holds now; nil if it is none of ours.
    ///   - token: of the item in memcached; nil if there is none.
    /// - Returns: whether the change was made.
    mutating func settle(
        _ attempt: RateAttempt, found: RateValue?, token: SwapToken?, now: Int64
    ) -> Bool {
        let told = onItsWay.removeValue(forKey: attempt.mark)
        let isMade = found?.marks.contains(attempt.mark) ?? false
        if !isMade, let told { count(told, now: now) }
        // An answer that another one has overtaken may be older than what is known.
        guard self.token == attempt.token || found.map(seen.precedes) ?? false else {
            return isMade
        }
        self.token = token
        if let found {
            seen.learn(found)
        } else if token != nil {
            seen.beginLineage()
        }
        return isMade
    }

    /// Counts here alone, until a change tells it.
    mutating func count(_ missing: [Int64], now: Int64) {
        var acts = untold ?? UntoldActs(bucketCount: missing.count)
        acts.add(missing, now: now)
        untold = acts
    }
}

/// A change that is not known to have been made.
struct RateAttempt: Sendable {
    fileprivate let mark: UInt64
    /// Of the item that it replaces; nil if it adds one.
    let token: SwapToken?
    /// The value after it.
    let bytes: [UInt8]
}

/// Acts that one process has counted alone, or put back: for each bucket the milliseconds that they
/// take out of it. They lose their weight as time passes, as they would in memcached.
private struct UntoldActs {
    private var missing: [Int64]
    /// When they weighed so much.
    private var time: Int64 = 0

    init(bucketCount: Int) {
        missing = Array(repeating: 0, count: bucketCount)
    }

    var allZeroAt: Int64 { time + (missing.lazy.map(abs).max() ?? 0) }

    func missing(now: Int64) -> [Int64] {
        let passed = max(0, now - time)
        return missing.map { $0 > 0 ? max(0, $0 - passed) : min(0, $0 + passed) }
    }

    mutating func add(_ more: [Int64], now: Int64) {
        missing = zip(missing(now: now), more).map(+)
        time = now
    }
}
