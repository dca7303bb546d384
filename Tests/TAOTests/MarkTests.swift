import LocalServices
import Memcached
import Postgres
import Synchronization
import TestSupport
import Testing

@testable import TAO

/// A memcached that is away for long: its rows do not hold up those of others, and are given up for a
/// mark that it must be emptied. At any moment rows and mark together name what it may hold although
/// it is old.
@Suite(.serialized, .timeLimit(.minutes(4))) struct MarkTests {
    /// Two memcacheds, with something cached on each. The second one is frozen: it keeps what it has.
    private struct Pair {
        let services: LocalServices
        let world: World
        let live: ObjectID
        let dead: ObjectID
        let log = Log()

        init() async throws {
            services = try await TestServices.start(memcachedCount: 2)
            world = try await World(services: services, timeoutMilliseconds: 200)
            let users = try await world.users(20) { _ in "old" }
            let (cache, first) = (world.cache, services.memcachedServers[0])
            let keys = world.keys(users.map { .object($0) })
            let onFirst = users.indices.filter { cache.serverName(of: keys, $0) == first }
            let onSecond = users.indices.filter { cache.serverName(of: keys, $0) != first }
            live = users[try #require(onFirst.first)]
            dead = users[try #require(onSecond.first)]
            #expect(try await eventually { try await world.outboxCount() == 0 })
            for user in [live, dead] {
                _ = try await world.tao.loader().object(user)
                #expect(try await world.areFilled([.object(user)]))
            }
        }

        /// Until the gateway has noticed.
        func freeze() async throws {
            services.pauseMemcached(1)
            try await Task.sleep(for: .milliseconds(100))
            _ = try await text(dead)
            let areUp = world.cache.statistics.map(\.isUp)
            #expect(areUp.contains(false))
        }

        var deadServer: String { services.memcachedServers[1] }

        func text(_ user: ObjectID, _ tao: TAO? = nil) async throws -> String? {
            try await (tao ?? world.tao).loader().object(user)?.data.string(1)
        }

        /// Rows as lost deletes of the dead server's keys would have left them.
        func fillOutbox(rows: Int, age: String) async throws {
            let key = CacheKeys.stored(.object(dead))
            _ = try await world.database.query(
                """
                INSERT INTO outbox (id1, id, keys, created_at)
                SELECT n, n, ARRAY[\(key)], now() - \(age)::text::interval
                FROM generate_series(1, \(Int64(rows))) n
                """)
        }

        func fresh() async throws -> Int {
            try await world.database.query(
                "SELECT count(*) FROM outbox WHERE waits_for IS NULL")[0].int(0)
        }

        func unclean() async throws -> [String] {
            try await world.database.query("SELECT unclean FROM cache_servers")[0].stringArray(0)
        }

        func end() async {
            services.resumeMemcached(1)
            await world.tao.shutdown()
            await world.database.shutdown()
            await services.stop()
        }
    }

    @Test func `the row of a live server does not wait behind those of a dead one`() async throws {
        let pair = try await Pair()
        let world = pair.world
        try await pair.freeze()
        let rows = 200_000
        try await pair.fillOutbox(rows: rows, age: "1 minute")
        world.tao.startTailer()
        #expect(try await eventually { world.tao.tailerStatistics.isHolder })
        for number in 0..<5 {
            let begun = ContinuousClock.now
            try await world.commitAndDie { $0.updateObject(pair.live, data: record("\(number)")) }
            let isRepaired = try await eventually { try await pair.text(pair.live) == "\(number)" }
            let left = try await pair.fresh()
            print("a live server's row waited \(ContinuousClock.now - begun) beside \(left) others")
            #expect(isRepaired)
            if number == 0 { #expect(left > rows / 2, "it has passed the others") }
        }
        await pair.end()
    }

    @Test func `rows of a dead server are tried once, and again when it is back`() async throws {
        let pair = try await Pair()
        let world = pair.world
        try await pair.freeze()
        world.tao.startTailer()
        for number in 0..<20 {
            try await world.commitAndDie { $0.updateObject(pair.dead, data: record("\(number)")) }
        }
        #expect(try await eventually { try await pair.fresh() == 0 })
        #expect(try await world.outboxCount() == 20)
        #expect(try await eventually { world.tao.outboxStatistics.overdueRows == 20 })
        // Nothing is done to rows that wait: their versions stay.
        let versions: Query = "SELECT string_agg(xmin::text, ',' ORDER BY id) FROM outbox"
        let before = try await world.database.query(versions)[0].string(0)
        try await Task.sleep(for: .milliseconds(2 * TAOLimits.outboxQueuesMilliseconds))
        #expect(try await world.database.query(versions)[0].string(0) == before)
        #expect(try await pair.text(pair.dead) == "19")
        pair.services.resumeMemcached(1)
        #expect(try await eventually { try await world.outboxCount() == 0 })
        #expect(try await pair.text(pair.dead) == "19")
        #expect(try await pair.unclean() == [], "it was told, and need not be emptied")
        await pair.end()
    }

    @Test(
        .crosses(\TAOLimits.Type.outboxWaitingMilliseconds, \TAOLimits.Type.outboxWaitingRowsMax),
        arguments: ["many", "long"])
    func `rows that are too many, or wait too long, are given up for a mark`(
        _ reason: String
    ) async throws {
        let pair = try await Pair()
        let world = pair.world
        try await pair.freeze()
        try await world.commitAndDie { $0.updateObject(pair.dead, data: record("new")) }
        let (rows, age) =
            reason == "many" ? (TAOLimits.outboxWaitingRowsMax + 1, "1 minute") : (3, "11 minutes")
        try await pair.fillOutbox(rows: rows, age: age)
        world.tao.startTailer()
        #expect(try await eventually { try await world.outboxCount() == 0 })
        #expect(try await pair.unclean() == [pair.deadServer])
        #expect(world.tao.tailerStatistics.rowsReplacedByMarks >= rows)
        // What comes later goes the same way.
        try await world.commitAndDie { $0.updateObject(pair.dead, data: record("newer")) }
        #expect(try await eventually { try await world.outboxCount() == 0 })
        pair.services.resumeMemcached(1)
        #expect(try await eventually { world.cache.statistics.allSatisfy(\.isUp) })
        #expect(try await pair.text(pair.dead) == "newer", "it still had the old value")
        #expect(try await pair.unclean() == [])
        await pair.end()
    }

    /// Whoever removes rows, or empties a server, may be killed at any point.
    @Test(arguments: 0..<5)
    func `a process that is killed on the way leaves nothing old to be served`(
        _ step: Int
    ) async throws {
        let pair = try await Pair()
        let (world, ledger) = (pair.world, try pair.world.ledger())
        try await pair.freeze()
        try await world.commitAndDie { $0.updateObject(pair.dead, data: record("new")) }
        let page = try await OutboxPage(
            world.database.query(StoreOutbox.oldest(beyond: 0, limit: 10)))
        // A tailer: it has read the rows, marks the server, and removes the rows.
        if step > 0 {
            let list = try #require(try await ledger.read().list)
            #expect(try await ledger.mark(pair.deadServer, of: list))
        }
        if step > 1 { _ = try await world.database.query(StoreOutbox.delete(page.rows)) }
        pair.services.resumeMemcached(1)
        // A gate: it takes its turn, empties the server, and notes that.
        if step > 2 { #expect(try await ledger.takeTurn(at: pair.deadServer)) }
        if step > 3 {
            let keys = world.keys(.object(pair.dead))
            let other = try await world.anotherGateway()
            #expect(try await eventually { await other.cache.delete(keys) == [] })
        }
        #expect(try await pair.text(pair.dead) == "new")
        #expect(try await eventually { world.cache.statistics.allSatisfy(\.isUp) })
        #expect(try await pair.text(pair.dead) == "new", "killed before step \(step)")
        #expect(try await pair.unclean() == [])
        await pair.end()
    }

    @Test func `a server that is marked while it is emptied is emptied again`() async throws {
        let pair = try await Pair()
        let ledger = try pair.world.ledger()
        let list = try #require(try await ledger.read().list)
        #expect(try await ledger.mark(pair.deadServer, of: list))
        let read = try #require(try await ledger.read().list)
        #expect(read.unclean == [pair.deadServer])
        // It is being emptied now, and a tailer gives up rows that came later.
        #expect(try await ledger.mark(pair.deadServer, of: read))
        #expect(try await !ledger.noteClean(pair.deadServer, of: read))
        #expect(try await pair.unclean() == [pair.deadServer])
        let again = try #require(try await ledger.read().list)
        #expect(try await ledger.noteClean(pair.deadServer, of: again))
        #expect(try await pair.unclean() == [])
        await pair.end()
    }

    /// The gate has read that the server is clean; then it is marked and its rows are removed, before
    /// the gate reads them.
    @Test func `a gate that was overtaken by a mark looks again`() async throws {
        let pair = try await Pair()
        let (world, ledger) = (pair.world, try pair.world.ledger())
        try await pair.freeze()
        try await world.commitAndDie { $0.updateObject(pair.dead, data: record("new")) }
        #expect(try await pair.text(pair.dead) == "new")
        let page = try await OutboxPage(
            world.database.query(StoreOutbox.oldest(beyond: 0, limit: 10)))
        let isOvertaken = Flag()
        let other = try MemcachedClient(
            MemcachedConfiguration(servers: pair.services.memcachedServers))
        let servers = CacheServers(
            database: world.database, namespace: world.namespace, cache: other, mayChange: false
        ) { _ in }
        pair.services.resumeMemcached(1)
        other.addRejoinGate { server in
            await servers.admit(server) {
                guard server.serverName == pair.deadServer, isOvertaken.raise() else { return true }
                guard let list = try? await ledger.read().list,
                    let isMarked = try? await ledger.mark(pair.deadServer, of: list)
                else { return false }
                guard isMarked else { return false }
                return (try? await world.database.query(StoreOutbox.delete(page.rows))) != nil
            }
        }
        #expect(try await eventually { other.statistics.allSatisfy(\.isUp) })
        guard case .miss = await other.get(world.keys(.object(pair.dead)))[0] else {
            Issue.record("the old value is still there")
            return
        }
        #expect(try await pair.unclean() == [])
        other.shutdown()
        await pair.end()
    }

    /// One gateway does not reach the server and gives up the rows; another one does, and reads.
    @Test func `a mark is noticed by those who still reach the server`() async throws {
        let services = try await TestServices.start()
        let link = try services.link()
        let far = try await World(services: services, memcached: link.path)
        _ = await far.cache.get(far.keys(.object(ObjectID(1))))
        let near = try await far.anotherGateway(memcached: link.path)
        let user = try await near.user("old")
        _ = try await near.tao.loader().object(user)
        #expect(try await near.areFilled([.object(user)]))
        link.cut(oldest: 1)
        try await far.commit { $0.updateObject(user, data: record("new")) }
        let rows = try await OutboxPage(
            far.database.query(StoreOutbox.oldest(beyond: 0, limit: 10))
        ).rows
        let ledger = try far.ledger()
        let list = try #require(try await ledger.read().list)
        #expect(try await ledger.mark(link.path, of: list))
        _ = try await far.database.query(StoreOutbox.delete(rows))
        #expect(
            try await near.tao.loader().object(user)?.data.string(1) == "old",
            "nobody has deleted the cached value: the test would prove nothing")
        near.tao.startTailer()
        let isSeen = try await eventually {
            try await near.tao.loader().object(user)?.data.string(1) == "new"
        }
        #expect(isSeen)
        await near.tao.shutdown()
        await far.tao.shutdown()
    }

    @Test(.crosses(\TAOLimits.Type.outboxCountedMax, \TAOLimits.Type.outboxUnattendedRowsMax))
    func `without any cache the outbox ends somewhere, and servers that come are emptied`()
        async throws
    {
        let pair = try await Pair()
        let database = pair.world.database
        let (rows, counted) = (TAOLimits.outboxUnattendedRowsMax, TAOLimits.outboxCountedMax)
        try await pair.fillOutbox(rows: rows, age: "1 hour")
        let count = try await pair.world.outboxCount()
        #expect(count == rows)
        var bound = OutboxBound(database: database, milliseconds: 200)
        try await bound.look(overdueRows: counted)
        #expect(try await pair.world.outboxCount() == rows, "not at once")
        try await Task.sleep(for: .milliseconds(250))
        try await bound.look(overdueRows: counted - 1)
        #expect(try await pair.world.outboxCount() == rows, "not for fewer than are counted")
        let lease = StoreOutbox.takeLease(StoreOutbox.tailer, holder: 1, milliseconds: 400)
        _ = try await database.query(lease)
        try await bound.look(overdueRows: counted)
        try await Task.sleep(for: .milliseconds(500))
        try await bound.look(overdueRows: counted)
        #expect(try await pair.world.outboxCount() == rows, "not where there is a tailer")
        _ = try await database.query("CREATE TABLE kept AS SELECT * FROM outbox WHERE id = 1")
        _ = try await database.query("DELETE FROM outbox WHERE id = 1")
        try await Task.sleep(for: .milliseconds(250))
        try await bound.look(overdueRows: counted)
        #expect(try await pair.world.outboxCount() == rows - 1, "not for fewer")
        _ = try await database.query("INSERT INTO outbox SELECT * FROM kept")
        try await bound.look(overdueRows: counted)
        try await Task.sleep(for: .milliseconds(250))
        try await bound.look(overdueRows: counted)
        #expect(try await pair.world.outboxCount() == 0)
        #expect(try await pair.unclean() == pair.services.memcachedServers.sorted())
        await pair.end()
    }
}

extension World {
    /// The list of servers as another process would read and change it.
    func ledger() throws -> CacheLedger {
        CacheLedger(database: database, namespace: namespace, origin: CacheOrigin { _ in })
    }

    var namespace: String { Self.namespace(of: database.configuration.url) }
}

/// Raised once.
final class Flag: Sendable {
    private let state = Mutex(false)

    /// Whether this was the first time.
    func raise() -> Bool {
        state.withLock { isRaised in
            defer { isRaised = true }
            return !isRaised
        }
    }
}
