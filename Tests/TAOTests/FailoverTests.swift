import Foundation
import Glibc
import LocalServices
import Memcached
import Postgres
import TestSupport
import Testing

@testable import TAO

/// PostgreSQL is replaced by another one: a promoted replica that lacks what was written last, or a
/// copy. The cache forgets the writes that never happened there.
@Suite(.serialized, .timeLimit(.minutes(4))) struct FailoverTests {
    /// A primary with a replica, behind one address as clients know them: the first that takes writes.
    private struct Cluster {
        let services: LocalServices
        let replica: LocalReplica
        let world: World
        let folder: String

        init() async throws {
            services = try await TestServices.start(memcachedCount: 2, isReplicated: true)
            let url = try await services.freshDatabase()
            folder = try TestServices.makeFolder()
            replica = try await services.startReplica(in: folder)
            let name = try #require(URL(string: url)?.path.dropFirst())
            let hosts = try [url, replica.url(database: String(name))].map { url in
                let items = URLComponents(string: url)?.queryItems
                return try #require(items?.first { $0.name == "host" }?.value)
            }
            world = try await World(
                services: services,
                databaseURL: "postgresql:///\(name)?host=\(hosts.joined(separator: ","))"
                    + "&port=5432,5432&user=tintype&target_session_attrs=read-write")
            try await migrate(database: world.database, directory: migrationsFolder)
            // The gates could not read tables that were not there.
            let cache = world.cache
            #expect(try await eventually { cache.statistics.allSatisfy(\.isUp) })
        }

        /// Everything that was committed so far is on the replica; what comes later is not.
        func leaveBehind() async throws {
            let replicaDatabase = try Database(url: replica.url(database: try name()))
            let end = try await world.database.query(StoreServers.logEnd)[0].int64(0)
            let isThere = try await eventually {
                try await replicaDatabase.query(StoreServers.replayed)[0].int64(0) >= end
            }
            #expect(isThere)
            await replicaDatabase.shutdown()
            await replica.stop()
        }

        /// The primary dies and the replica takes its place.
        func failOver() async throws {
            await services.stopPostgres()
            try await replica.start()
            let database = try Database(url: replica.url(database: try name()))
            // It does not wait itself: on a busy machine that is longer than a statement may take.
            _ = try await database.query("SELECT pg_promote(false)")
            while try await database.query("SELECT pg_is_in_recovery()")[0].bool(0) {
                try await Task.sleep(for: .milliseconds(50))
            }
            await database.shutdown()
        }

        func end() async {
            await world.tao.shutdown()
            await world.database.shutdown()
            await replica.stop()
            await services.stop()
            try? FileManager.default.removeItem(atPath: folder)
        }

        private func name() throws -> String {
            let url = world.database.configuration.url
            return String(try #require(url.firstMatch(of: #/:///(\w+)\?/#)?.1))
        }

        /// How often each memcached was emptied.
        func emptied() async throws -> [Int] {
            try services.memcachedServers.map { try flushes(at: $0) }
        }
    }

    @Test
    func `a failover that loses transactions empties the servers once, and nothing lost is read`()
        async throws
    {
        let cluster = try await Cluster()
        let world = cluster.world
        let users = try await world.users(40) { _ in "kept" }
        let other = try await world.anotherGateway()
        #expect(try await eventually { try await world.outboxCount() == 0 })
        try await cluster.leaveBehind()
        try await world.commit { write in
            for user in users { write.updateObject(user, data: record("lost")) }
        }
        for gateway in [world, other] {
            let isWarm = try await eventually {
                try await gateway.sqlTrips { _ = try await $0.objects(users) } == 0
            }
            #expect(isWarm)
        }
        let before = try await cluster.emptied()
        try await cluster.failOver()
        let lost = try await texts(world, users)
        #expect(lost == ["lost"], "it is cached: the test would prove nothing")
        // The first answer that PostgreSQL gives again ends that, at once.
        for gateway in [world, other] {
            let isBack = try await eventually {
                (try? await gateway.database.query("SELECT 1")) != nil
            }
            #expect(isBack)
            for _ in 0..<20 { #expect(try await texts(gateway, users) == ["kept"]) }
        }
        for gateway in [world, other] {
            let isWarm = try await eventually {
                #expect(try await texts(gateway, users) == ["kept"])
                return try await gateway.sqlTrips { _ = try await $0.objects(users) } == 0
            }
            #expect(isWarm, "the cache is used again")
        }
        let after = try await cluster.emptied()
        #expect(zip(before, after).allSatisfy { $1 == $0 + 1 }, "\(before) \(after)")
        await other.tao.shutdown()
        await other.database.shutdown()
        await cluster.end()
    }

    /// Where something between us and PostgreSQL keeps the connections, only the tailer's look tells.
    @Test func `another server behind the same connections is noticed by the tailer`() async throws
    {
        let plain = try await World(services: try await TestServices.start())
        try await plain.shadow("SELECT id FROM shadow.identity")
        let world = try await World(services: plain.services, databaseURL: plain.shadowedURL)
        let user = try await world.user("old")
        #expect(try await eventually { try await world.outboxCount() == 0 })
        world.tao.startTailer()
        _ = try await world.tao.loader().object(user)
        #expect(try await world.areFilled([.object(user)]))
        _ = try await world.database.query(
            "UPDATE objects SET data = \(record("new").bytes) WHERE id = \(user.rawValue)")
        #expect(try await world.tao.loader().object(user)?.data.string(1) == "old")
        _ = try await world.database.query("UPDATE shadow.identity SET id = 8")
        let isSeen = try await eventually {
            try await world.tao.loader().object(user)?.data.string(1) == "new"
        }
        #expect(isSeen)
        let isCached = try await eventually {
            try await world.sqlTrips { _ = try await $0.object(user) } == 0
        }
        #expect(isCached, "the cache is used again")
        for tao in [world.tao, plain.tao] { await tao.shutdown() }
    }

    @Test func `a role that may not ask for the identifier asks for the timeline, and is told`()
        async throws
    {
        let log = Log()
        let origin = CacheOrigin { log.note($0) }
        #expect(origin.question?.sql == StoreServers.origin.sql)
        origin.narrow(StoreServers.timeline)
        #expect(origin.question?.sql == StoreServers.origin.sql, "an answer to another question")
        origin.narrow(StoreServers.origin)
        #expect(origin.question?.sql == StoreServers.timeline.sql && log.sentences.isEmpty)
        for _ in 0..<2 { origin.narrow(StoreServers.timeline) }
        #expect(origin.question == nil && log.sentences.count == 1)

        let world = try await World()
        try await world.shadow("SELECT 1/0")
        let shadowed = try await World(services: world.services, databaseURL: world.shadowedURL)
        let ledger = try shadowed.ledger()
        let reading = try await ledger.read()
        #expect(reading.origin == "00000001")
        #expect(ledger.origin.question?.sql == StoreServers.timeline.sql)
        await shadowed.database.shutdown()
    }

    @Test(arguments: [
        ("7/00000001", "7/00000001", true), ("7/00000001", "7/00000002", false),
        ("7/00000001", "8/00000001", false), ("7/00000001", "00000001", true),
        ("7/00000001", "00000002", false), ("7/00000001", "standby", false),
        ("00000001", "00000002", false),
    ])
    func `origins are compared as far as both are known`(
        _ one: String, _ other: String, _ isSame: Bool
    ) {
        #expect(CacheOrigin.isSame(one, other) == isSame)
        #expect(CacheOrigin.isSame(other, one) == isSame)
        #expect(CacheOrigin.isSame(one, nil))
    }

    private func texts(_ world: World, _ users: [ObjectID]) async throws -> Set<String?> {
        Set(try await world.tao.loader().objects(users).map { $0?.data.string(1) })
    }
}

extension World {
    /// Puts a function of our own before the one that tells the system identifier, for clients with
    /// `shadowedURL`.
    fileprivate func shadow(_ answer: String) async throws {
        _ = try await database.pipeline([
            "CREATE SCHEMA shadow", "CREATE TABLE shadow.identity AS SELECT 7::bigint AS id",
            Query(
                unescaped: """
                    CREATE FUNCTION shadow.pg_control_system(OUT system_identifier bigint)
                    LANGUAGE sql AS '\(answer)'
                    """),
        ])
    }

    fileprivate var shadowedURL: String {
        database.configuration.url + "&options=-csearch_path%3Dshadow,pg_catalog,public"
    }
}

/// How often a memcached was told to forget everything, as it says itself (`stats`).
private func flushes(at socket: String) throws -> Int {
    let text = try memcachedStatistics(at: socket)
    let line = text.split(separator: "\r\n").first { $0.hasPrefix("STAT cmd_flush ") }
    return try #require(line.flatMap { Int($0.dropFirst("STAT cmd_flush ".count)) })
}

private func memcachedStatistics(at path: String) throws -> String {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8) + [0]) }
    let isConnected = withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
        }
    }
    try #require(isConnected)
    let question = Array("stats\r\n".utf8)
    try #require(write(descriptor, question, question.count) == question.count)
    var answer: [UInt8] = []
    while !String(decoding: answer, as: UTF8.self).hasSuffix("END\r\n") {
        var part = [UInt8](repeating: 0, count: 4_096)
        let count = read(descriptor, &part, part.count)
        try #require(count > 0)
        answer += part[..<count]
    }
    return String(decoding: answer, as: UTF8.self)
}
