import Postgres

/// What one process asks PostgreSQL about lanes of ids, and what the answers mean by its own clocks.
struct LaneLeases: Sendable {
    /// How long things take; tests are in more of a hurry.
    struct Times: Sendable {
        var leaseMilliseconds = TAOLimits.laneLeaseMilliseconds
        var useMilliseconds = TAOLimits.laneUseMilliseconds
        var markMilliseconds = TAOLimits.laneMarkMilliseconds
        var renewMilliseconds = TAOLimits.laneRenewMilliseconds
    }

    /// A lane that this process holds.
    struct Lease: Sendable {
        let lane: Int16
        /// Unix milliseconds: the last of which ids may be given out.
        let mark: Int64
        let end: ContinuousClock.Instant
        /// What to add to the clock.
        let correction: Int64

        var isUsable: Bool { .now < end }
    }

    let clock: WallClock
    let times: Times
    private let database: Database
    private let holder = Int64.random(in: 1 ... .max)

    init(database: Database, clock: WallClock, times: Times) {
        self.database = database
        self.clock = clock
        self.times = times
    }

    /// Renews a lease with a mark. nil if another process has the lane.
    func extend(_ lane: Int16, mark: Int64) async throws(PostgresError) -> Lease? {
        let asked = Moment(clock)
        let rows = try await database.query(
            StoreLanes.extend(
                lane, holder: holder, mark: mark, milliseconds: times.leaseMilliseconds))
        return rows.first.map { lease(lane, $0, asked) }
    }

    /// Lanes to try, the best first: processes that start together do not all want the same, and one
    /// whose ids lie ahead of the time is the last choice. And what to add to the clock.
    func free() async throws(PostgresError) -> (lanes: [FreeLane], correction: Int64) {
        let asked = Moment(clock)
        let rows = try await database.query(StoreLanes.free(limit: TAOLimits.lanesOfferedMax))
        guard let time = rows.first?.int64(3) else { return ([], 0) }
        let lanes = rows.map { FreeLane($0) }
        return (
            lanes.filter { $0.mark < time }.shuffled() + lanes.filter { $0.mark >= time },
            correction(asked, databaseTime: time)
        )
    }

    /// Takes a lane with a mark. nil if another process was faster.
    func take(_ lane: FreeLane, mark: Int64) async throws(PostgresError) -> Lease? {
        let asked = Moment(clock)
        let rows = try await database.query(
            StoreLanes.take(
                lane, holder: holder, mark: mark, milliseconds: times.leaseMilliseconds))
        return rows.first.map { lease(lane.number, $0, asked) }
    }

    /// Gives a lane back with the mark up to which ids were given out.
    func release(_ lane: Int16, mark: Int64) async throws(PostgresError) {
        _ = try await database.query(StoreLanes.release(lane, holder: holder, mark: mark))
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

    private func lease(_ lane: Int16, _ row: Row, _ asked: Moment) -> Lease {
        Lease(
            lane: lane, mark: row.int64(0),
            // Counted from before the question, so it ends before the lease of PostgreSQL does.
            end: asked.instant + .milliseconds(times.useMilliseconds),
            correction: correction(asked, databaseTime: row.int64(1)))
    }

    /// A clock that is far from PostgreSQL's is not believed: its ids would be out of order with
    /// those of other processes.
    private func correction(_ asked: Moment, databaseTime: Int64) -> Int64 {
        let now = clock.milliseconds
        let difference = databaseTime - (asked.milliseconds + now) / 2
        let tolerance = Int64(TAOLimits.laneClockMilliseconds) + abs(now - asked.milliseconds)
        return abs(difference) > tolerance ? difference : 0
    }
}
