import LocalServices
import Postgres
import TestSupport
import Testing

@testable import TAO

/// PostgreSQL dies in the middle of writes: of every write all has happened, or nothing. So an edge
/// never lacks its inverse, nor its count.
@Suite(.serialized, .timeLimit(.minutes(3))) struct CrashTests {
    /// A trigger kills the session before the first row that a transaction changes, then before the
    /// second, and so on, until the write goes through.
    @Test(arguments: [false, true])
    func `a write whose session is killed at any step leaves nothing behind`(
        isConditional: Bool
    ) async throws {
        let world = try await World()
        let (user, post) = (try await world.user(), try await world.post())
        #expect(try await eventually { try await world.outboxCount() == 0 })
        let before = try await world.rowCounts()
        try await installKiller(world.database)
        let new = world.ids.next(shard: 1)
        var step = 1
        while true {
            _ = try await world.database.query("ALTER SEQUENCE steps RESTART")
            _ = try await world.database.query("UPDATE killed_at SET step = \(step)")
            do {
                try await world.commit {
                    $0.addObject(Kinds.user, id: new, data: record("new"))
                    $0.addAssociation(user, Kinds.likes, post)
                    $0.addAssociation(new, Kinds.adores, post)
                    if isConditional { $0.claimName(namespace: 1, name: "new", id: new) }
                }
                break
            } catch let error as PostgresError {
                #expect(error.kind == .unavailable || error.sqlState == "57P01", "\(error)")
                #expect(try await world.rowCounts() == before, "killed at step \(step)")
                step += 1
            }
        }
        #expect(step > 10, "two edges are four rows, with counts eight or more")
        #expect(try await world.inverseFaults() == [])
        #expect(try await world.countFaults() == [])
        let likers = AssociationListKey(post, Kinds.likedBy)
        #expect(try await world.threeTimes { try await $0.associationCount([likers]) } == [1])
    }

    private func installKiller(_ database: Database) async throws {
        _ = try await database.query("CREATE SEQUENCE steps")
        _ = try await database.query("CREATE TABLE killed_at AS SELECT 0::bigint AS step")
        _ = try await database.query(
            """
            CREATE FUNCTION kill_at_step() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF nextval('steps') = (SELECT step FROM killed_at) THEN
                    PERFORM pg_terminate_backend(pg_backend_pid());
                END IF;
                RETURN NEW;
            END
            $$
            """)
        for table in ["objects", "associations", "association_counts", "names", "outbox"] {
            _ = try await database.query(
                Query(
                    unescaped: """
                        CREATE TRIGGER kill BEFORE INSERT ON \(table)
                        FOR EACH ROW EXECUTE FUNCTION kill_at_step()
                        """))
        }
    }

    /// A Citus cluster whose node ends during its COMMIT cannot say whether the write has happened.
    @Test func `a write whose node did not answer COMMIT is in doubt, and no longer cached`()
        async throws
    {
        let world = try await World()
        let user = try await world.user("old")
        for expectedSQL in [1, 0] {
            #expect(try await world.sqlTrips { _ = try await $0.object(user) } == expectedSQL)
        }
        try await world.failWhileCommitting()
        let error = await postgresError {
            try await world.commit { $0.updateObject(user, data: record("new")) }
        }
        #expect(error?.kind == .unavailable)
        #expect(error?.hadNoEffect == false)
        #expect(try await world.sqlTrips { _ = try await $0.object(user) } == 1)
    }

    /// The same error before COMMIT is none that could hide a write.
    @Test func `a write that failed before its COMMIT leaves what is cached`() async throws {
        let world = try await World()
        let user = try await world.user("old")
        _ = try await world.tao.loader().object(user)
        let error = await postgresError {
            try await world.commit {
                $0.updateObject(user, data: record("new"))
                $0.also(
                    """
                    DO $$ BEGIN
                    RAISE 'server closed the connection unexpectedly' USING ERRCODE = 'XX000';
                    END $$
                    """)
            }
        }
        #expect(error?.kind == .unavailable)
        #expect(error?.hadNoEffect == true)
        #expect(try await world.sqlTrips { _ = try await $0.object(user) } == 0)
    }

    @Test func `whatever was written when PostgreSQL crashed is whole`() async throws {
        let services = try await TestServices.start()
        let world = try await World(services: services)
        let posts = [try await world.post(), try await world.post()]
        let users = (0..<8).map { _ in world.ids.next(shard: 3) }
        let writers = users.map { user in
            Task {
                while !Task.isCancelled {
                    let post = posts[Int.random(in: posts.indices)]
                    let type = Bool.random() ? Kinds.likes : Kinds.adores
                    _ = try? await world.commit {
                        if Int.random(in: 0..<3) > 0 {
                            $0.addAssociation(user, type, post)
                        } else {
                            $0.deleteAssociation(user, type, post)
                        }
                    }
                }
            }
        }
        for _ in 0..<3 {
            try await Task.sleep(for: .milliseconds(300))
            services.crashPostgres()
            try await services.startPostgres()
        }
        for writer in writers { writer.cancel() }
        for writer in writers { await writer.value }
        let isBack = try await eventually { (try? await world.countFaults()) != nil }
        #expect(isBack)
        #expect(try await world.countFaults() == [])
        #expect(try await world.inverseFaults() == [])
        world.tao.startTailer()
        #expect(try await eventually { try await world.outboxCount() == 0 })
        let lists = posts.map { AssociationListKey($0, Kinds.likedBy) }
        _ = try await world.threeTimes { try await $0.associationCount(lists) }
        await world.tao.shutdown()
    }
}

extension World {
    /// From now on the COMMIT of a change to an object fails like that of a cluster whose node has
    /// not answered.
    fileprivate func failWhileCommitting() async throws {
        _ = try await database.query(
            """
            CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                RAISE 'could not commit transaction for shard 1 on at least one active node'
                USING ERRCODE = 'XX000';
            END
            $$
            """)
        _ = try await database.query(
            """
            CREATE CONSTRAINT TRIGGER fail AFTER UPDATE ON objects
            DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION fail()
            """)
    }

    /// Rows of every table of the graph.
    func rowCounts() async throws -> [Int] {
        let rows = try await database.query(
            """
            SELECT (SELECT count(*) FROM objects), (SELECT count(*) FROM associations),
                (SELECT count(*) FROM association_counts), (SELECT count(*) FROM names),
                (SELECT count(*) FROM outbox)
            """)
        return (0..<5).map { rows[0].int($0) }
    }

    /// Edges without the edge back, as sentences.
    func inverseFaults() async throws -> [String] {
        var faults: [String] = []
        for type in Kinds.all.associations.values {
            guard let inverse = type.inverse else { continue }
            // In two questions: a Citus cluster joins only what lies on one node.
            let edges = try await database.query(
                "SELECT id1, id2 FROM associations WHERE type = \(type.id)")
            let back = try await database.query(
                "SELECT id2, id1 FROM associations WHERE type = \(inverse)")
            let pairs = Set(back.map { [$0.int64(0), $0.int64(1)] })
            let rows = edges.filter { !pairs.contains([$0.int64(0), $0.int64(1)]) }
            faults += rows.map { "\($0.int64(0)) \(type.name) \($0.int64(1))" }
        }
        return faults
    }
}
