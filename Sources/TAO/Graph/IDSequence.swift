/// The ids of one lane, one after the other.
///
/// The clock only proposes: an id is the larger of "now, first number of the lane" and "the last id
/// of this shard, plus the number of lanes". So a clock that is set back repeats nothing, and where
/// a shard needs more ids than a lane has in one millisecond, they come from the next ones.
struct IDSequence {
    private let lanes: Int64
    private(set) var lane: Int64
    /// The last time and sequence of every shard, as one number: milliseconds << 10 | sequence.
    private var last: [Int64] = Array(repeating: -1, count: ObjectID.shardCount)
    /// All ids are of later milliseconds. Counted from `ObjectID.epochMilliseconds`, as all here.
    private var floor: Int64 = -1
    /// No id is of a later millisecond.
    private(set) var mark: Int64 = -1

    /// - Parameter lanes: a power of two, at most `ObjectID.sequenceCount`.
    init(lane: Int, of lanes: Int) {
        self.lane = Int64(lane)
        self.lanes = Int64(lanes)
    }

    /// Goes on in another lane, whose former holder gave out ids up to a millisecond. Shards still
    /// ascend: each goes on behind its last id.
    mutating func move(to lane: Int, after mark: Int64) {
        floor = max(mark, -1)
        self.mark = max(self.mark, floor)
        let before = Int64(lane) - lanes
        for shard in last.indices where last[shard] >= 0 {
            last[shard] = (((last[shard] >> 10) + 1) << 10) + before
        }
        self.lane = Int64(lane)
    }

    /// - Parameters:
    ///   - shard: below `ObjectID.shardCount`, held within it.
    ///   - now: by the clock.
    ///   - mark: the last millisecond of which ids may be given out.
    /// - Returns: nil if the next id would be a later one.
    mutating func next(shard: Int, now: Int64, notAfter mark: Int64 = .max) -> ObjectID? {
        let place = shard & (ObjectID.shardCount - 1)
        let proposed = (max(now, floor + 1) << 10) | lane
        let number = max(proposed, last[place] + lanes)
        let milliseconds = number >> 10
        guard milliseconds <= mark else { return nil }
        last[place] = number
        self.mark = max(self.mark, milliseconds)
        return ObjectID(
            milliseconds: milliseconds + ObjectID.epochMilliseconds, shard: place,
            sequence: Int(number & 1_023))
    }
}
