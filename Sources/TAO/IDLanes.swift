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
    /// How long things take; tests are in more of a hurry.
    struct Times: Sendable {
        var leaseMilliseconds = TAOLimits.laneLeaseMilliseconds
        var useMilliseconds = TAOLimits.laneUseMilliseconds
        var markMilliseconds = TAOLimits.laneMarkMilliseconds
        var renewMilliseconds = TAOLimits.laneRenewMilliseconds
    }

    private struct Lease: Sendable {
        let lane: Int16
        /// The last millisecond of which ids may be given out, as `IDSequence` counts.
        let mark: Int64
        let end: ContinuousClock.Instant
    }

    private struct State {
        var sequence: IDSequence
        /// Kept when it has lapsed: nobody else may have taken the lane.
        var lease: Lease?
        /// Under way, for all who wait.
        var renewal: Task<Void, any Error>?
        var keeper: Task<Void, Never>?
        var isClosed = false
        /// No lane was free a moment ago.
        var askAgain: ContinuousClock.Instant?
        /// What to add to the clock, if PostgreSQL's is very different.
        var correction: Int64 = 0

        var isUsable: Bool { lease.map { .now < $0.end } ?? false }
    }

    private let database: Database
    private let clock: WallClock
    private let times: Times
    private let holder = Int64.random(in: 1 ... .max)
    private let state: Mutex<State>

    package convenience init(database: Database, clock: WallClock = .system) {
        self.init(database: database, clock: clock, times: Times())
    }

    init(database: Database, clock: WallClock, times: Times) {
        self.database = database
        self.clock = clock
        self.times = times
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
            return (state.lease, state.sequence.mark + ObjectID.epochMilliseconds)
        }
        guard let lease else { return }
        // A lane that cannot be given back lapses by itself.
        _ = try? await database.query(StoreLanes.release(lease.lane, holder: holder, mark: mark))
    }

    // MARK: Giving out

    private func take(_ shard: Int) throws(LaneError) -> ObjectID? {
        let now = clock.milliseconds
        let (id, isClosed) = state.withLock { state -> (ObjectID?, Bool) in
            guard !state.isClosed, state.isUsable, let lease = state.lease else {
                return (nil, state.isClosed)
            }
            let elapsed = max(now + state.correction - ObjectID.epochMilliseconds, 0)
            return (state.sequence.next(shard: shard, now: elapsed, notAfter: lease.mark), false)
        }
        if isClosed { throw .closed }
        return id
    }

    // MARK: Renewing

    /// Renews the lease, or takes a lane; once for all who want it at the same time.
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
            if try await extend(lease.lane) { return }
            state.withLock { $0.lease = nil }
        }
        for _ in 0..<TAOLimits.laneAttemptsMax {
            let lanes = try await free()
            if lanes.isEmpty { break }
            for lane in lanes where try await take(lane) { return }
        }
        let time = ContinuousClock.now + .milliseconds(TAOLimits.laneRefusalMilliseconds)
        state.withLock { $0.askAgain = time }
        throw LaneError.allTaken
    }

    private func extend(_ lane: Int16) async throws -> Bool {
        let asked = Moment(clock)
        let query = StoreLanes.extend(
            lane, holder: holder, mark: wantedMark(), milliseconds: times.leaseMilliseconds)
        guard let row = try await database.query(query).first else { return false }
        hold(lane, until: row.int64(0), asked, databaseTime: row.int64(1))
        return true
    }

    /// Lanes to try, the best first: processes that start together do not all want the same, and one
    /// whose ids lie ahead of the time is the last choice.
    private func free() async throws -> [FreeLane] {
        let asked = Moment(clock)
        let rows = try await database.query(StoreLanes.free(limit: TAOLimits.lanesOfferedMax))
        guard let time = rows.first?.int64(3) else { return [] }
        correct(asked, databaseTime: time)
        let lanes = rows.map(FreeLane.init)
        return lanes.filter { $0.mark < time }.shuffled() + lanes.filter { $0.mark >= time }
    }

    private func take(_ lane: FreeLane) async throws -> Bool {
        let asked = Moment(clock)
        let query = StoreLanes.take(
            lane, holder: holder, mark: wantedMark(atLeast: lane.mark),
            milliseconds: times.leaseMilliseconds)
        guard let row = try await database.query(query).first else { return false }
        state.withLock {
            $0.sequence.move(to: Int(lane.number), after: lane.mark - ObjectID.epochMilliseconds)
        }
        hold(lane.number, until: row.int64(0), asked, databaseTime: row.int64(1))
        return true
    }

    /// Up to when ids shall be given out before the next renewal.
    private func wantedMark(atLeast mark: Int64 = 0) -> Int64 {
        let now = clock.milliseconds
        return state.withLock { state in
            let used = state.sequence.mark + ObjectID.epochMilliseconds
            return max(now + state.correction, used, mark) + Int64(times.markMilliseconds)
        }
    }

    private func hold(_ lane: Int16, until mark: Int64, _ asked: Moment, databaseTime: Int64) {
        correct(asked, databaseTime: databaseTime)
        // Counted from before the question, so it ends before the lease does.
        let end = asked.instant + .milliseconds(times.useMilliseconds)
        state.withLock { state in
            state.lease = Lease(lane: lane, mark: mark - ObjectID.epochMilliseconds, end: end)
            state.askAgain = nil
            if state.keeper == nil && !state.isClosed { state.keeper = keeper() }
        }
    }

    /// Renews the lease until there is no more use for it.
    private func keeper() -> Task<Void, Never> {
        Task.detached { [weak self, times] in
            while !Task.isCancelled {
                let spread = Int.random(in: 0...times.renewMilliseconds / 4)
                try? await Task.sleep(for: .milliseconds(times.renewMilliseconds - spread))
                guard let self, !Task.isCancelled else { return }
                // A failure is told to those who need an id.
                try? await renew()
            }
        }
    }

    // MARK: Clocks

    /// When PostgreSQL was asked something.
    private struct Moment {
        let instant = ContinuousClock.now
        let milliseconds: Int64

        init(_ clock: WallClock) {
            milliseconds = clock.milliseconds
        }
    }

    /// A clock that is far from PostgreSQL's is not believed: its ids would be out of order with
    /// those of other processes.
    private func correct(_ asked: Moment, databaseTime: Int64) {
        let now = clock.milliseconds
        let difference = databaseTime - (asked.milliseconds + now) / 2
        let tolerance = Int64(TAOLimits.laneClockMilliseconds) + abs(now - asked.milliseconds)
        state.withLock { $0.correction = abs(difference) > tolerance ? difference : 0 }
    }
}
