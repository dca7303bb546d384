/// The identity of an object for its whole life: 64 bits, the top one 0. A companion of an object may have
/// the same id with the top bit 1; the time of such an id says nothing.
///
///     0 | 40 bits: milliseconds since 2024-01-01T00:00Z | 13 bits: shard | 10 bits: sequence
///
/// Ids of one shard ascend with time, so an id is also a creation time and a paging key. The shard
/// says which objects belong together; an association lives where its first object does.
package struct ObjectID: RawRepresentable, Hashable, Comparable, Codable, Sendable {
    package let rawValue: Int64

    /// Takes any number: ids come from clients. A number that was never given out names no object.
    @inlinable
    package init(rawValue: Int64) {
        self.rawValue = rawValue
    }

    @inlinable
    package init(_ rawValue: Int64) {
        self.rawValue = rawValue
    }

    /// - Parameters:
    ///   - milliseconds: Unix time; held within the 40 bits, which last until November 2058.
    ///   - shard: below `shardCount`, held within it.
    ///   - sequence: below `sequenceCount`, held within it.
    package init(milliseconds: Int64, shard: Int, sequence: Int) {
        let time = min(max(milliseconds - Self.epochMilliseconds, 0), Self.timeMax)
        let place = Int64(shard & (Self.shardCount - 1))
        let order = Int64(sequence & (Self.sequenceCount - 1))
        rawValue = time << 23 | place << 10 | order
    }

    /// Unix time of creation, in milliseconds.
    package var milliseconds: Int64 { (rawValue >> 23) + Self.epochMilliseconds }
    package var shard: Int { Int(rawValue >> 10) & (Self.shardCount - 1) }
    package var sequence: Int { Int(rawValue) & (Self.sequenceCount - 1) }

    @inlinable
    package static func < (left: ObjectID, right: ObjectID) -> Bool {
        left.rawValue < right.rawValue
    }

    /// 2024-01-01T00:00Z as Unix time.
    package static let epochMilliseconds: Int64 = 1_704_067_200_000
    package static let shardCount = 1 << 13
    package static let sequenceCount = 1 << 10
    static let timeMax: Int64 = 1 << 40 - 1
}

extension ObjectID: CustomStringConvertible {
    package var description: String { String(rawValue) }
}
