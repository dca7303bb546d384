import TAO

/// Ids for things that happened in the past: each (time, shard) counts for itself.
package struct PastIDs: Sendable {
    private var last: [ObjectID: Int] = [:]

    package init() {}

    /// The next id of a shard at a moment, which moves on if that is full.
    package mutating func next(at milliseconds: Int64, shard: Int) -> ObjectID {
        var milliseconds = milliseconds
        while true {
            let first = ObjectID(milliseconds: milliseconds, shard: shard, sequence: 0)
            let sequence = last[first].map { $0 + 1 } ?? 0
            if sequence < ObjectID.sequenceCount {
                last[first] = sequence
                return ObjectID(milliseconds: milliseconds, shard: shard, sequence: sequence)
            }
            milliseconds += 1
        }
    }
}
