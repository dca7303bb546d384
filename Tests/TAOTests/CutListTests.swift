import Memcached
import Postgres
import TestSupport
import Testing

@testable import TAO

/// Very many lists are read in parts and cached cut short.
@Suite(.serialized, .timeLimit(.minutes(3))) struct CutListTests {
    private static let lists = 900
    private static let edgesEach = 60

    private let world: World
    private let owners: [ObjectID]

    init() async throws {
        let world = try await World()
        self.world = world
        owners = (0..<Self.lists).map { _ in world.ids.next(shard: 1) }
        let ids = owners.map(\.rawValue)
        _ = try await world.database.pipeline([
            """
            INSERT INTO associations (id1, type, id2, time, data)
            SELECT id, \(Kinds.likes.id), n, n, '' FROM unnest(\(ids)) AS id,
            generate_series(1, \(Self.edgesEach)) AS n
            """,
            """
            INSERT INTO association_counts (id1, type, slot, count)
            SELECT id, \(Kinds.likes.id), 0, \(Self.edgesEach) FROM unnest(\(ids)) AS id
            """,
        ])
    }

    private func queries(limit: Int) -> [RangeQuery] {
        owners.map { RangeQuery($0, Kinds.likes, limit: limit) }
    }

    private func cached(_ owner: ObjectID) async throws -> EdgeList? {
        let item = ItemKey.list(AssociationListKey(owner, Kinds.likes))
        guard case .hit(let value) = await world.cache.get(world.keys(item))[0],
            case .item(.list(let list)) = CacheValue.find(item, in: value)
        else { return nil }
        return list
    }

    private func newest(_ count: Int) -> [Int64] {
        (0..<Int64(count)).map { Int64(Self.edgesEach) - $0 }
    }

    @Test(.crosses(\TAOLimits.Type.readListsMax))
    func `costs what is asked for, part by part, and then nothing`() async throws {
        let loader = world.tao.loader()
        let pages = try await loader.associationRange(queries(limit: 21))
        #expect(pages.count == Self.lists)
        for page in pages {
            #expect(page.associations.map(\.id2.rawValue) == newest(21))
            #expect(page.hasMore)
        }
        #expect(loader.trips.sqlCount == 2, "more lists than are read at once")
        let list = try #require(try await cached(owners[0]))
        #expect(list.edgeCount == 21 && list.isCut && list.count == Self.edgesEach)
        let next = world.tao.loader()
        let isCached = try await eventually {
            try await world.sqlTrips { _ = try await $0.associationRange(queries(limit: 21)) } == 0
        }
        #expect(isCached)
        let keys = owners.map { AssociationListKey($0, Kinds.likes) }
        let counts = try await next.associationCount(keys)
        #expect(counts.allSatisfy { $0 == Self.edgesEach })
        #expect(next.trips.sqlCount == 0)
    }

    @Test func `whoever needs more of a list reads more of it, once`() async throws {
        _ = try await world.tao.loader().associationRange(queries(limit: 21))
        let owner = owners[7]
        let query = RangeQuery(owner, Kinds.likes, limit: 50)
        for expectedSQL in [1, 0] {
            let loader = world.tao.loader()
            let page = try await loader.associationRange([query])[0]
            #expect(page.associations.map(\.id2.rawValue) == newest(50))
            #expect(loader.trips.sqlCount == expectedSQL)
        }
        let list = try #require(try await cached(owner))
        #expect(list.edgeCount == Self.edgesEach && list.isComplete && !list.isCut)
        let behind = AssociationCursor(time: 40, id2: ObjectID(40))
        for expectedSQL in [1, 0] {
            let loader = world.tao.loader()
            let deep = RangeQuery(owners[8], Kinds.likes, after: behind, limit: 5)
            let page = try await loader.associationRange([deep])[0]
            #expect(page.associations.map(\.id2.rawValue) == [39, 38, 37, 36, 35])
            #expect(loader.trips.sqlCount == expectedSQL)
        }
        for expectedSQL in [1, 0] {
            let loader = world.tao.loader()
            let edge = AssociationKey(owners[9], Kinds.likes, ObjectID(3))
            #expect(try await loader.associationGet([edge])[0]?.time == 3)
            #expect(loader.trips.sqlCount == expectedSQL)
        }
    }

    @Test(.crosses(\TAOLimits.Type.deepenedListsMax))
    func `so many lists are read again for more, and of others what is asked`() async throws {
        _ = try await world.tao.loader().associationRange(queries(limit: 21))
        let isCached = try await eventually {
            try await world.sqlTrips { _ = try await $0.associationRange(queries(limit: 21)) } == 0
        }
        #expect(isCached)
        let asked = owners.prefix(TAOLimits.deepenedListsMax + 1)
        let pages = try await world.tao.loader().associationRange(
            asked.map { RangeQuery($0, Kinds.likes, limit: 50) })
        for page in pages { #expect(page.associations.map(\.id2.rawValue) == newest(50)) }
        let areWhole = try await eventually {
            for owner in asked.dropLast() {
                guard try await cached(owner)?.isComplete == true else { return false }
            }
            return true
        }
        #expect(areWhole)
        let last = try #require(try await cached(owners[asked.count - 1]))
        #expect(last.isCut && last.edgeCount == 21)
    }

    /// A write between the look at the cut value and the fill takes that value away.
    @Test func `more of a list is not stored over a write`() async throws {
        _ = try await world.tao.loader().associationRange(queries(limit: 21))
        let owner = owners[7]
        var wants = RequestMemo.Wants(pass: 0)
        wants.items = [.list(AssociationListKey(owner, Kinds.likes))]
        let loader = world.tao.loader()
        let pass = Pass(loader: loader, memo: RequestMemo(), wants: wants)
        let reply = await world.cache.get(pass.keys)
        let holding = try await world.holdingEdges {
            () async throws -> Task<CacheValue.Item?, Never> in
            let reading = Task { [wants] in
                var answers = PassAnswers(of: wants.items, reply: reply, missed: [])
                var resolver = MissResolver(
                    pass: pass, missed: [Pass.Missed(item: ItemIndex(0), reason: .cut)],
                    beyond: StoreRead())
                await resolver.resolve(&answers)
                return answers[ItemIndex(0)]
            }
            #expect(try await eventually { try await world.heldReads() == 1 })
            // What a commit does after COMMIT.
            #expect(await world.cache.delete(pass.keys) == [])
            return reading
        }
        guard case .list(let list) = await holding.value else {
            Issue.record("nothing was read")
            return
        }
        #expect(list.edgeCount == Self.edgesEach)
        #expect(await world.cache.get(pass.keys).isMiss(0))
    }

    @Test func `a cut list is no difference to the verifier`() async throws {
        _ = try await world.tao.loader().associationRange(queries(limit: 21))
        let items = owners.map { ItemKey.list(AssociationListKey($0, Kinds.likes)) }
        let comparison = CacheComparison(backends: world.tao.backends)
        let first = try await comparison.stuck(items)
        #expect(first.compared == Self.lists)
        #expect(first.stuck == [])
        _ = try await world.database.query(
            """
            UPDATE associations SET time = time + 1000
            WHERE id1 = \(owners[3].rawValue) AND type = \(Kinds.likes.id) AND id2 = 50
            """)
        #expect(try await comparison.stuck(items).stuck == [items[3]])
    }

    /// The list in the middle cannot be read: what came before it is answered, and cached.
    @Test func `what was read before a failure is not read again`() async throws {
        try await world.breakEdges(of: owners[Self.lists - 1])
        let loader = world.tao.loader()
        let pages = try await loader.associationRange(each: queries(limit: 21))
        let failed = pages.count { if case .failure = $0 { true } else { false } }
        #expect(failed > 0 && failed < Self.lists / 2, "\(failed)")
        await #expect(throws: PostgresError.self) {
            try await loader.associationRange(queries(limit: 21))
        }
        try await world.mendEdges()
        let rest = world.tao.loader()
        #expect(try await rest.associationRange(queries(limit: 21)).count == Self.lists)
        #expect(rest.trips.sqlCount == 1, "of two parts only the second one")
    }

    @Test(.crosses(\TAOLimits.Type.readsWaitingMax))
    func `too many that wait for a turn are refused at once`() async throws {
        let turns = Turns(max: 1)
        try await turns.take(within: .zero)
        let waiting = (0..<TAOLimits.readsWaitingMax).map { _ in
            Task { try await turns.take(within: .seconds(60)) }
        }
        while turns.waitingCount < waiting.count { try await Task.sleep(for: .milliseconds(1)) }
        await #expect(throws: PostgresError.self) { try await turns.take(within: .seconds(60)) }
        for _ in waiting { turns.give() }
        for task in waiting { try await task.value }
    }

    @Test(
        .crosses(
            \TAOLimits.Type.largeReadWaitMilliseconds, \TAOLimits.Type.largeReadsMax,
            \TAOLimits.Type.largeReadRowsMin))
    func `large reads wait for each other and not for ever`() async throws {
        let turns = world.tao.backends.largeTurns
        for _ in 0..<TAOLimits.largeReadsMax { try await turns.take(within: .zero) }
        let loader = world.tao.loader()
        let reading = Task { try await loader.associationRange(queries(limit: 21)) }
        // Small ones pass by.
        let owner = owners[0]
        let page = try await world.tao.loader().associationRange([
            RangeQuery(owner, Kinds.likes, limit: 2)
        ])
        #expect(page[0].associations.count == 2)
        #expect(loader.trips.sqlCount == 0)
        turns.give()
        #expect(try await reading.value.count == Self.lists)
    }
}

extension World {
    /// Holds every read of edges between its snapshot and its answer until `body` returns.
    fileprivate func holdingEdges<Value: Sendable>(
        _ body: () async throws -> Value
    ) async throws -> Value {
        _ = try await database.query("ALTER TABLE associations RENAME TO associations_fast")
        _ = try await database.query(
            """
            CREATE VIEW associations AS SELECT * FROM associations_fast
            WHERE pg_advisory_xact_lock_shared(1) IS NOT NULL
            """)
        return try await database.transaction { barrier in
            _ = try await barrier.query("SELECT 1 FROM pg_advisory_xact_lock(1)")
            return try await body()
        }
    }

    /// From now on a read of these edges fails.
    fileprivate func breakEdges(of owner: ObjectID) async throws {
        _ = try await database.query("ALTER TABLE associations RENAME TO associations_fast")
        _ = try await database.query(
            Query(
                unescaped: """
                    CREATE VIEW associations AS SELECT * FROM associations_fast
                    WHERE id1 <> \(owner) OR 1 / (id1 - \(owner)) = 0
                    """))
    }

    fileprivate func mendEdges() async throws {
        _ = try await database.query("DROP VIEW associations")
        _ = try await database.query("ALTER TABLE associations_fast RENAME TO associations")
    }
}
