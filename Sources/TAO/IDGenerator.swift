import Synchronization

/// Gives out ids, each once and ascending within a shard.
///
/// The clock only proposes: an id is the larger of "now, first sequence number" and "the last id of
/// this shard plus one". So a clock that is set back repeats nothing, and the 1,025th id within one
/// millisecond takes its number from the next one.
///
/// Several gateways that create objects on the same shards must not share sequence numbers: each
/// takes a lane of its own (`lane` of `lanes`), which leaves 1024 / lanes ids a millisecond and
/// shard. Two generators in one lane may give out the same id; the store then refuses the second
/// object (`GraphError.idTaken`) and nothing is overwritten.
package final class IDGenerator: Sendable {
    private let clock: WallClock
    private let lane: Int64
    private let lanes: Int64
    /// The last time and sequence of every shard, as one number: milliseconds << 10 | sequence.
    private let last: Mutex<[Int64]>

    /// - Parameters:
    ///   - lane: which of the lanes is ours, from 0.
    ///   - lanes: a power of two, at most 64.
    package init(clock: WallClock = .system, lane: Int = 0, lanes: Int = 1) {
        precondition(lanes > 0 && lanes <= 64 && lanes & (lanes - 1) == 0, "lanes: 1, 2 … 64")
        precondition(lane >= 0 && lane < lanes, "a lane below the number of lanes")
        self.clock = clock
        self.lane = Int64(lane)
        self.lanes = Int64(lanes)
        last = Mutex(Array(repeating: -1, count: ObjectID.shardCount))
    }

    /// - Parameter shard: below `ObjectID.shardCount`, held within it.
    package func next(shard: Int) -> ObjectID {
        let place = shard & (ObjectID.shardCount - 1)
        let elapsed = max(clock.milliseconds - ObjectID.epochMilliseconds, 0)
        let proposed = elapsed << 10 | lane
        let taken = last.withLock { last in
            last[place] = max(proposed, last[place] + lanes)
            return last[place]
        }
        return ObjectID(
            milliseconds: (taken >> 10) + ObjectID.epochMilliseconds, shard: place,
            sequence: Int(taken & 1023))
    }
}
