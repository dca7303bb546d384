import LocalServices
import Memcached
import Postgres
import TestSupport
import Testing

@testable import TAO

/// How much of the outbox is looked at, and what becomes of the rest.
@Suite(.serialized, .timeLimit(.minutes(2))) struct `Limits of the outbox` {
    /// Rows that writers have left a minute ago.
    private func fill(
        _ world: World, rows: Int, keys: [[UInt8]] = [Array("o:12".utf8)],
        waitingFor server: String? = nil
    ) async throws {
        _ = try await world.database.query(
            """
            INSERT INTO outbox (id1, id, keys, created_at, waits_for)
            SELECT n, n, \(keys), now() - interval '1 minute',
                \(server)::text || n::text
            FROM generate_series(1, \(Int64(rows))) n
            """)
    }

    private func outbox(_ world: World) -> Outbox {
        Outbox(database: world.database, keys: world.tao.backends.keys, servers: nil)
    }

    @Test(.crosses(\TAOLimits.Type.outboxPagesPerSweepMax))
    func `a sweep goes through so many pages and leaves the rest to the next`() async throws {
        let world = try await World()
        #expect(try await world.isUp())
        let pages = TAOLimits.outboxPagesPerSweepMax + 1
        let rest = 7
        try await fill(world, rows: pages * TAOLimits.outboxPageRowsMax + rest)
        let servers = CacheServers(
            database: world.database, namespace: "unused", cache: world.cache, mayChange: false
        ) { _ in }
        let tailer = Tailer(
            outbox: outbox(world), cache: world.cache, servers: servers, lag: LagMeter())
        var sweep = Tailer.Sweep()
        for left in [rest, 0] {
            _ = try await tailer.sweep(&sweep)
            #expect(try await world.outboxCount() == left)
        }
    }

    @Test(.crosses(\TAOLimits.Type.outboxQueuesMax))
    func `so many servers that are waited for are looked at`() async throws {
        let world = try await World()
        for more in [0, 1] {
            _ = try await world.database.query("DELETE FROM outbox")
            try await fill(world, rows: TAOLimits.outboxQueuesMax + more, waitingFor: "server ")
            #expect(try await outbox(world).queues().count == TAOLimits.outboxQueuesMax)
        }
    }

    @Test(.crosses(\TAOLimits.Type.rejoinRowsMax))
    func `a server that comes back is told of so many rows, and emptied for more`() async throws {
        let world = try await World(services: try await TestServices.start())
        let user = try await world.user()
        let rowsMax = TAOLimits.rejoinRowsMax
        for (more, isKept) in [(-1, true), (0, false)] {
            #expect(try await eventually { try await world.outboxCount() == 0 })
            _ = try await world.tao.loader().object(user)
            #expect(try await world.areFilled([.object(user)]))
            // Without keys, as for keys of other servers: deletes have a limit of their own.
            try await fill(world, rows: rowsMax + more, keys: [])
            let comingBack = try MemcachedClient(
                MemcachedConfiguration(
                    servers: world.services.memcachedServers, rejoinMilliseconds: 10_000))
            let outbox = outbox(world)
            comingBack.addRejoinGate { await outbox.replay(to: $0) }
            _ = await comingBack.get(world.keys(.object(user)))
            let isBack = try await eventually { comingBack.statistics.allSatisfy(\.isUp) }
            #expect(isBack)
            let trips = try await world.sqlTrips { _ = try await $0.object(user) }
            #expect(trips == (isKept ? 0 : 1))
            _ = try await world.database.query("DELETE FROM outbox")
        }
    }

    /// However many lists there are: else the outbox would grow for ever, or a server keep what is old.
    @Test func `all servers of all lists are marked before rows are removed`() async throws {
        let world = try await World()
        #expect(try await world.isUp())
        let rowsMax = 600
        for statement: Query in [
            "DELETE FROM cache_servers",
            """
            INSERT INTO cache_servers (namespace, epoch, servers, unclean)
            SELECT 'n' || n, 1, ARRAY['a', 'b'], ARRAY['b'] FROM generate_series(1, 1200) n
            """,
            """
            CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                IF EXISTS (SELECT FROM cache_servers WHERE unclean <> servers OR marks = 0) THEN
                    RAISE 'a server is not marked';
                END IF;
                RETURN OLD;
            END $$
            """,
            """
            CREATE TRIGGER refuse BEFORE DELETE ON outbox FOR EACH ROW EXECUTE FUNCTION refuse()
            """,
        ] {
            _ = try await world.database.query(statement)
        }
        try await fill(world, rows: rowsMax)
        var bound = OutboxBound(database: world.database, rowsMax: rowsMax, milliseconds: 0)
        try await bound.look(overdueRows: rowsMax)
        #expect(try await world.outboxCount() == 0)
        let marked = try await world.database.query(
            "SELECT count(*) FROM cache_servers WHERE unclean = servers AND marks > 0")
        #expect(marked[0].int(0) == 1_200)
    }

    @Test(.crosses(\TAOLimits.Type.auditSamplesMax))
    func `so many items wait to be compared, and no more`() async throws {
        let world = try await World()
        let auditor = Auditor(backends: world.tao.backends)
        auditor.note([.object(ObjectID(1))])
        #expect(auditor.samplesWaiting == 0, "nothing is audited yet")
        let running = Task { await auditor.run(oneIn: 1) }
        #expect(
            try await eventually {
                auditor.note([.object(ObjectID(1))])
                return auditor.samplesWaiting > 0
            })
        let items = (1...TAOLimits.auditSamplesMax).map { ItemKey.object(ObjectID(Int64($0))) }
        for item in items { auditor.note([item]) }
        #expect(auditor.samplesWaiting == TAOLimits.auditSamplesMax)
        running.cancel()
        await running.value
    }
}
