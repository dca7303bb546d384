import Postgres
import Synchronization

/// Gives out ids that no other process gives out: each once and ascending within a shard.
///
/// The ten bits of the sequence number are divided into lanes, and every process that creates
/// objects holds one, by a lease that PostgreSQL keeps. What makes ids unique is the lane's *mark*:
/// a holder gives out no id of a later millisecond before it has raised the mark in PostgreSQL, and
/// the next holder begins behind it. So the times of two holders never overlap, whatever their
/// clocks say and however long one of them was frozen. The lease only keeps a lane from being wanted
/// by two, and a new holder from having to begin in the future:
///
///     lease in PostgreSQL   |---------------- 15 s ---------------->|  others may take it
///     used by the holder    |---------- 10 s ---------->|              by its own monotonic clock
///     ids up to the mark    |------------- 12 s ------------>|         by the time in the ids
///     renewed after         |-- 3 s -->|
///
/// Nothing is asked of PostgreSQL before the first id, so a process that creates nothing holds none.
package final class IDLanes: Sendable {
    /// What becomes of the lane, for the log: each once.
    package enum Change: Sendable {
        /// The lease has lapsed and cannot be renewed; until it is, nothing is created.
        case lost(any Error)
        case held(lane: Int)
    }

    private struct State {
        var sequence: IDSequence
        /// Kept when it has lapsed: perhaps no other process has taken the lane.
        var lease: LaneLeases.Lease?
        /// Under way, for all that wait.
        var renewal: Task<Void, any Error>?
        var keeper: Task<Void, Never>?
        var isClosed = false
        var isLost = false
        /// No lane was free a moment ago.
        var askAgain: ContinuousClock.Instant?

        var isUsable: Bool { lease?.isUsable ?? false }
        /// Unix milliseconds: the last of which there may be ids.
        var used: Int64 { sequence.mark + ObjectID.epochMilliseconds }
    }

    private let leases: LaneLeases
    private let report: @Sendable (Change) -> Void
    private let state: Mutex<State>

    /// - Parameter report: told when a lane that was held is lost, and when there is one again.
    package convenience init(
        database: Database, clock: WallClock = .system,
        report: @escaping @Sendable (Change) -> Void = { _ in }
    ) {
        self.init(
            LaneLeases(database: database, clock: clock, times: LaneLeases.Times()), report: report)
    }

    init(_ leases: LaneLeases, report: @escaping @Sendable (Change) -> Void = { _ in }) {
        self.leases = leases
        self.report = report
        state = Mutex(State(sequence: IDSequence(lane: 0, of: TAOLimits.idLanes)))
    }

    deinit {
        state.withLock { $0.keeper }?.cancel()
    }

    /// The next id of a shard. Waits for PostgreSQL where the lane has to be taken or renewed first,
    /// and no longer than a statement may take.
    ///
    /// - Parameter shard: below `ObjectID.shardCount`, held within it.
    /// - Throws: `LaneError`, and `PostgresError` where that keeps the lane from being taken.
    package func next(shard: Int) async throws -> ObjectID {
        for _ in 0..<TAOLimits.laneAttemptsMax {
            if let id = try take(shard) { return id }
            try await renew()
        }
        throw LaneError.lapsed
    }

    /// Takes a lane before the first id is needed.
    package func prepare() async throws {
        if lane == nil { try await renew() }
    }

    /// The lane, while ids can be given out without asking PostgreSQL.
    package var lane: Int? {
        state.withLock { $0.isUsable ? $0.lease.map { Int($0.lane) } : nil }
    }

    /// Gives the lane back. From now on there are no ids.
    package func shutdown() async {
        let (keeper, renewal) = state.withLock { state in
            state.isClosed = true
            return (state.keeper, state.renewal)
        }
        keeper?.cancel()
        try? await renewal?.value
        let (lease, mark) = state.withLock { state in
            defer { state.lease = nil }
            return (state.lease, state.used)
        }
        guard let lease else { return }
        // A lane that cannot be given back lapses by itself.
        try? await leases.release(lease.lane, mark: mark)
    }

    // MARK: Giving out

    private func take(_ shard: Int) throws(LaneError) -> ObjectID? {
        let now = leases.clock.milliseconds
        let (id, isClosed) = state.withLock { state -> (ObjectID?, Bool) in
            guard !state.isClosed, let lease = state.lease, lease.isUsable else {
                return (nil, state.isClosed)
            }
            let epoch = ObjectID.epochMilliseconds
            let id = state.sequence.next(
                shard: shard, now: max(now + lease.correction - epoch, 0),
                notAfter: lease.mark - epoch)
            return (id, false)
        }
        if isClosed { throw .closed }
        return id
    }

    // MARK: Renewing

    /// Renews the lease, or takes a lane; once for all callers that want it at the same time.
    private func renew() async throws {
        let renewal = try state.withLock { state throws(LaneError) in
            if state.isClosed { throw .closed }
            if let renewal = state.renewal { return renewal }
            if let time = state.askAgain, .now < time { throw .allTaken }
            let renewal = beginRenewal()
            state.renewal = renewal
            return renewal
        }
        try await renewal.value
    }

    private func beginRenewal() -> Task<Void, any Error> {
        Task.detached { [self] in
            defer { state.withLock { $0.renewal = nil } }
            try await extendOrTake()
        }
    }

    private func extendOrTake() async throws {
        if let lease = state.withLock({ $0.lease }) {
            let mark = wantedMark(correction: lease.correction)
            if let renewed = try await leases.extend(lease.lane, mark: mark) {
                return hold(renewed)
            }
            state.withLock { $0.lease = nil }
        }
        for _ in 0..<TAOLimits.laneAttemptsMax {
            let (lanes, correction) = try await leases.free()
            if lanes.isEmpty { break }
            for lane in lanes {
                let mark = wantedMark(correction: correction, behind: lane.mark)
                if let lease = try await leases.take(lane, mark: mark) {
                    return hold(lease, behind: lane.mark)
                }
            }
        }
        let time = ContinuousClock.now + .milliseconds(TAOLimits.laneRefusalMilliseconds)
        state.withLock { $0.askAgain = time }
        throw LaneError.allTaken
    }

    /// Up to when ids shall be given out before the next renewal.
    /// - Parameter mark: of the lane's former holder.
    private func wantedMark(correction: Int64, behind mark: Int64 = 0) -> Int64 {
        let now = leases.clock.milliseconds + correction
        let used = state.withLock { $0.used }
        return max(now, used, mark) + Int64(leases.times.markMilliseconds)
    }

    /// - Parameter mark: of the lane's former holder; nil if that was us.
    private func hold(_ lease: LaneLeases.Lease, behind mark: Int64? = nil) {
        let wasLost = state.withLock { state in
            if let mark {
                state.sequence.move(
                    to: Int(lease.lane), after: mark - ObjectID.epochMilliseconds)
            }
            state.lease = lease
            state.askAgain = nil
            if state.keeper == nil && !state.isClosed { state.keeper = keeper() }
            defer { state.isLost = false }
            return state.isLost
        }
        if wasLost { report(.held(lane: Int(lease.lane))) }
    }

    private func noteLoss(_ error: any Error) {
        let isNew = state.withLock { state in
            if state.isUsable || state.isLost || state.isClosed { return false }
            state.isLost = true
            return true
        }
        if isNew { report(.lost(error)) }
    }

    /// Renews the lease until there is no more use for it.
    private func keeper() -> Task<Void, Never> {
        let pause = leases.times.renewMilliseconds
        return Task.detached { [weak self] in
            while !Task.isCancelled {
                let spread = Int.random(in: 0...pause / 4)
                try? await Task.sleep(for: .milliseconds(pause - spread))
                guard let self, !Task.isCancelled else { return }
                // A failure before the lease has lapsed is made up for by the next attempt.
                do { try await renew() } catch { noteLoss(error) }
            }
        }
    }
}
