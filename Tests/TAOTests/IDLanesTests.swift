import LocalServices
import Postgres
import Synchronization
import TestSupport
import Testing

@testable import TAO

/// Ids of processes that share a database.
@Suite(.timeLimit(.minutes(4))) struct IDLanesTests {
    /// A database with a number of lanes that nobody holds.
    private struct Harbour {
        let database: Database

        init(freeLanes: Int? = nil) async throws {
            let world = try await World()
            database = world.database
            guard let freeLanes else { return }
            _ = try await database.query(
                """
                UPDATE id_lanes SET expires_at = now() + interval '1 hour'
                WHERE lane >= \(freeLanes)
                """)
        }

        /// What one process has.
        func lanes(
            clock: WallClock = .system, _ change: (inout LaneLeases.Times) -> Void = { _ in }
        ) -> IDLanes {
            var times = LaneLeases.Times()
            change(&times)
            return IDLanes(LaneLeases(database: database, clock: clock, times: times))
        }

        /// A process that renews nothing by itself, as if it were frozen between two ids.
        func frozenLanes(clock: WallClock = .system, useMilliseconds: Int) -> IDLanes {
            lanes(clock: clock) { times in
                times.useMilliseconds = useMilliseconds
                times.leaseMilliseconds = useMilliseconds * 3 / 2
                times.renewMilliseconds = 3_600_000
            }
        }

        func mark(_ lane: Int) async throws -> Int64 {
            try await database.query("SELECT mark FROM id_lanes WHERE lane = \(lane)")[0].int64(0)
        }

        /// Lets PostgreSQL take the leases for lapsed, as when its clock jumps.
        func forgetLeases() async throws {
            _ = try await database.query("UPDATE id_lanes SET expires_at = 'epoch'")
        }
    }

    private static func skewed(_ milliseconds: Int64) -> WallClock {
        WallClock { WallClock.system.milliseconds + milliseconds }
    }

    @Test(.crosses(\TAOLimits.Type.idLanes)) func `there is a row for each lane`() async throws {
        let harbour = try await Harbour()
        let numbers = try await harbour.database.query("SELECT lane FROM id_lanes ORDER BY lane")
        #expect(numbers.map { $0.int(0) } == Array(0..<TAOLimits.idLanes))
        #expect(ObjectID.sequenceCount % TAOLimits.idLanes == 0)
    }

    @Test func `processes that start together give out different ids`() async throws {
        let harbour = try await Harbour()
        let processes = (0..<20).map { _ in harbour.lanes() }
        let ids = try await withThrowingTaskGroup(of: [ObjectID].self) { group in
            for process in processes {
                for _ in 0..<4 {
                    group.addTask {
                        var ids: [ObjectID] = []
                        for _ in 0..<500 { ids.append(try await process.next(shard: 7)) }
                        return ids
                    }
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(Set(ids).count == 40_000)
        let held = Set(processes.compactMap(\.lane))
        #expect(held.count == 20, "each has one")
        let rows = try await harbour.database.query(
            "SELECT count(*) FROM id_lanes WHERE expires_at > now()")
        #expect(rows[0].int(0) == 20)
        for process in processes { await process.shutdown() }
    }

    @Test func `a process that creates nothing holds no lane`() async throws {
        let harbour = try await Harbour()
        let process = harbour.lanes()
        #expect(process.lane == nil)
        await process.shutdown()
        let rows = try await harbour.database.query(
            "SELECT count(*) FROM id_lanes WHERE holder <> 0")
        #expect(rows[0].int(0) == 0)
        await #expect(throws: LaneError.closed) { try await process.next(shard: 1) }
    }

    @Test(.crosses(\TAOLimits.Type.laneLeaseMilliseconds, \TAOLimits.Type.laneUseMilliseconds))
    func `a process frozen for longer than its lease gives out none`() async throws {
        let harbour = try await Harbour(freeLanes: 1)
        let frozen = harbour.frozenLanes(useMilliseconds: 400)
        let before = try await frozen.next(shard: 3)
        try await Task.sleep(for: .milliseconds(700))
        let other = harbour.lanes()
        let others = try await other.next(shard: 3)
        #expect(others.milliseconds > before.milliseconds)
        // It finds out before its next id, not after.
        #expect(frozen.lane == nil)
        await #expect(throws: LaneError.allTaken) { try await frozen.next(shard: 3) }
        #expect(other.lane == 0)
        await other.shutdown()
        try await Task.sleep(for: .milliseconds(TAOLimits.laneRefusalMilliseconds + 100))
        let after = try await frozen.next(shard: 3)
        #expect(after > others)
        await frozen.shutdown()
    }

    @Test(.crosses(\TAOLimits.Type.lanesOfferedMax))
    func `a process looks at so many free lanes`() async throws {
        let offered = TAOLimits.lanesOfferedMax
        for (free, expected) in [(offered - 1, offered - 1), (offered + 1, offered)] {
            let harbour = try await Harbour(freeLanes: free)
            let leases = LaneLeases(
                database: harbour.database, clock: .system, times: LaneLeases.Times())
            #expect(try await leases.free().lanes.count == expected)
        }
    }

    @Test(.crosses(\TAOLimits.Type.laneAttemptsMax))
    func `a lane that lapses before it is used is renewed so many times`() async throws {
        let harbour = try await Harbour()
        for statement in [
            "CREATE SEQUENCE renewals",
            """
            CREATE FUNCTION count_renewal() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN PERFORM nextval('renewals'); RETURN NEW; END $$
            """,
            """
            CREATE TRIGGER count_renewals BEFORE UPDATE ON id_lanes
            FOR EACH ROW EXECUTE FUNCTION count_renewal()
            """,
        ] {
            _ = try await harbour.database.query(Query(unescaped: statement))
        }
        let lanes = harbour.lanes {
            $0.useMilliseconds = 0
            $0.renewMilliseconds = 3_600_000
        }
        await #expect(throws: LaneError.lapsed) { try await lanes.next(shard: 1) }
        let renewals = try await harbour.database.query("SELECT last_value FROM renewals")
        #expect(renewals[0].int(0) == TAOLimits.laneAttemptsMax)
    }

    @Test func `a lease that lapsed unnoticed is renewed before the next id`() async throws {
        let harbour = try await Harbour()
        let frozen = harbour.frozenLanes(useMilliseconds: 200)
        let before = try await frozen.next(shard: 3)
        let lane = frozen.lane
        try await Task.sleep(for: .milliseconds(500))
        #expect(frozen.lane == nil)
        let after = try await frozen.next(shard: 3)
        #expect(after > before && frozen.lane == lane, "nobody else had taken it")
        await frozen.shutdown()
    }

    /// The lease is a courtesy; that two holders of a lane never meet is the mark's doing.
    @Test(
        arguments: [(0, 0), (1_500, -1_500), (-1_500, 1_500), (-7_200_000, 7_200_000)]
            as [(Int64, Int64)])
    func `two holders of one lane never meet, whatever their clocks say`(
        _ one: Int64, _ two: Int64
    ) async throws {
        let harbour = try await Harbour(freeLanes: 1)
        let first = harbour.lanes(clock: Self.skewed(one))
        var ids: [ObjectID] = []
        for _ in 0..<300 { ids.append(try await first.next(shard: 5)) }
        try await harbour.forgetLeases()
        _ = try await harbour.database.query(
            "UPDATE id_lanes SET expires_at = now() + interval '1 hour' WHERE lane > 0")
        let second = harbour.lanes(clock: Self.skewed(two))
        // The first believes in its lease until the next renewal.
        for _ in 0..<300 {
            ids.append(try await second.next(shard: 5))
            ids.append(try await first.next(shard: 5))
        }
        #expect(first.lane == 0 && second.lane == 0)
        #expect(Set(ids).count == 900)
        await first.shutdown()
        await second.shutdown()
    }

    @Test func `ids by a clock that is hours off go by the database's`() async throws {
        let harbour = try await Harbour()
        for hours in [-5, 5] as [Int64] {
            let process = harbour.lanes(clock: Self.skewed(hours * 3_600_000))
            let id = try await process.next(shard: 1)
            #expect(abs(id.milliseconds - WallClock.system.milliseconds) < 60_000)
            await process.shutdown()
        }
        let near = harbour.lanes(clock: Self.skewed(-1_000))
        let id = try await near.next(shard: 1)
        #expect(id.milliseconds <= WallClock.system.milliseconds - 1_000)
        await near.shutdown()
    }

    @Test func `a lane is given back with the time that was used`() async throws {
        let harbour = try await Harbour(freeLanes: 1)
        let first = harbour.lanes()
        let last = try await first.next(shard: 1)
        #expect(try await harbour.mark(0) > last.milliseconds)
        await first.shutdown()
        #expect(try await harbour.mark(0) == last.milliseconds)
        let second = harbour.lanes()
        let next = try await second.next(shard: 1)
        #expect(next.milliseconds > last.milliseconds)
        #expect(next.milliseconds <= max(WallClock.system.milliseconds, last.milliseconds + 1))
        await second.shutdown()
    }

    @Test func `without a free lane nothing is created, until there is one`() async throws {
        let harbour = try await Harbour(freeLanes: 0)
        let process = harbour.lanes()
        await #expect(throws: LaneError.allTaken) { try await process.next(shard: 1) }
        #expect("\(LaneError.allTaken)".hasPrefix("All 256 lanes of ids are taken"))
        try await harbour.forgetLeases()
        await #expect(throws: LaneError.allTaken, "not asked again at once") {
            try await process.next(shard: 1)
        }
        try await Task.sleep(for: .milliseconds(TAOLimits.laneRefusalMilliseconds + 100))
        _ = try await process.next(shard: 1)
        await process.shutdown()
    }

    @Test func `a clock that jumps ahead of the mark raises it first`() async throws {
        let harbour = try await Harbour()
        let skew = Atomic<Int64>(0)
        let process = harbour.lanes(
            clock: WallClock { WallClock.system.milliseconds + skew.load(ordering: .relaxed) })
        _ = try await process.next(shard: 1)
        let lane = try #require(process.lane)
        skew.store(20_000, ordering: .relaxed)
        let id = try await process.next(shard: 1)
        #expect(id.milliseconds <= (try await harbour.mark(lane)))
        await process.shutdown()
    }

    @Test func `more ids than a lane has in a millisecond come from the next ones`() async throws {
        let harbour = try await Harbour()
        let process = harbour.lanes()
        var ids: [ObjectID] = []
        for _ in 0..<5_000 { ids.append(try await process.next(shard: 1)) }
        #expect(Set(ids).count == 5_000 && ids == ids.sorted())
        let perMillisecond = Dictionary(grouping: ids, by: \.milliseconds).mapValues(\.count)
        #expect(perMillisecond.values.max() == ObjectID.sequenceCount / TAOLimits.idLanes)
        await process.shutdown()
    }

    @Test func `while PostgreSQL is away ids end with the lease, and return with it`() async throws
    {
        let services = try await TestServices.start()
        let world = try await World(services: services) { configuration in
            configuration.connectTimeoutMilliseconds = 500
            configuration.statementTimeoutMilliseconds = 1_000
            configuration.waitMilliseconds = 1_000
        }
        var times = LaneLeases.Times()
        times.useMilliseconds = 1_500
        times.renewMilliseconds = 300
        let changes = Mutex<[String]>([])
        let process = IDLanes(
            LaneLeases(database: world.database, clock: .system, times: times)
        ) { change in
            let text =
                switch change {
                case .lost: "lost"
                case .held(let lane): "held \(lane)"
                }
            changes.withLock { $0.append(text) }
        }
        let before = try await process.next(shard: 1)
        await services.stopPostgres()
        _ = try await process.next(shard: 1)
        try await Task.sleep(for: .milliseconds(1_600))
        await #expect(throws: PostgresError.self) { try await process.next(shard: 1) }
        #expect(try await eventually { changes.withLock { !$0.isEmpty } })
        try await services.startPostgres()
        #expect(
            try await eventually {
                guard let after = try? await process.next(shard: 1) else { return false }
                return after > before
            })
        // Each is told once, however often the lease was to be renewed.
        let lane = try #require(process.lane)
        #expect(changes.withLock { $0 } == ["lost", "held \(lane)"])
        await process.shutdown()
        await world.database.shutdown()
        await services.stop()
    }
}
