import Synchronization

/// How long after COMMIT memcached had forgotten what the writes changed: how long other sessions
/// may have seen old values. Of writes that delivered their deletes themselves, and of those whose
/// deletes this process's tailer repeated, counted from the beginning of their transaction.
package struct LagStatistics: Sendable {
    /// Writes by their lag: four buckets for each power of two of microseconds.
    private var buckets = Array(repeating: 0, count: 256)
    package private(set) var count = 0
    package private(set) var millisecondsMax: Double = 0

    /// The lag that this share of the writes did not exceed, at most a quarter too large; 0 when
    /// there are none.
    /// - Parameter share: 0.99 for the 99th percentile.
    package func milliseconds(share: Double) -> Double {
        let wanted = Int((Double(count) * share).rounded(.up))
        var seen = 0
        for (index, writes) in buckets.enumerated() where writes > 0 {
            seen += writes
            if seen >= wanted { return min(Self.microsecondsMax(index) / 1_000, millisecondsMax) }
        }
        return millisecondsMax
    }

    mutating func note(milliseconds: Double, writes: Int = 1) {
        buckets[Self.bucket(milliseconds * 1_000)] += writes
        count += writes
        millisecondsMax = max(millisecondsMax, milliseconds)
    }

    private static func bucket(_ microseconds: Double) -> Int {
        let whole = UInt64(min(max(microseconds, 4), 1e15))
        let exponent = 63 - whole.leadingZeroBitCount
        return exponent * 4 + Int((whole >> UInt64(exponent - 2)) & 3)
    }

    /// The first lag that belongs to the next bucket.
    private static func microsecondsMax(_ bucket: Int) -> Double {
        Double(UInt64(bucket % 4 + 5) << UInt64(bucket / 4)) / 4
    }
}

/// Where a process counts its lags.
final class LagMeter: Sendable {
    private let state = Mutex(LagStatistics())

    var statistics: LagStatistics { state.withLock { $0 } }

    func note(_ lag: Duration, writes: Int = 1) {
        state.withLock { $0.note(milliseconds: lag / .milliseconds(1), writes: writes) }
    }
}
