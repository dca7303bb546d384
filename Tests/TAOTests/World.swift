import LocalServices
import Memcached
import Postgres
import Synchronization
import TestSupport
import Testing

@testable import TAO

/// A small catalogue with every kind of type.
enum Kinds {
    static let user = ObjectType(id: 1, name: "user")
    static let post = ObjectType(id: 2, name: "post")

    static let (likes, likedBy) = AssociationType.pair(
        .init(id: 10, name: "likes"), .init(id: 11, name: "liked by"))
    static let (adores, adoredBy) = AssociationType.pair(
        .init(id: 12, name: "adores"), .init(id: 13, name: "adored by", isHot: true))
    static let friend = AssociationType(id: 14, name: "friend").pointing(to: 14)
    static let saw = AssociationType(id: 15, name: "saw", isCounted: false)
    static let pins = AssociationType(id: 16, name: "pins").limited(to: 3)
    static let blocks = AssociationType(
        id: 17, name: "blocks", isCounted: false, decidesAccess: true)
    static let follows = AssociationType(id: 18, name: "follows", decidesAccess: true)

    static let all = GraphTypes(
        objects: [user, post],
        associations: [likes, likedBy, adores, adoredBy, friend, saw, pins, blocks, follows])
}

/// An empty graph with real servers behind it.
struct World: Sendable {
    let services: LocalServices
    let database: Database
    let cache: MemcachedClient
    let tao: TAO
    let ids = IDGenerator()

    /// - Parameters:
    ///   - services: nil takes the servers all tests share.
    ///   - memcached: an address in place of the server's own; `memcacheds` has several.
    ///   - leaseWaitMilliseconds: more where the holder of a lease must not be overtaken, however
    ///     busy the machine is.
    init(
        services own: LocalServices? = nil, databaseURL: String? = nil, memcached: String? = nil,
        memcacheds: [String] = [], timeoutMilliseconds: Int = 2_000,
        leaseWaitMilliseconds: Int = 60, connectionsMax: Int = 6,
        _ change: (inout DatabaseConfiguration) -> Void = { _ in }
    ) async throws {
        if let own { services = own } else { services = try await TestServices.shared }
        let url: String
        if let databaseURL { url = databaseURL } else { url = try await services.freshDatabase() }
        var configuration = DatabaseConfiguration(url: url)
        configuration.connectionsMax = connectionsMax
        // The machine may be busy with other tests.
        configuration.statementTimeoutMilliseconds = 20_000
        configuration.waitMilliseconds = 20_000
        configuration.connectTimeoutMilliseconds = 20_000
        change(&configuration)
        database = try Database(configuration)
        if databaseURL == nil {
            try await migrate(database: database, directory: migrationsFolder)
        }
        cache = try MemcachedClient(
            MemcachedConfiguration(
                servers: memcached.map { [$0] }
                    ?? (memcacheds.isEmpty ? services.memcachedServers : memcacheds),
                timeoutMilliseconds: timeoutMilliseconds, rejoinMilliseconds: 10_000))
        tao = TAO(
            types: Kinds.all, database: database, cache: cache,
            configuration: TAOConfiguration(
                namespace: Self.namespace(of: configuration.url),
                leaseWaitMilliseconds: leaseWaitMilliseconds))
    }

    /// Another gateway over the same database and memcached.
    func anotherGateway(
        memcached: String? = nil, timeoutMilliseconds: Int = 2_000, leaseWaitMilliseconds: Int = 60
    ) async throws -> World {
        try await World(
            services: services, databaseURL: database.configuration.url, memcached: memcached,
            timeoutMilliseconds: timeoutMilliseconds,
            leaseWaitMilliseconds: leaseWaitMilliseconds)
    }

    /// Makes every read of objects take as long as `seconds` says, after its snapshot was taken: the
    /// table is hidden behind a view that sleeps for each row.
    func slowDownReads(seconds: String) async throws {
        _ = try await database.query("ALTER TABLE objects RENAME TO objects_fast")
        _ = try await database.query(
            Query(
                unescaped: """
                    CREATE VIEW objects AS SELECT id, type, version, data FROM objects_fast
                    WHERE pg_sleep(\(seconds)) IS NOT NULL
                    """))
    }

    /// How many reads are being slowed down at this moment.
    func sleepers() async throws -> Int {
        try await database.query(
            """
            SELECT count(*) FROM pg_stat_activity
            WHERE datname = current_database() AND wait_event = 'PgSleep'
            """)[0].int(0)
    }

    func speedUpReads() async throws {
        _ = try await database.query("DROP VIEW objects")
        _ = try await database.query("ALTER TABLE objects_fast RENAME TO objects")
    }

    /// A writer that dies between COMMIT and delete.
    func commitAndDie(_ build: (inout GraphWrite) -> Void) async throws {
        var write = GraphWrite()
        build(&write)
        let plan = try WritePlan(write, types: Kinds.all, clock: .system)
        _ = try await database.pipeline(plan.queries)
    }

    /// The key of an item in memcached.
    func keys(_ items: ItemKey...) -> KeyBatch { keys(items) }

    func keys(_ items: [ItemKey]) -> KeyBatch {
        CacheKeys(namespace: Self.namespace(of: database.configuration.url)).batch(items)
    }

    /// Whether the cache gets values of all these items: many are filled a moment after the answer.
    func areFilled(_ items: [ItemKey]) async throws -> Bool {
        try await eventually {
            let reply = await cache.get(keys(items))
            return items.enumerated().allSatisfy { index, item in
                guard case .hit(let value) = reply[index] else { return false }
                return if case .good = CacheValue.judge(value, of: item) { true } else { false }
            }
        }
    }

    /// Whether all servers come to be up.
    func isUp() async throws -> Bool {
        try await eventually { cache.statistics.allSatisfy(\.isUp) }
    }

    /// How many trips to PostgreSQL one read takes.
    func sqlTrips(_ read: (Loader) async throws -> Void) async throws -> Int {
        let loader = tao.loader()
        try await read(loader)
        return loader.trips.sqlCount
    }

    /// The same graph without a cache.
    var uncached: TAO {
        TAO(types: Kinds.all, database: database, cache: nil)
    }

    /// Every database has keys of its own in the shared memcached.
    static func namespace(of url: String) -> String {
        "t" + String(url.utf8.reduce(5381) { ($0 &* 33) ^ UInt64($1) }, radix: 36)
    }

    // MARK: Shortcuts

    func user(_ name: String = "", shard: Int = 1) async throws -> ObjectID {
        try await add(Kinds.user, name, shard: shard)
    }

    func post(_ caption: String = "", shard: Int = 2) async throws -> ObjectID {
        try await add(Kinds.post, caption, shard: shard)
    }

    /// Users with a text made of their number.
    func users(_ count: Int, _ text: (Int) -> String = { "\($0)" }) async throws -> [ObjectID] {
        let new = (0..<count).map { _ in ids.next(shard: 1) }
        try await commit { write in
            for (number, id) in new.enumerated() {
                write.addObject(Kinds.user, id: id, data: record(text(number)))
            }
        }
        return new
    }

    private func add(_ type: ObjectType, _ text: String, shard: Int) async throws -> ObjectID {
        let id = ids.next(shard: shard)
        var write = GraphWrite()
        write.addObject(type, id: id, data: record(text))
        _ = try await tao.commit(write)
        return id
    }

    @discardableResult
    func commit(_ build: (inout GraphWrite) -> Void) async throws -> GraphOutcome {
        var write = GraphWrite()
        build(&write)
        return try await tao.commit(write)
    }

    /// Edges straight into the tables, for long lists.
    func fill(
        _ id1: ObjectID, _ type: AssociationType, count: Int, time: (Int) -> Int64
    ) async throws {
        let id2s = (0..<count).map { Int64($0 + 1) }
        let times = (0..<count).map(time)
        _ = try await database.pipeline([
            """
            INSERT INTO associations (id1, type, id2, time, data)
            SELECT \(id1.rawValue), \(type.id), e.id2, e.time, '' FROM unnest(\(id2s), \(times))
            AS e (id2, time)
            """,
            """
            INSERT INTO association_counts (id1, type, slot, count)
            VALUES (\(id1.rawValue), \(type.id), 0, \(count))
            """,
        ])
    }

    /// What a read gives with the cache off, cold and warm: must be the same three times.
    func threeTimes<Answer: Equatable & Sendable>(
        sourceLocation: SourceLocation = #_sourceLocation,
        _ read: @Sendable (Loader) async throws -> Answer
    ) async throws -> Answer {
        let off = try await read(uncached.loader())
        let cold = try await read(tao.loader())
        let warm = try await read(tao.loader())
        #expect(off == cold, "cold", sourceLocation: sourceLocation)
        #expect(off == warm, "warm", sourceLocation: sourceLocation)
        return off
    }

    /// Rows of associations without a count or counts without the right number, as sentences.
    func countFaults() async throws -> [String] {
        let rows = try await database.query(
            """
            SELECT coalesce(a.id1, c.id1), coalesce(a.type, c.type), coalesce(a.n, 0),
                coalesce(c.n, 0)
            FROM (SELECT id1, type, count(*) AS n FROM associations GROUP BY id1, type) a
            FULL JOIN (
                SELECT id1, type, sum(count)::bigint AS n FROM association_counts
                GROUP BY id1, type
            ) c USING (id1, type)
            WHERE coalesce(a.n, 0) <> coalesce(c.n, 0)
            """)
        return rows.filter { ![Kinds.saw.id, Kinds.blocks.id].contains($0.int16(1)) }
            .map { "\($0.int64(0)):\($0.int16(1)) has \($0.int64(2)), counted \($0.int64(3))" }
    }
}

let migrationsFolder =
    #filePath.split(separator: "/").dropLast(3)
    .reduce("") { $0 + "/" + $1 } + "/migrations"

func record(_ text: String) -> Record {
    var record = Record()
    record.set(1, text)
    return record
}
