import Foundation
import Glibc
import LocalServices
import Postgres
import TestSupport
import Testing

@testable import TAO

/// Reads from a real streaming replica: only those that may be old, and only while it is recent.
@Suite(.serialized, .timeLimit(.minutes(4))) struct ReplicaTests {
    /// A primary with a replica of it; the replica's log can be held up.
    private struct Pair {
        let world: World
        let replica: LocalReplica
        let replicaDatabase: Database
        let folder: String

        init() async throws {
            let services = try await TestServices.start(isReplicated: true)
            folder = try TestServices.makeFolder()
            replica = try await services.startReplica(in: folder)
            world = try await World(services: services)
            let path = try #require(URL(string: world.database.configuration.url)?.path)
            var configuration = DatabaseConfiguration(
                url: replica.url(database: String(path.dropFirst())))
            configuration.statementTimeoutMilliseconds = TAOLimits.replicaTimeoutMilliseconds
            replicaDatabase = try Database(configuration)
        }

        func tao(cached: Bool, lagMilliseconds: Int, _ replicas: [Database]? = nil) -> TAO {
            var configuration = TAOConfiguration(
                namespace: "replica\(UInt32.random(in: 0 ... .max))")
            configuration.replicaLagMilliseconds = lagMilliseconds
            return TAO(
                types: Kinds.all, database: world.database,
                replicas: replicas ?? [replicaDatabase], cache: cached ? world.cache : nil,
                configuration: configuration)
        }

        /// The replica goes on receiving the log but shows nothing new.
        func holdUp() async throws {
            _ = try await replicaDatabase.query("SELECT pg_wal_replay_pause()::text")
            let isHeldUp = try await eventually {
                try await replicaDatabase.query("SELECT pg_get_wal_replay_pause_state()")[0]
                    .string(0) == "paused"
            }
            #expect(isHeldUp)
        }

        func letGo() async throws {
            _ = try await replicaDatabase.query("SELECT pg_wal_replay_resume()::text")
        }

        /// Reads until the replica is known to be recent, or not.
        func wait(_ tao: TAO, for count: Int) async throws -> Bool {
            try await eventually {
                _ = await tao.backends.replicas.read(["SELECT 1"])
                return tao.backends.replicas.recentCount == count
            }
        }

        func end() async {
            await world.tao.shutdown()
            await replicaDatabase.shutdown()
            await replica.stop()
            await world.services.stop()
            try? FileManager.default.removeItem(atPath: folder)
        }
    }

    private let hour = 3_600_000

    @Test func `a replica answers what may be old and fills nothing, and nothing else`()
        async throws
    {
        let pair = try await Pair()
        let world = pair.world
        let (user, late) = (world.ids.next(shard: 1), world.ids.next(shard: 1))
        try await world.fill(user, Kinds.likes, count: 400) { Int64($0) }
        let cached = pair.tao(cached: true, lagMilliseconds: hour)
        let uncached = pair.tao(cached: false, lagMilliseconds: hour)
        #expect(try await pair.wait(cached, for: 1))
        #expect(try await pair.wait(uncached, for: 1))
        try await pair.holdUp()
        // An edge deep in the list goes, and an object comes.
        try await world.commit {
            $0.deleteAssociation(user, Kinds.likes, ObjectID(50))
            $0.addObject(Kinds.user, id: late, data: record("late"))
        }
        let deep = RangeQuery(
            user, Kinds.likes, after: AssociationCursor(time: 50, id2: ObjectID(51)), limit: 1)
        let offset = RangeQuery(user, Kinds.likes, offset: 349, limit: 2)
        let gone = AssociationKey(user, Kinds.likes, ObjectID(50))
        func isOld(_ loader: Loader) async throws -> [Bool] {
            let pages = try await loader.associationRange([deep, offset])
            return try await [
                pages[0].associations[0].id2 == ObjectID(50),
                pages[1].associations.contains { $0.id2 == ObjectID(50) },
                loader.associationGet([gone])[0] != nil, loader.object(late) == nil,
            ]
        }
        _ = try await cached.loader().associationCount([gone.list])
        #expect(try await isOld(cached.loader(mayBeStale: true)) == [true, true, true, false])
        #expect(try await isOld(uncached.loader(mayBeStale: true)) == [true, true, true, true])
        let new = [false, false, false, false]
        #expect(try await isOld(cached.loader()) == new)
        #expect(try await isOld(uncached.loader()) == new)
        // A session that has written.
        let bypassing = CacheBypass.items(["o:1"])
        #expect(try await isOld(cached.loader(bypassing: bypassing, mayBeStale: true)) == new)
        let writer = cached.loader(mayBeStale: true)
        #expect(try await isOld(writer) == [true, true, true, false])
        writer.clear()
        #expect(try await isOld(writer) == new)
        // The primary filled the cache.
        let later = world.ids.next(shard: 1)
        try await world.commit { $0.addObject(Kinds.user, id: later, data: record("later")) }
        let reader = cached.loader(mayBeStale: true)
        #expect(try await reader.object(later)?.data.string(1) == "later")
        let warm = cached.loader(mayBeStale: true)
        #expect(try await warm.object(later)?.data.string(1) == "later")
        #expect(warm.trips.sqlCount == 0)
        await pair.end()
    }

    @Test(
        .crosses(\TAOLimits.Type.replicaLagMilliseconds, \TAOLimits.Type.replicaTimeoutMilliseconds)
    ) func `a replica that lags, dies or freezes is left alone until it has caught up`()
        async throws
    {
        let pair = try await Pair()
        let world = pair.world
        let tao = pair.tao(cached: false, lagMilliseconds: 1_200)
        #expect(try await pair.wait(tao, for: 1))
        // Nobody writes: it is recent all the same.
        try await Task.sleep(for: .milliseconds(1_500))
        #expect(try await pair.wait(tao, for: 1))

        try await pair.holdUp()
        let user = try await world.user("seen")
        #expect(try await pair.wait(tao, for: 0))
        #expect(try await tao.loader(mayBeStale: true).object(user)?.data.string(1) == "seen")
        try await pair.letGo()
        #expect(try await pair.wait(tao, for: 1))

        await pair.replica.stop()
        #expect(try await tao.loader(mayBeStale: true).object(user)?.data.string(1) == "seen")
        #expect(try await pair.wait(tao, for: 0))
        try await pair.replica.start()
        #expect(try await pair.wait(tao, for: 1))

        pair.replica.pause()
        #expect(try await tao.loader(mayBeStale: true).object(user)?.data.string(1) == "seen")
        #expect(try await pair.wait(tao, for: 0))
        pair.replica.resume()
        #expect(try await pair.wait(tao, for: 1))
        await pair.end()
    }

    /// With `synchronous_commit` off a commit is there before its log is written out.
    @Test func `a replica is not recent before what is committed and not yet written out is there`()
        async throws
    {
        let pair = try await Pair()
        let world = pair.world
        let tao = pair.tao(cached: false, lagMilliseconds: 1_200)
        #expect(try await pair.wait(tao, for: 1))
        let writer = pid_t(
            try await world.database.query(
                "SELECT pid FROM pg_stat_activity WHERE backend_type = 'walwriter'")[0].int(0))
        kill(writer, SIGSTOP)
        defer { kill(writer, SIGCONT) }
        let user = try await world.user("seen")
        try #require(try await pair.wait(tao, for: 0))
        #expect(try await tao.loader(mayBeStale: true).object(user)?.data.string(1) == "seen")
        for _ in 0..<50 {
            #expect(try await pair.wait(tao, for: 0), "and it stays so")
            try await Task.sleep(for: .milliseconds(20))
        }
        kill(writer, SIGCONT)
        #expect(try await pair.wait(tao, for: 1))
        #expect(try await tao.loader(mayBeStale: true).object(user)?.data.string(1) == "seen")
        await pair.end()
    }

    @Test(.crosses(\TAOLimits.Type.replicaPlacesMax))
    func `a replica that follows at a distance is read`() async throws {
        let pair = try await Pair()
        let world = pair.world
        let tao = pair.tao(cached: false, lagMilliseconds: 5_000)
        let writer = Task {
            while !Task.isCancelled { _ = try await world.user("new") }
        }
        #expect(try await pair.wait(tao, for: 1))
        writer.cancel()
        _ = await writer.result
        await pair.end()
    }

    @Test func `a database that is no replica is never read`() async throws {
        let world = try await World()
        let other = try await World()
        let tao = TAO(
            types: Kinds.all, database: world.database,
            replicas: [world.database, other.database], cache: nil)
        let user = try await world.user("alice")
        for _ in 0..<20 {
            #expect(try await tao.loader(mayBeStale: true).object(user) != nil)
            try await Task.sleep(for: .milliseconds(60))
            #expect(tao.backends.replicas.recentCount == 0)
        }
    }
}
