import LocalServices
import Memcached
import Postgres
import TestSupport
import Testing

@testable import TAO

/// Writes that are refused, and writes that race.
@Suite struct WriteTests {
    @Test func `a refused write stores nothing`() async throws {
        let world = try await World()
        let id = try await world.user("alice")
        let other = world.ids.next(shard: 1)
        await #expect(throws: GraphError.idTaken(id)) {
            try await world.commit {
                $0.addObject(Kinds.user, id: other, data: record("x"))
                $0.addObject(Kinds.user, id: id, data: record("y"))
            }
        }
        await #expect(throws: GraphError.objectMissing(ObjectID(5))) {
            try await world.commit {
                $0.addObject(Kinds.user, id: other, data: record("x"))
                $0.updateObject(ObjectID(5), data: record("y"))
            }
        }
        await #expect(throws: GraphError.versionConflict(id)) {
            try await world.commit {
                $0.addObject(Kinds.user, id: other, data: record("x"))
                $0.updateObject(id, data: record("y"), ifVersion: 7)
            }
        }
        #expect(try await world.threeTimes { try await $0.object(other) } == nil)
        try await world.commit { $0.updateObject(id, data: record("z"), ifVersion: 1) }
        #expect(try await world.tao.loader().object(id)?.version == 2)
    }

    @Test func `an object is deleted only if it has the version it was seen with`() async throws {
        let world = try await World()
        let id = try await world.user("alice")
        try await world.commit { $0.updateObject(id, data: record("b"), ifVersion: 1) }
        for gone in [id, ObjectID(5)] {
            await #expect(throws: GraphError.versionConflict(gone)) {
                try await world.commit { $0.deleteObject(gone, ifVersion: 1) }
            }
        }
        #expect(try await world.tao.loader().object(id)?.version == 2)
        try await world.commit { $0.deleteObject(id, ifVersion: 2) }
        #expect(try await world.threeTimes { try await $0.object(id) } == nil)
    }

    @Test func `a list takes as many edges as its type allows`() async throws {
        let world = try await World()
        let user = try await world.user()
        for number in 1...3 {
            try await world.commit {
                $0.addAssociation(user, Kinds.pins, ObjectID(Int64(number)))
            }
        }
        let list = AssociationListKey(user, Kinds.pins)
        await #expect(throws: GraphError.limitReached(list, edgesMax: 3)) {
            try await world.commit { $0.addAssociation(user, Kinds.pins, ObjectID(4)) }
        }
        try await world.commit { $0.addAssociation(user, Kinds.pins, ObjectID(3)) }
        #expect(try await world.threeTimes { try await $0.associationCount([list]) } == [3])
    }

    @Test func `what a write takes out of a full list makes room`() async throws {
        let world = try await World()
        let user = try await world.user()
        let list = AssociationListKey(user, Kinds.pins)
        try await world.commit { write in
            for number in 5...7 { write.addAssociation(user, Kinds.pins, ObjectID(Int64(number))) }
        }
        // The edge that is added is written first: writes are in the order of ids.
        try await world.commit {
            $0.addAssociation(user, Kinds.pins, ObjectID(1))
            $0.deleteAssociation(user, Kinds.pins, ObjectID(7))
        }
        await #expect(throws: GraphError.limitReached(list, edgesMax: 3)) {
            try await world.commit {
                for number in 2...3 { $0.addAssociation(user, Kinds.pins, ObjectID(Int64(number))) }
                $0.deleteAssociation(user, Kinds.pins, ObjectID(6))
            }
        }
        let pinned = try await world.threeTimes {
            try await $0.associationGet(
                (1...7).map { AssociationKey(user, Kinds.pins, ObjectID(Int64($0))) }
            )
            .map { $0?.id2 }
        }
        #expect(pinned.compactMap(\.self) == [1, 5, 6].map { ObjectID($0) })
    }

    @Test(
        .crosses(
            \TAOLimits.Type.recordBytesMax, \TAOLimits.Type.edgeRecordBytesMax,
            \TAOLimits.Type.writeStepsMax, \TAOLimits.Type.nameBytesMax))
    func `contradictions, unknown types and too much are refused`() async throws {
        let world = try await World()
        let id = ObjectID(1)
        let table: [(GraphError, (inout GraphWrite) -> Void)] = [
            (
                .contradiction,
                {
                    $0.deleteObject(id)
                    $0.deleteObject(id)
                }
            ),
            (
                .contradiction,
                {
                    $0.addAssociation(id, Kinds.likes, ObjectID(2))
                    $0.deleteAssociation(ObjectID(2), Kinds.likedBy, id)
                }
            ),
            (
                .unknownType(99),
                { $0.addObject(ObjectType(id: 99, name: "?"), id: id, data: Record()) }
            ),
            (
                .unknownType(98),
                { $0.addAssociation(id, AssociationType(id: 98, name: "?"), id) }
            ),
            (
                .tooLarge,
                {
                    $0.addObject(
                        Kinds.user, id: id,
                        data: record(String(repeating: "x", count: TAOLimits.recordBytesMax)))
                }
            ),
            (
                .tooLarge,
                {
                    $0.addAssociation(
                        id, Kinds.likes, id,
                        data: record(String(repeating: "x", count: TAOLimits.edgeRecordBytesMax)))
                }
            ),
            (
                .tooLarge,
                {
                    $0.claimName(
                        namespace: 1,
                        name: String(repeating: "n", count: TAOLimits.nameBytesMax + 1), id: id)
                }
            ),
            (
                .tooLarge,
                { write in
                    for number in 0...TAOLimits.writeStepsMax {
                        write.deleteObject(ObjectID(Int64(number)))
                    }
                }
            ),
        ]
        for (error, build) in table {
            await #expect(throws: error) { try await world.commit(build) }
        }
    }

    @Test func `what follows from an edge happens only if that changes`() async throws {
        let world = try await World()
        _ = try await world.database.query("CREATE TABLE extra (n bigint)")
        let (user, post) = (world.ids.next(shard: 1), world.ids.next(shard: 2))
        func extra(_ number: Int64) -> [Query] {
            [
                "INSERT INTO extra (n) SELECT \(number)",
                "INSERT INTO extra (n) SELECT \(10 * number)",
            ]
        }
        let table: [(Int64, happens: Bool, (inout GraphWrite) -> Void)] = [
            (1, false, { $0.deleteAssociation(user, Kinds.likes, post, ifChanged: extra(1)) }),
            (2, true, { $0.addAssociation(user, Kinds.likes, post, ifChanged: extra(2)) }),
            (3, false, { $0.addAssociation(user, Kinds.likes, post, ifChanged: extra(3)) }),
            // From the other end, too.
            (4, false, { $0.addAssociation(post, Kinds.likedBy, user, ifChanged: extra(4)) }),
            (5, true, { $0.deleteAssociation(post, Kinds.likedBy, user, ifChanged: extra(5)) }),
            (6, false, { $0.deleteAssociation(user, Kinds.likes, post, ifChanged: extra(6)) }),
            (7, true, { Self.mark(in: &$0, user, post, 1, extra(7)) }),
            (8, false, { Self.mark(in: &$0, user, post, 1, extra(8)) }),
            (9, true, { Self.mark(in: &$0, user, post, 2, extra(9)) }),
            (
                10, false,
                {
                    $0.deleteAssociation(
                        user, Kinds.saw, post, ifNotAfter: 1, ifChanged: extra(10))
                }
            ),
        ]
        for (number, happens, change) in table {
            try await world.commit(change)
            let rows = try await world.database.query("SELECT n FROM extra ORDER BY n")
            let expected = happens ? [number, 10 * number] : []
            #expect(rows.map { $0.int64(0) } == expected, "\(number)")
            _ = try await world.database.query("DELETE FROM extra")
        }
        // With the write, or not at all.
        await #expect(throws: GraphError.self) {
            try await world.commit {
                $0.addAssociation(user, Kinds.likes, post, ifChanged: extra(11))
                $0.require(user, Kinds.friend, post, isThere: true)
            }
        }
        #expect(try await world.database.query("SELECT FROM extra").isEmpty)
    }

    private static func mark(
        in write: inout GraphWrite, _ user: ObjectID, _ post: ObjectID, _ time: Int64,
        _ consequences: [Query]
    ) {
        write.addAssociation(
            user, Kinds.saw, post, time: time, ifPresent: .replace, ifChanged: consequences)
    }

    @Test func `more SQL rides in the same transaction`() async throws {
        let world = try await World()
        _ = try await world.database.query("CREATE TABLE extra (n bigint PRIMARY KEY)")
        let id = world.ids.next(shard: 1)
        let outcome = try await world.commit {
            $0.addObject(Kinds.user, id: id, data: Record())
            $0.also("INSERT INTO extra VALUES (\(41 as Int64)) RETURNING n + 1")
        }
        #expect(outcome.rows.map { $0[0].int64(0) } == [42])
        let second = world.ids.next(shard: 1)
        await #expect(throws: PostgresError.self) {
            try await world.commit {
                $0.addObject(Kinds.user, id: second, data: Record())
                $0.also("INSERT INTO extra VALUES (\(41 as Int64))")
            }
        }
        #expect(try await world.tao.loader().object(second) == nil)
    }
}

/// Limits that only show under load.
@Suite struct LimitTests {
    @Test func `an edge that was made anew since stays`() async throws {
        let world = try await World()
        let (user, other) = (try await world.user(), try await world.user())
        let edge = AssociationKey(user, Kinds.likes, other)
        try await world.commit { $0.addAssociation(user, Kinds.likes, other, time: 1_000) }
        try await world.commit {
            $0.addAssociation(user, Kinds.likes, other, time: 2_000, ifPresent: .replace)
        }
        try await world.commit {
            $0.deleteAssociation(user, Kinds.likes, other, ifNotAfter: 1_999)
        }
        let kept = try await world.threeTimes { try await $0.associationGet([edge])[0]?.time }
        #expect(kept == 2_000)
        try await world.commit {
            $0.deleteAssociation(user, Kinds.likes, other, ifNotAfter: 2_000)
        }
        let gone = try await world.threeTimes { try await $0.associationGet([edge])[0]?.time }
        #expect(gone == nil)
        let back = AssociationKey(other, Kinds.likedBy, user)
        #expect(try await world.tao.loader().associationGet([back])[0] == nil)
    }

    @Test func `turns are handed on in order and never exceeded`() async throws {
        let turns = Turns(max: 3)
        let running = Running()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<50 {
                group.addTask {
                    try await turns.take(within: .seconds(60))
                    await running.add(1)
                    try? await Task.sleep(for: .milliseconds(1))
                    await running.add(-1)
                    turns.give()
                }
            }
            try await group.waitForAll()
        }
        #expect(await running.most == 3)
    }

    private actor Running {
        var now = 0
        var most = 0

        func add(_ change: Int) {
            now += change
            most = max(most, now)
        }
    }

    @Test(.crosses(\TAOLimits.Type.writeAttemptsMax))
    func `a write that PostgreSQL breaks off is tried so many times`() async throws {
        let world = try await World()
        for (failures, isDone) in [
            (TAOLimits.writeAttemptsMax - 1, true), (TAOLimits.writeAttemptsMax, false),
        ] {
            for statement in [
                "DROP TRIGGER IF EXISTS break_off ON objects",
                "DROP SEQUENCE IF EXISTS attempts", "CREATE SEQUENCE attempts",
                """
                CREATE OR REPLACE FUNCTION break_off() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    IF nextval('attempts') <= \(failures) THEN
                        RAISE EXCEPTION 'a circle' USING ERRCODE = '40P01';
                    END IF;
                    RETURN NEW;
                END $$
                """,
                """
                CREATE TRIGGER break_off BEFORE INSERT ON objects
                FOR EACH ROW EXECUTE FUNCTION break_off()
                """,
            ] {
                _ = try await world.database.query(Query(unescaped: statement))
            }
            if isDone {
                _ = try await world.user()
            } else {
                await #expect(throws: PostgresError.self) { try await world.user() }
            }
            let attempts = try await world.database.query("SELECT last_value FROM attempts")
            #expect(attempts[0].int(0) == TAOLimits.writeAttemptsMax)
        }
    }

    @Test func `deadlocks are tried again`() async throws {
        let world = try await World()
        let users = try await world.users(2)
        // Two writers take the same two rows in opposite order; PostgreSQL breaks the circle.
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (first, second) in [(0, 1), (1, 0)] {
                group.addTask {
                    try await world.commit { write in
                        write.also("SELECT pg_advisory_xact_lock(\(Int64(first)))")
                        write.also("SELECT pg_sleep(0.2)")
                        write.also("SELECT pg_advisory_xact_lock(\(Int64(second)))")
                        write.addAssociation(users[first], Kinds.saw, users[second])
                    }
                }
            }
            try await group.waitForAll()
        }
        let edges = try await world.tao.loader().associationGet([
            AssociationKey(users[0], Kinds.saw, users[1]),
            AssociationKey(users[1], Kinds.saw, users[0]),
        ])
        #expect(edges.allSatisfy { $0 != nil })
    }

    @Test(.crosses(\TAOLimits.Type.outboxPageRowsMax, \TAOLimits.Type.rejoinDeletesMax))
    func `a long outbox is swept, and one too long empties the server`() async throws {
        let world = try await World(services: try await TestServices.start())
        let users = try await world.users(2)
        let pages = TAOLimits.outboxPageRowsMax * 2 + 7
        _ = try await world.tao.loader().objects(users)
        #expect(try await world.sqlTrips { _ = try await $0.objects(users) } == 0)
        try await fillOutbox(world, rows: pages)
        world.tao.startTailer()
        #expect(try await eventually { try await world.outboxCount() == 0 })
        #expect(world.tao.tailerStatistics.rowsReplayed == pages)
        await world.tao.shutdown()
        #expect(try await world.sqlTrips { _ = try await $0.objects(users) } == 0, "not concerned")
        try await fillOutbox(world, rows: TAOLimits.rejoinDeletesMax + 1)
        let other = try await world.anotherGateway()
        _ = await other.cache.get(world.keys(.object(users[0])))
        let isEmptied = try await eventually {
            try await world.sqlTrips { _ = try await $0.objects(users) } == 1
        }
        #expect(isEmptied)
    }

    private func fillOutbox(_ world: World, rows: Int) async throws {
        _ = try await world.database.query(
            """
            INSERT INTO outbox (id1, id, keys, created_at)
            SELECT n, n, ARRAY['o:12'::bytea], now() - interval '1 minute'
            FROM generate_series(1, \(Int64(rows))) n
            """)
    }

    @Test(.crosses(\TAOLimits.Type.listsPerStatementMax))
    func `more lists than one statement reads`() async throws {
        let world = try await World()
        let users = try await world.users(TAOLimits.listsPerStatementMax * 2 + 3)
        for (number, user) in users.enumerated() {
            try await world.fill(user, Kinds.likes, count: 3 + 8 * (number % 40)) { Int64($0) }
        }
        let sizes = try await world.threeTimes { loader in
            try await loader.run {
                async let counts = loader.associationCount(
                    users.map { AssociationListKey($0, Kinds.likes) })
                async let pages = loader.associationRange(
                    users.map {
                        RangeQuery(
                            $0, Kinds.likes, after: AssociationCursor(time: 5, id2: ObjectID(6)),
                            limit: 4)
                    })
                let (all, tails) = try await (counts, pages)
                return zip(all, tails).map { [$0, $1.associations.count, $1.hasMore ? 1 : 0] }
            }
        }
        for (number, size) in sizes.enumerated() {
            let count = 3 + 8 * (number % 40)
            #expect(size == (count == 3 ? [3, 3, 0] : [count, 4, 1]))
        }
    }
}
