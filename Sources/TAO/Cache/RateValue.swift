/// The buckets of an act as memcached holds them, with what tells their changes apart.
///
/// A value that was added begins a lineage, in which each change follows exactly one other: so of two
/// values of a lineage the one with more changes knows all that the other knows, what was given back
/// included. Values of two lineages were counted apart.
struct RateValue: Sendable, Equatable {
    /// The last changes, which whoever has made them knows again even if others have followed.
    static let markCount = 8

    /// Unlike that of any other; 0 before a value was seen.
    private(set) var lineage: UInt64 = 0
    /// How many changes have led to it.
    private(set) var changeCount: UInt64 = 0
    /// Of the last changes, the newest first.
    private(set) var marks: [UInt64] = []
    private(set) var buckets: RateBuckets

    /// Full buckets, of which nothing is known.
    init(bucketCount: Int) {
        buckets = RateBuckets(count: bucketCount)
    }

    /// The same after a change.
    ///
    /// - Parameters:
    ///   - missing: what it takes out of each bucket, in milliseconds; less than nothing is put back.
    ///   - mark: unlike that of any other change.
    ///   - isAdded: whether the value follows none in memcached.
    func changed(by missing: [Int64], mark: UInt64, isAdded: Bool, now: Int64) -> RateValue {
        var value = self
        if isAdded { value.beginLineage() }
        if value.lineage == 0 { value.lineage = mark }
        value.changeCount += 1
        value.marks = Array(([mark] + value.marks).prefix(Self.markCount))
        value.buckets.add(missing, now: now)
        return value
    }

    /// Keeps the buckets for a value that follows none of those before.
    mutating func beginLineage() {
        (lineage, changeCount, marks) = (0, 0, [])
    }

    /// Whether changes of this one have led to the other.
    func precedes(_ other: RateValue) -> Bool {
        lineage == other.lineage && changeCount < other.changeCount
    }

    /// Learns what memcached holds now.
    mutating func learn(_ found: RateValue) {
        guard found.lineage != lineage else {
            if precedes(found) { self = found }
            return
        }
        let known = buckets
        self = found
        buckets.join(known)
    }
}

/// All numbers are little-endian.
///
///     value = lineage (8 bytes), number of buckets (4), checksum (4), number of changes (8),
///             marks (8 each, 0 for those that are not there), for each bucket: when it is full (8)
extension RateValue {
    private enum Offset {
        static let lineage = 0
        static let bucketCount = 8
        static let changeCount = 16
        static let marks = 24
        static let buckets = marks + 8 * markCount
    }

    var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(number: lineage)
        bytes.append(number: UInt32(buckets.fullAt.count))
        bytes.append(number: UInt32(0))
        bytes.append(number: changeCount)
        for index in 0..<Self.markCount {
            bytes.append(number: index < marks.count ? marks[index] : 0)
        }
        for full in buckets.fullAt { bytes.append(number: full) }
        bytes.seal(from: 0)
        return bytes
    }

    /// nil for anything that is not as it was written, or has other buckets.
    init?(_ bytes: ArraySlice<UInt8>, bucketCount: Int) {
        guard bytes.count == Offset.buckets + 8 * bucketCount else { return nil }
        let value: RateValue? = bytes.withUnsafeBytes { bytes in
            guard CacheValue.load(bytes, ValueChecksum.offset) == ValueChecksum.of(bytes),
                CacheValue.load(bytes, Offset.bucketCount) == UInt32(bucketCount)
            else { return nil }
            func numbers<Number: FixedWidthInteger>(_ count: Int, from offset: Int) -> [Number] {
                (0..<count).map { CacheValue.load(bytes, offset + 8 * $0) }
            }
            let fullAt: [Int64] = numbers(bucketCount, from: Offset.buckets)
            var value = RateValue(bucketCount: bucketCount)
            value.lineage = CacheValue.load(bytes, Offset.lineage)
            value.changeCount = CacheValue.load(bytes, Offset.changeCount)
            value.marks = numbers(Self.markCount, from: Offset.marks).filter { $0 != 0 }
            value.buckets = RateBuckets(fullAt: fullAt)
            return value
        }
        guard let value else { return nil }
        self = value
    }
}
