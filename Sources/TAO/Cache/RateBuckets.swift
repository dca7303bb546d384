/// How often something may be done: a bucket that holds `count` acts and fills up evenly in its time.
package struct Rate: Sendable, Equatable {
    package let count: Int
    package let seconds: Int

    package init(_ count: Int, perSeconds seconds: Int) {
        self.count = count
        self.seconds = seconds
    }

    /// How long one act takes to come back.
    package var intervalMilliseconds: Int64 { Int64(seconds) * 1_000 / Int64(max(1, count)) }
}

/// Why an act has to wait.
package struct RateRefusal: Sendable, Equatable {
    /// Until it may be done.
    package let milliseconds: Int64
    /// What was crossed; of several rates the one that takes longest to come back.
    package let rate: Rate
}

/// The buckets of one act, one for each of its rates.
///
/// Of a bucket one number is kept, when it will be full again: the generic cell rate algorithm.
/// https://www.itu.int/rec/T-REC-I.371 (Annex A, virtual scheduling)
struct RateBuckets: Sendable, Equatable {
    /// Milliseconds since 1970.
    private(set) var fullAt: [Int64]

    init(fullAt: [Int64]) {
        self.fullAt = fullAt
    }

    /// Full ones.
    init(count: Int) {
        fullAt = Array(repeating: 0, count: count)
    }

    /// When all are full.
    var allFullAt: Int64 { fullAt.max() ?? 0 }

    /// Takes one act out of all buckets, or none.
    /// - Returns: nil if it was taken.
    mutating func take(_ rates: [Rate], now: Int64) -> RateRefusal? {
        var taken: [Int64] = []
        var refusal: RateRefusal?
        for (rate, full) in zip(rates, fullAt) {
            let capacity = rate.intervalMilliseconds * Int64(rate.count)
            // A bucket is never emptier than empty, whatever another clock has written.
            let known = min(max(now, full), now + capacity)
            taken.append(known + rate.intervalMilliseconds)
            let wait = known + rate.intervalMilliseconds - now - capacity
            if wait > refusal?.milliseconds ?? 0 {
                refusal = RateRefusal(milliseconds: wait, rate: rate)
            }
        }
        if refusal == nil { fullAt = taken }
        return refusal
    }

    /// Takes what is missing elsewhere, whether or not there is so much, and puts back what is less
    /// than nothing.
    mutating func add(_ missing: [Int64], now: Int64) {
        fullAt = zip(fullAt, missing).map { max(now, $0) + $1 }
    }

    /// What both have seen taken.
    mutating func join(_ other: RateBuckets) {
        fullAt = zip(fullAt, other.fullAt).map(max)
    }
}
