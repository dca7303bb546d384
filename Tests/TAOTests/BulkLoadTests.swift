import Memcached
import Postgres
import Testing

@testable import TAO

/// Filling a graph in bulk, and counting what the cache answers.
@Suite struct BulkLoadTests {
    @Test func `what is loaded in bulk is read like anything else`() async throws {
        let world = try await World()
        let users = (0..<50).map { _ in world.ids.next(shard: 1) }
        let objects = users.map {
            Object(id: $0, type: Kinds.user.id, version: 1, data: record("\($0)"))
        }
        let edges = users.dropFirst().enumerated().map { number, user in
            Association(
                id1: users[0], type: Kinds.saw.id, id2: user, time: Int64(number),
                data: number % 2 == 0 ? nil : record("edge"))
        }
        let likes = edges.map {
            Association(id1: $0.id1, type: Kinds.pins.id, id2: $0.id2, time: $0.time)
        }
        try await world.tao.load(objects, edges)
        try await world.tao.load([], Array(likes.prefix(20)))
        try await world.tao.load([], Array(likes.dropFirst(20)))
        try await world.tao.load()
        let found = try await world.threeTimes { try await $0.objects(users) }
        #expect(found == objects)
        let page = try await world.threeTimes {
            try await $0.associationRange([RangeQuery(users[0], Kinds.saw, limit: 100)])
        }
        #expect(Array(page[0].associations) == edges.reversed())
        let counts = try await world.threeTimes {
            try await $0.associationCount([AssociationListKey(users[0], Kinds.pins)])
        }
        #expect(counts == [49])
        #expect(try await world.countFaults() == [])
    }

    @Test func `what is there already is refused with all that came with it`() async throws {
        let world = try await World()
        let user = try await world.user("old")
        let new = world.ids.next(shard: 1)
        let objects = [new, user].map {
            Object(id: $0, type: Kinds.user.id, version: 1, data: record("new"))
        }
        await #expect(throws: PostgresError.self) { try await world.tao.load(objects) }
        let found = try await world.uncached.loader().objects([new, user])
        #expect(found.map { $0?.data } == [nil, record("old")])
    }

    @Test func `hits and misses are counted by kind`() async throws {
        let world = try await World()
        let users = try await world.users(3)
        let list = AssociationListKey(users[0], Kinds.likes)
        for _ in 0..<3 {
            let loader = world.tao.loader()
            _ = try await loader.objects(users + users)
            _ = try await loader.associationCount([list])
            _ = try await loader.identifiers(namespace: 1, names: ["nobody"])
        }
        let reads = world.tao.cacheStatistics
        #expect([reads.objects.hits, reads.objects.misses] == [6, 3])
        #expect([reads.lists.hits, reads.lists.misses] == [2, 1])
        #expect([reads.names.hits, reads.names.misses] == [2, 1])
        #expect([reads.all.hits, reads.all.misses, reads.all.count] == [10, 5, 15])
        _ = try await world.tao.loader().objects(users)
        let since = world.tao.cacheStatistics.since(reads)
        #expect([since.objects.hits, since.all.count] == [3, 3])
    }
}

@Suite struct MemoTableTests {
    @Test(arguments: [0, 5, 8, 9, 3_000])
    func `a key keeps its number, however many follow`(reserved: Int) {
        var table = MemoTable<ObjectID>()
        table.reserve(reserved)
        let ids = (0..<2_000).map { ObjectID(Int64($0) << 23) }
        for (number, id) in ids.enumerated() {
            #expect(table.number(of: id) == number)
            table[number] = MemoPlace(pass: number, index: 0)
        }
        #expect(ids.map { table.number(of: $0) } == Array(ids.indices))
        #expect(ids.indices.map { table[$0].pass } == Array(ids.indices))
    }

    @Test func `queries that differ in anything have numbers of their own`() {
        let id = ObjectID(7)
        let cursor = AssociationCursor(time: 1, id2: id)
        let queries = [
            RangeQuery(id, 1, limit: 1), RangeQuery(id, 1, limit: 2), RangeQuery(id, 2, limit: 1),
            RangeQuery(ObjectID(8), 1, limit: 1), RangeQuery(id, 1, after: cursor, limit: 1),
            RangeQuery(id, 1, limit: 1, ascending: true), RangeQuery(id, 1, times: 1...2, limit: 1),
            RangeQuery(id, 1, times: 1...3, limit: 1), RangeQuery(id, 1, offset: 1, limit: 1),
            RangeQuery(id, -1, limit: 1), RangeQuery(id, 1, times: 1...2, offset: 1, limit: 1),
        ]
        var table = MemoTable<RangeQuery>()
        for _ in 0..<2 {
            #expect(queries.map { table.number(of: $0) } == Array(queries.indices))
        }
    }
}

@Suite struct CacheKeyDigitTests {
    @Test(
        arguments: [
            0, 1, 9, 10, 11, 99, 100, 101, 999, 1_000, 1_001, 123_456_789_012_345_678, -1, -10,
            .max,
            .min, .max / 10, 1_000_000_000_000_000_000, 999_999_999_999_999_999,
        ] as [Int64])
    func `numbers are written in full`(_ number: Int64) {
        let keys = CacheKeys(namespace: "t")
        let type = Int16(truncatingIfNeeded: number)
        let items: [ItemKey] = [
            .object(ObjectID(number)), .list(AssociationListKey(ObjectID(number), type)),
        ]
        let texts = ["o:\(number)", "a:\(number):\(type)"]
        #expect(keys.batch(items).description == texts.map { "t:" + $0 }.joined(separator: " "))
        #expect(items.map { String(decoding: CacheKeys.stored($0), as: UTF8.self) } == texts)
    }
}
