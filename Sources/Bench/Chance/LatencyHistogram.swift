/// Counts durations in buckets whose width is 1/64 of where they begin or less: a quantile is right
/// to 1.6 %, whatever its size, in memory that does not grow.
struct LatencyHistogram: Sendable {
    private static let bitsKept = 6
    private var buckets = [Int](repeating: 0, count: (64 - bitsKept + 1) << bitsKept)
    private(set) var count = 0

    mutating func add(nanoseconds: UInt64) {
        buckets[Self.bucket(of: nanoseconds)] += 1
        count += 1
    }

    mutating func add(_ other: LatencyHistogram) {
        for index in buckets.indices { buckets[index] += other.buckets[index] }
        count += other.count
    }

    /// The middle of the bucket below which this share of all durations lies; 0 when there are
    /// none.
    func nanoseconds(atQuantile quantile: Double) -> Double {
        var rest = Int((Double(count) * quantile).rounded(.up))
        for (index, number) in buckets.enumerated() where number > 0 {
            rest -= number
            if rest <= 0 { return Self.middle(of: index) }
        }
        return 0
    }

    func milliseconds(atQuantile quantile: Double) -> Double {
        nanoseconds(atQuantile: quantile) / 1e6
    }

    /// The power of two, then the bits behind the first one; small numbers as they are.
    private static func bucket(of value: UInt64) -> Int {
        let bits = 64 - value.leadingZeroBitCount
        guard bits > bitsKept else { return Int(value) }
        let shift = bits - bitsKept - 1
        return (shift + 1) << bitsKept + Int(value >> UInt64(shift)) & (1 << bitsKept - 1)
    }

    private static func middle(of bucket: Int) -> Double {
        let power = bucket >> bitsKept
        guard power > 0 else { return Double(bucket) }
        let start = UInt64(1 << bitsKept + bucket & (1 << bitsKept - 1)) << UInt64(power - 1)
        return Double(start) + Double(UInt64(1) << UInt64(power - 1) - 1) / 2
    }
}
