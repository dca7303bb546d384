import Synchronization
import TAO

/// How often accounts have acted of late, in this process: with several gateways, an account that
/// goes to all of them may do as much at each.
///
/// A bound is a bucket that holds `count` acts and fills up evenly in its time, so one number is kept
/// of it: when it will be full again.
final class RateCounts: Sendable {
    struct Bound: Sendable, Equatable {
        let count: Int
        let seconds: Int

        /// How long one act takes to come back.
        var intervalMilliseconds: Int64 { Int64(seconds) * 1_000 / Int64(count) }
    }

    private struct Bucket: Hashable {
        let account: ObjectID
        let act: Act
        let bound: Int
    }

    private let limits: SocialLimits
    private let fullAt = Mutex<[Bucket: Int64]>([:])

    init(limits: SocialLimits) {
        self.limits = limits
    }

    /// Buckets that are not full.
    var count: Int { fullAt.withLock { $0.count } }

    /// Takes one act out of all buckets of an account, or none.
    ///
    /// - Parameter now: milliseconds since 1970.
    /// - Returns: nil if there was one, else the seconds to wait for it.
    func take(_ act: Act, for account: ObjectID, now: Int64) -> Int? {
        let bounds = act.bounds(limits)
        return fullAt.withLock { fullAt in
            var taken: [(bucket: Bucket, fullAt: Int64)] = []
            var waitMilliseconds: Int64 = 0
            for (index, bound) in bounds.enumerated() {
                let bucket = Bucket(account: account, act: act, bound: index)
                let full = max(now, fullAt[bucket] ?? now) + bound.intervalMilliseconds
                let capacity = bound.intervalMilliseconds * Int64(bound.count)
                waitMilliseconds = max(waitMilliseconds, full - now - capacity)
                taken.append((bucket, full))
            }
            guard waitMilliseconds == 0 else { return Int((waitMilliseconds + 999) / 1_000) }
            for entry in taken { fullAt[entry.bucket] = entry.fullAt }
            if fullAt.count > limits.rateBucketsMax { Self.shrink(&fullAt, now: now) }
            return nil
        }
    }

    /// Forgets what is full, and of the others the half that is full soonest if that is not enough:
    /// an account that has done most stays known.
    private static func shrink(_ fullAt: inout [Bucket: Int64], now: Int64) {
        let before = fullAt.count
        fullAt = fullAt.filter { $0.value > now }
        guard fullAt.count > before / 2 else { return }
        let times = fullAt.values.sorted()
        let median = times[times.count / 2]
        fullAt = fullAt.filter { $0.value > median }
    }
}
