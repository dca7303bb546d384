import LocalServices
import Memcached
import Postgres
import TestSupport
import Testing

@testable import TAO

/// PostgreSQL goes away and comes back under a gateway that stays.
@Suite(.serialized, .timeLimit(.minutes(3))) struct RestartTests {
    @Test func `everything fails clearly while PostgreSQL is away and works when it is back`()
        async throws
    {
        let services = try await TestServices.start()
        let world = try await World(services: services)
        let users = try await world.users(2 * TAOLimits.storeReadsMax)
        let (cached, written) = (try await world.user("cached"), try await world.user())
        world.tao.startTailer()
        // Every statement of the second half is prepared on the connections that will be lost.
        try await writeBothWays(world, written, "before")
        #expect(try await eventually { try await world.outboxCount() == 0 })
        _ = try await world.tao.loader().object(cached)

        await services.stopPostgres()
        for error in await readErrors(world, users + users) {
            #expect(error?.kind == .unavailable, "\(error.debugDescription)")
        }
        for isConditional in [false, true] {
            let error = await postgresError {
                try await update(world, users[1], "refused", isConditional: isConditional)
            }
            #expect(error?.kind == .unavailable, "\(error.debugDescription)")
        }
        for isConditional in [false, true] {
            let error = await postgresError {
                try await update(world, cached, "refused", isConditional: isConditional)
            }
            #expect(error?.hadNoEffect == true, "\(error.debugDescription)")
        }
        // What certainly was not written is still cached.
        let loader = world.tao.loader()
        #expect(try await loader.object(cached)?.data.string(1) == "cached")
        #expect(loader.trips.sqlCount == 0)
        let failures = world.tao.tailerStatistics.failures
        #expect(try await eventually { world.tao.tailerStatistics.failures > failures })

        try await services.startPostgres()
        let isBack = try await eventually {
            (try? await world.tao.loader().object(users[1])?.data.string(1)) == "1"
        }
        #expect(isBack, "and what was refused is not there")
        for error in await readErrors(world, users + users) { #expect(error == nil) }
        try await writeBothWays(world, written, "after")
        try await world.commitAndDie { $0.updateObject(cached, data: record("new")) }
        let isRepaired = try await eventually {
            try await world.tao.loader().object(cached)?.data.string(1) == "new"
        }
        #expect(isRepaired, "the tailer goes on")
        try await world.expectWholePool()
        await world.tao.shutdown()
    }

    /// COMMIT waits for a replica that is not there when its session is killed: the write has
    /// happened, and nobody was told so.
    @Test(arguments: [false, true])
    func `a write that happened without an answer is an error, and is not repeated`(
        isConditional: Bool
    ) async throws {
        let services = try await TestServices.start(isReplicated: true)
        let world = try await World(services: services)
        let user = try await world.user("old")
        _ = try await world.tao.loader().object(user)
        _ = try await world.database.query("CREATE TABLE log (entry bigint)")
        try await world.letCommitsHang()
        let writing = Task {
            await postgresError {
                try await update(world, user, "new", isConditional: isConditional) {
                    $0.also("SELECT set_config('synchronous_commit', 'on', true)")
                    $0.also("INSERT INTO log VALUES (1)")
                }
            }
        }
        #expect(try await eventually { try await world.hangingCommits() == 1 })
        _ = try await world.database.query(
            """
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE datname = current_database() AND wait_event = 'SyncRep'
            """)
        let error = await writing.value
        #expect(error?.kind == .unavailable, "\(error.debugDescription)")
        let count = try await world.database.query("SELECT count(*) FROM log")[0].int(0)
        #expect(count == 1, "it has happened, once")
        // No tailer runs: the writer itself has deleted what may be old.
        let found = try await world.tao.loader().object(user)
        #expect(found?.data.string(1) == "new")
        #expect(found?.version == 2)
        try await world.expectWholePool()
    }

    /// COMMIT takes longer than anybody waits for it, and somebody fills the cache in between. Only
    /// the outbox row can repair that, so the writer must leave it, although its deletes are done.
    @Test func `a write that happens after it was given up does not leave the old value cached`()
        async throws
    {
        let services = try await TestServices.start(isReplicated: true)
        let world = try await World(services: services) { $0.statementTimeoutMilliseconds = 2_000 }
        let users = try await world.users(10) { _ in "old" }
        let user = users[0]
        #expect(try await eventually { try await world.outboxCount() == 0 })
        _ = try await world.tao.loader().object(user)
        try await world.letCommitsHang()
        try await world.database.transaction { transaction in
            // Whoever removes outbox rows looks at this table first, and has to wait.
            _ = try await transaction.query("LOCK TABLE cache_servers")
            let error = await postgresError {
                try await update(world, user, "new", isConditional: false) {
                    $0.also("SELECT set_config('synchronous_commit', 'on', true)")
                    for other in users.dropFirst() {
                        $0.updateObject(other, data: record("new"))
                    }
                }
            }
            #expect(error?.kind == .timeout, "\(error.debugDescription)")
            for expectedSQL in [1, 0] {
                let loader = world.tao.loader()
                #expect(try await loader.object(user)?.data.string(1) == "old")
                #expect(loader.trips.sqlCount == expectedSQL, "the writer has deleted it")
            }
            try await world.letCommitsGo()
            let isVisible = try await eventually { try await world.outboxCount() == 1 }
            #expect(isVisible, "it has happened, after all")
        }
        try await Task.sleep(for: .milliseconds(300))
        #expect(try await world.outboxCount() == 1)
        world.tao.startTailer()
        let isRepaired = try await eventually {
            try await world.tao.loader().object(user)?.data.string(1) == "new"
        }
        #expect(isRepaired)
        await world.tao.shutdown()
    }

    /// The outbox names what a memcached may hold although it is old, and cannot be read.
    @Test func `a memcached that is met while PostgreSQL is away serves nothing`() async throws {
        let services = try await TestServices.start()
        let world = try await World(services: services)
        let user = try await world.user("old")
        _ = try await world.tao.loader().object(user)
        try await world.commitAndDie { $0.updateObject(user, data: record("new")) }
        await services.stopPostgres()
        let other = try await world.anotherGateway()
        let error = await postgresError { _ = try await other.tao.loader().object(user) }
        #expect(error?.kind == .unavailable, "\(error.debugDescription)")
        try await services.startPostgres()
        let isBack = try await eventually {
            let text = try? await other.tao.loader().object(user)?.data.string(1)
            #expect(text == nil || text == "new")
            return text == "new"
        }
        #expect(isBack)
    }

    // MARK: Steps

    /// Errors of reads that are all asked at once, each by a request of its own.
    private func readErrors(_ world: World, _ users: [ObjectID]) async -> [PostgresError?] {
        await withTaskGroup(of: PostgresError?.self) { group in
            for user in users {
                group.addTask {
                    await postgresError { _ = try await world.tao.loader().object(user) }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
    }

    /// A write as one pipeline and one as a transaction.
    private func writeBothWays(_ world: World, _ user: ObjectID, _ text: String) async throws {
        for isConditional in [false, true] {
            try await update(world, user, "\(text) \(isConditional)", isConditional: isConditional)
            let found = try await world.tao.loader().object(user)
            #expect(found?.data.string(1) == "\(text) \(isConditional)")
        }
    }

    /// A claimed name is what makes a write look at its rows before it commits.
    private func update(
        _ world: World, _ user: ObjectID, _ text: String, isConditional: Bool,
        _ more: (inout GraphWrite) -> Void = { _ in }
    ) async throws {
        try await world.commit {
            $0.updateObject(user, data: record(text))
            if isConditional { $0.claimName(namespace: 1, name: "name", id: user) }
            more(&$0)
        }
    }
}

/// The error of PostgreSQL that `body` ends with; nil if it ends well.
func postgresError(_ body: () async throws -> Void) async -> PostgresError? {
    do {
        try await body()
        return nil
    } catch let error as PostgresError {
        return error
    } catch {
        Issue.record("not an error of PostgreSQL: \(error)")
        return nil
    }
}

extension World {
    /// From now on a COMMIT with `synchronous_commit` on waits, after it has happened, for a
    /// replica that does not exist. The servers of tests have it off.
    func letCommitsHang() async throws {
        _ = try await database.query("ALTER SYSTEM SET synchronous_standby_names = 'nobody'")
        // A reload would reach one process of the server after the other.
        try await services.restartPostgres()
        #expect(try await eventually { (try? await hangingCommits()) == 0 })
    }

    /// Those that hang come to their end, sooner or later.
    func letCommitsGo() async throws {
        _ = try await database.query("ALTER SYSTEM RESET synchronous_standby_names")
        _ = try await database.query("SELECT pg_reload_conf()")
    }

    func hangingCommits() async throws -> Int {
        try await database.query(
            """
            SELECT count(*) FROM pg_stat_activity
            WHERE datname = current_database() AND wait_event = 'SyncRep'
            """)[0].int(0)
    }

    /// Every connection can be had: all but one by transactions at the same time, the last one by
    /// a request. And there are no more than that.
    func expectWholePool(sourceLocation: SourceLocation = #_sourceLocation) async throws {
        let countMax = database.configuration.connectionsMax
        try await hold(countMax - 1) {
            let isWithinLimit = try await eventually {
                try await database.query(
                    """
                    SELECT count(*) FROM pg_stat_activity
                    WHERE datname = current_database() AND application_name = 'tintype'
                    """)[0].int(0) <= countMax
            }
            #expect(isWithinLimit, sourceLocation: sourceLocation)
        }
    }

    /// Runs `body` while that many transactions have a connection each.
    func hold(_ connections: Int, _ body: () async throws -> Void) async throws {
        if connections == 0 { return try await body() }
        try await database.transaction { transaction in
            _ = try await transaction.query("SELECT 1")
            try await hold(connections - 1, body)
        }
    }
}
