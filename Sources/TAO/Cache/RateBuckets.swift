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

/// The buckets of one act, one for each of its rates.
///
/// Of a bucket one number is kept, when it will be full again: the generic cell rate algorithm.
/// https://www.itu.int/rec/T-REC-I.371 (Annex A, virtual scheduling)
struct RateBuckets: Sendable, Equatable {
    /// Milliseconds since 1970.
    private(set) var fullAt: [Int64]

    /// Full ones.
    init(count: Int) {
        fullAt = Array(repeating: 0, count: count)
    }

    /// When all are full.
    var allFullAt: Int64 { fullAt.max() ?? 0 }

    /// Takes one act out of all buckets, or none.
    /// - Returns: the milliseconds to wait for it; 0 if it was taken.
    mutating func take(_ rates: [Rate], now: Int64) -> Int64 {
        var taken: [Int64] = []
        var wait: Int64 = 0
        for (rate, full) in zip(rates, fullAt) {
            let capacity = rate.intervalMilliseconds * Int64(rate.count)
            // A bucket is never emptier than empty, whatever another clock has written.
            let known = min(max(now, full), now + capacity)
            taken.append(known + rate.intervalMilliseconds)
            wait = max(wait, known + rate.intervalMilliseconds - now - capacity)
        }
        if wait == 0 { fullAt = taken }
        return wait
    }

    /// How long each takes to be full again, in milliseconds.
    func missing(now: Int64) -> [Int64] {
        fullAt.map { max(0, $0 - now) }
    }

    /// Takes what is missing elsewhere, whether or not there is so much.
    mutating func add(_ missing: [Int64], now: Int64) {
        fullAt = zip(fullAt, missing).map { max(now, $0) + $1 }
    }

    /// Puts back what was taken.
    mutating func giveBack(_ missing: [Int64]) {
        fullAt = zip(fullAt, missing).map { $0 - $1 }
    }

    /// What both have seen taken. Neither forgets what the other has not heard of.
    mutating func join(_ other: RateBuckets) {
        fullAt = zip(fullAt, other.fullAt).map(max)
    }
}

/// As memcached holds them.
extension RateBuckets {
    private static let headerBytes = 16

    ///     value = mark (8 bytes), number of buckets (4), checksum (4), for each: when it is full (8)
    ///
    /// - Parameter mark: unlike that of any other value, so that who has written it knows it again.
    func bytes(mark: UInt64) -> [UInt8] {
        var bytes: [UInt8] = []
        func append<Number: FixedWidthInteger>(_ number: Number) {
            withUnsafeBytes(of: number.littleEndian) { bytes += $0 }
        }
        append(mark)
        append(UInt32(fullAt.count))
        append(UInt32(0))
        for full in fullAt { append(full) }
        bytes.seal(from: 0)
        return bytes
    }

    /// nil for anything that is not as it was written, or has other buckets.
    init?(_ bytes: ArraySlice<UInt8>, count: Int) {
        guard bytes.count == Self.headerBytes + 8 * count else { return nil }
        let isWhole = bytes.withUnsafeBytes { bytes in
            let checksum = UInt32(
                littleEndian: bytes.loadUnaligned(
                    fromByteOffset: ValueChecksum.offset, as: UInt32.self))
            return checksum == ValueChecksum.of(bytes)
        }
        guard isWhole else { return nil }
        fullAt = bytes.withUnsafeBytes { bytes in
            (0..<count).map { index in
                Int64(
                    littleEndian: bytes.loadUnaligned(
                        fromByteOffset: Self.headerBytes + 8 * index, as: Int64.self))
            }
        }
    }
}
