import LocalServices
import Memcached
import Postgres
import Synchronization
import TestSupport
import Testing

@testable import TAO

/// The list of memcached servers changes.
@Suite(.serialized, .timeLimit(.minutes(4))) struct CacheServersTests {
    /// Four servers and a database; gateways that use some of the servers.
    private struct Fleet {
        let world: World
        let users: [ObjectID]

        init(users count: Int) async throws {
            world = try await World(
                services: try await TestServices.start(memcachedCount: 4))
            users = try await world.users(count)
        }

        func gateway(
            _ servers: Int..., mayChange: Bool = true, log: Log = Log()
        ) throws -> TAO {
            let names = servers.map { world.services.memcachedServers[$0] }
            var configuration = TAOConfiguration(namespace: "fleet")
            configuration.mayChangeServers = mayChange
            configuration.log = { log.note($0) }
            return TAO(
                types: Kinds.all, database: world.database,
                cache: try MemcachedClient(
                    MemcachedConfiguration(servers: names, rejoinMilliseconds: 10_000)),
                configuration: configuration)
        }

        func write(_ text: String, by tao: TAO) async throws {
            var write = GraphWrite()
            for user in users { write.updateObject(user, data: record(text)) }
            _ = try await tao.commit(write)
        }

        /// Until no outbox row is left to be replayed to servers that join.
        func settle() async throws -> Bool {
            try await eventually {
                try await world.database.query("SELECT count(*) FROM outbox")[0].int(0) == 0
            }
        }

        /// The different texts that one gateway sees.
        func texts(_ tao: TAO) async throws -> Set<String?> {
            Set(try await tao.loader().objects(users).map { $0?.data.string(1) })
        }

        func servers() async throws -> [String] {
            try await world.database.query(
                "SELECT servers FROM cache_servers WHERE namespace = 'fleet'")[0].stringArray(0)
        }

        func end() async {
            await world.tao.shutdown()
            await world.database.shutdown()
            await world.services.stop()
        }
    }

    @Test func `a server that is added takes its share of the keys and no more`() async throws {
        let fleet = try await Fleet(users: 800)
        let before = try fleet.gateway(0, 1, 2)
        try await fleet.write("one", by: before)
        let isWarm = try await eventually {
            let hits = before.cacheStatistics.objects.hits
            let texts = try await fleet.texts(before)
            #expect(texts == ["one"])
            return before.cacheStatistics.objects.hits - hits == 800
        }
        #expect(isWarm)
        await before.shutdown()
        #expect(try await fleet.settle())

        let after = try fleet.gateway(0, 1, 2, 3)
        #expect(try await fleet.texts(after) == ["one"])
        let moved = after.cacheStatistics.objects.misses
        print("with a fourth server \(moved) of 800 keys moved")
        #expect(moved > 800 / 8 && moved < 800 * 3 / 8)

        // And one that is removed gives its share to the others: each value was lost by nobody.
        await after.shutdown()
        let removed = try fleet.gateway(1, 2, 3)
        try await fleet.write("two", by: removed)
        #expect(try await fleet.texts(removed) == ["two"])
        await removed.shutdown()
        await fleet.end()
    }

    @Test func `a server that comes back serves nothing of its time before`() async throws {
        let fleet = try await Fleet(users: 400)
        var text = ""
        // Each list is followed by one that brings a server, or keys, back.
        let lists = [
            [0, 1, 2], [0, 1], [0, 1, 2], [0, 1], [2, 3], [0, 1, 2, 3], [0], [0, 3],
        ]
        for (number, list) in lists.enumerated() {
            let names = list.map { fleet.world.services.memcachedServers[$0] }
            let cache = try MemcachedClient(
                MemcachedConfiguration(servers: names, rejoinMilliseconds: 10_000))
            let tao = TAO(
                types: Kinds.all, database: fleet.world.database, cache: cache,
                configuration: TAOConfiguration(namespace: "fleet"))
            if number > 0 { #expect(try await fleet.texts(tao) == [text], "\(list)") }
            text = "\(number)"
            try await fleet.write(text, by: tao)
            #expect(try await fleet.texts(tao) == [text], "\(list)")
            #expect(try await fleet.texts(tao) == [text], "\(list)")
            let isUsed = try await eventually {
                guard try await fleet.texts(tao) == [text] else { return false }
                return tao.cacheStatistics.objects.hits >= 400
            }
            #expect(isUsed)
            await tao.shutdown()
            cache.shutdown()
        }
        await fleet.end()
    }

    @Test func `a gateway with an old list does without the cache and leaves nothing old`()
        async throws
    {
        let fleet = try await Fleet(users: 300)
        let old = try fleet.gateway(0, 1, 2)
        old.startTailer()
        try await fleet.write("start", by: old)
        #expect(try await fleet.texts(old) == ["start"])
        let new = try fleet.gateway(0, 1, 2, 3)
        #expect(try await fleet.texts(new) == ["start"])
        // At once, when it may not know yet.
        try await fleet.write("by the old one", by: old)
        new.startTailer()
        #expect(try await eventually { try await fleet.texts(new) == ["by the old one"] })
        #expect(try await eventually { old.isCacheOutdated })
        for round in 0..<3 {
            try await fleet.write("new \(round)", by: new)
            #expect(try await fleet.texts(old) == ["new \(round)"])
            try await fleet.write("old \(round)", by: old)
            #expect(try await fleet.texts(old) == ["old \(round)"])
            #expect(try await eventually { try await fleet.texts(new) == ["old \(round)"] })
        }
        #expect(!new.isCacheOutdated)
        #expect(try await Verifier(new, repairs: false).cache().faults == [:])
        await old.shutdown()
        await new.shutdown()
        await fleet.end()
    }

    @Test func `a gateway whose list comes into force again uses the cache again`() async throws {
        let fleet = try await Fleet(users: 100)
        let first = try fleet.gateway(0, 1)
        first.startTailer()
        try await fleet.write("one", by: first)
        #expect(try await fleet.texts(first) == ["one"])
        let second = try fleet.gateway(0, 1, 2)
        #expect(try await fleet.texts(second) == ["one"])
        #expect(try await eventually { first.isCacheOutdated })
        try await fleet.write("two", by: second)
        #expect(try await fleet.texts(second) == ["two"])
        await second.shutdown()
        let third = try fleet.gateway(1, 0)
        #expect(try await fleet.texts(third) == ["two"])
        #expect(try await eventually { !first.isCacheOutdated })
        #expect(try await fleet.texts(first) == ["two"])
        try await fleet.write("three", by: first)
        // Both have just emptied the servers, and so may have cost each other a connection.
        #expect(try await eventually { try await fleet.texts(third) == ["three"] })
        await first.shutdown()
        await third.shutdown()
        await fleet.end()
    }

    @Test func `a list does not come into force before all its servers answer`() async throws {
        let fleet = try await Fleet(users: 60)
        let services = fleet.world.services
        let gateway = try fleet.gateway(0, 1)
        gateway.startTailer()
        try await fleet.write("one", by: gateway)
        #expect(try await fleet.texts(gateway) == ["one"])
        let before = try await fleet.servers()

        await services.stopMemcached(2)
        let log = Log()
        let mistyped = try fleet.gateway(0, 2, log: log)
        mistyped.startTailer()
        #expect(try await eventually { mistyped.isCacheListRefused })
        let silent = services.memcachedServers[2]
        #expect(mistyped.cacheListStanding == .refused(silent: [silent]))
        #expect(try await eventually { log.sentences.count == 1 })
        #expect(log.sentences[0].contains("refused") && log.sentences[0].contains(silent))
        // The fleet goes on with its cache, and the process without it.
        for text in ["two", "three"] {
            try await fleet.write(text, by: mistyped)
            #expect(try await fleet.texts(mistyped) == [text])
            #expect(try await eventually { try await fleet.texts(gateway) == [text] })
        }
        try await Task.sleep(for: .milliseconds(TAOLimits.tailerLeaseMilliseconds))
        #expect(try await fleet.servers() == before && !gateway.isCacheOutdated)
        #expect(log.sentences.count == 1, "told once: \(log.sentences)")

        try await services.startMemcached(2)
        let isInForce = try await eventually { mistyped.cacheListStanding == .inForce }
        #expect(isInForce && log.sentences.count >= 2)
        #expect(try await eventually { gateway.cacheListStanding == .outdated })
        #expect(try await fleet.texts(mistyped) == ["three"])
        await mistyped.shutdown()
        await gateway.shutdown()
        await fleet.end()
    }

    @Test func `a process that was refused does not undo a later list`() async throws {
        let fleet = try await Fleet(users: 10)
        let first = try fleet.gateway(0, 1)
        try await fleet.write("one", by: first)
        #expect(try await fleet.texts(first) == ["one"])
        await fleet.world.services.stopMemcached(2)
        let refused = try fleet.gateway(0, 2)
        #expect(try await eventually { refused.isCacheListRefused })
        let later = try fleet.gateway(0, 1, 3)
        #expect(try await eventually { later.cacheListStanding == .inForce })
        try await fleet.world.services.startMemcached(2)
        #expect(try await eventually { refused.cacheListStanding == .outdated })
        #expect(later.cacheListStanding == .inForce)
        for tao in [first, refused, later] { await tao.shutdown() }
        await fleet.end()
    }

    @Test(.crosses(\TAOLimits.Type.unusedListSeconds))
    func `a list that nobody uses any more is replaced by that of who is there`()
        async throws
    {
        let fleet = try await Fleet(users: 20)
        let gateway = try fleet.gateway(0, 1)
        gateway.startTailer()
        try await fleet.write("one", by: gateway)
        #expect(try await fleet.texts(gateway) == ["one"])
        // A mistake, whose process is stopped soon after.
        let mistaken = try fleet.gateway(0)
        #expect(try await eventually { mistaken.cacheListStanding == .inForce })
        #expect(try await eventually { gateway.isCacheOutdated })
        await mistaken.shutdown()
        _ = try await fleet.world.database.query(
            "UPDATE cache_servers SET used_at = now() - interval '59 seconds'")
        try await Task.sleep(for: .milliseconds(500))
        #expect(gateway.isCacheOutdated)
        _ = try await fleet.world.database.query(
            "UPDATE cache_servers SET used_at = now() - interval '62 seconds'")
        #expect(try await eventually { gateway.cacheListStanding == .inForce })
        try await fleet.write("two", by: gateway)
        #expect(try await fleet.texts(gateway) == ["two"])
        await gateway.shutdown()
        await fleet.end()
    }

    @Test func `a list in use says so`() async throws {
        let fleet = try await Fleet(users: 1)
        let gateway = try fleet.gateway(0, 1)
        gateway.startTailer()
        try await fleet.write("one", by: gateway)
        #expect(try await fleet.texts(gateway) == ["one"])
        _ = try await fleet.world.database.query(
            "UPDATE cache_servers SET used_at = now() - interval '50 seconds'")
        let isRenewed = try await eventually {
            try await fleet.world.database.query(
                "SELECT used_at > now() - interval '30 seconds' FROM cache_servers")[0].bool(0)
        }
        #expect(isRenewed)
        await gateway.shutdown()
        await fleet.end()
    }

    @Test func `verifying a cache that cannot be asked says that nothing was looked at`()
        async throws
    {
        let fleet = try await Fleet(users: 5)
        let gateway = try fleet.gateway(0, 1)
        try await fleet.write("one", by: gateway)
        let isCached = try await eventually {
            _ = try await fleet.texts(gateway)
            return try await Verifier(gateway, repairs: false).cache().checked >= 5
        }
        #expect(isCached)
        #expect(try await Verifier(gateway, repairs: false).cache().obstacle == nil)
        let tool = try fleet.gateway(0, mayChange: false)
        let uncached = TAO(types: Kinds.all, database: fleet.world.database, cache: nil)
        for tao in [tool, uncached] {
            let report = try await Verifier(tao, repairs: false).cache()
            #expect(report.hasLookedAtNothing && report.unavailable >= 5)
            #expect(report.obstacle != nil)
        }
        await gateway.shutdown()
        await fleet.end()
    }

    @Test func `a tool with another list changes nothing`() async throws {
        let fleet = try await Fleet(users: 50)
        let gateway = try fleet.gateway(0, 1)
        try await fleet.write("one", by: gateway)
        #expect(try await fleet.texts(gateway) == ["one"])
        let before = try await fleet.servers()
        let tool = try fleet.gateway(2, mayChange: false)
        #expect(try await fleet.texts(tool) == ["one"])
        try await fleet.write("two", by: tool)
        #expect(try await fleet.texts(tool) == ["two"])
        #expect(tool.cacheStatistics.objects.hits == 0)
        #expect(try await fleet.servers() == before && !gateway.isCacheOutdated)
        gateway.startTailer()
        #expect(try await eventually { try await fleet.texts(gateway) == ["two"] })
        await tool.shutdown()
        await gateway.shutdown()
        await fleet.end()
    }
}

/// What a process has said to its operator.
final class Log: Sendable {
    private let state = Mutex<[String]>([])

    var sentences: [String] { state.withLock { $0 } }

    func note(_ sentence: String) {
        state.withLock { $0.append(sentence) }
    }
}
