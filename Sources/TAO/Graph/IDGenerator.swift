import Synchronization

/// Gives out ids in a process that is the only one to create objects, such as a benchmark's: each
/// once and ascending within a shard. Processes that share a database take lanes: `IDLanes`.
///
/// Two generators in one lane may give out the same id; the store then refuses the second object
/// (`GraphError.idTaken`) and nothing is overwritten.
package final class IDGenerator: Sendable {
    private let clock: WallClock
    private let sequence: Mutex<IDSequence>

    package init(clock: WallClock = .system) {
        self.clock = clock
        sequence = Mutex(IDSequence(lane: 0, of: 1))
    }

    /// - Parameter shard: below `ObjectID.shardCount`, held within it.
    package func next(shard: Int) -> ObjectID {
        let now = max(clock.milliseconds - ObjectID.epochMilliseconds, 0)
        guard let id = sequence.withLock({ $0.next(shard: shard, now: now) }) else {
            preconditionFailure("without a last millisecond there is always another id")
        }
        return id
    }
}
