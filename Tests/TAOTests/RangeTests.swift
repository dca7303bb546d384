import TestSupport
import Testing

@testable import TAO

/// Pages of association lists: of every length around the limit of the cache, with equal times,
/// forwards and backwards, while edges come and go.
@Suite struct RangeTests {
    /// Lengths, and how the time of an edge follows from its number.
    static let lists: [(count: Int, time: @Sendable (Int) -> Int64)] = [
        (0, { Int64($0) }), (1, { Int64($0) }), (40, { _ in 7 }), (255, { Int64($0) }),
        (256, { Int64($0 / 10) }), (257, { Int64($0 / 10) }), (258, { _ in 7 }),
        (600, { Int64($0 / 100) }),
    ]

    @Test(arguments: lists.indices)
    func `pages together are the whole list, each edge once`(index: Int) async throws {
        let (count, time) = Self.lists[index]
        let world = try await World()
        let user = world.ids.next(shard: 1)
        if count > 0 { try await world.fill(user, Kinds.likes, count: count, time: time) }
        let newestFirst = (0..<count).map { (time($0), Int64($0 + 1)) }.sorted { $0 > $1 }
        for limit in [1, 7, 100, 256, 257, 6_000] {
            if limit == 1 && count > 300 { continue }
            for ascending in [false, true] {
                let expected = (ascending ? newestFirst.reversed() : newestFirst).map(\.1)
                let ids = try await world.threeTimes { loader in
                    try await allPages(loader, user, limit: limit, ascending: ascending)
                }
                #expect(ids == expected, "limit \(limit), ascending \(ascending)")
            }
        }
        let list = AssociationListKey(user, Kinds.likes)
        #expect(try await world.threeTimes { try await $0.associationCount([list]) } == [count])
    }

    @Test(.crosses(\TAOLimits.Type.rangeEdgesMax))
    func `a list of 6,001 edges is counted and paged to its end`() async throws {
        let world = try await World()
        let user = world.ids.next(shard: 1)
        try await world.fill(user, Kinds.likes, count: 6_001) { Int64($0 / 3) }
        let list = AssociationListKey(user, Kinds.likes)
        #expect(try await world.threeTimes { try await $0.associationCount([list]) } == [6_001])
        let ids = try await allPages(
            world.tao.loader(), user, limit: TAOLimits.rangeEdgesMax, ascending: false)
        #expect(ids.count == 6_001 && Set(ids).count == 6_001)
        let page = try await world.tao.loader().associationRange([
            RangeQuery(user, Kinds.likes, limit: 1_000_000)
        ])[0]
        #expect(page.associations.count == TAOLimits.rangeEdgesMax && page.hasMore)
    }

    @Test func `a page stays in place while edges come and go`() async throws {
        let world = try await World()
        let user = world.ids.next(shard: 1)
        try await world.fill(user, Kinds.likes, count: 300) { Int64($0) }
        let first = try await world.tao.loader().associationRange([
            RangeQuery(user, Kinds.likes, limit: 10)
        ])[0]
        let last = try #require(first.associations.last)
        try await world.commit {
            $0.addAssociation(user, Kinds.likes, ObjectID(9_001), time: 9_000)
            $0.deleteAssociation(user, Kinds.likes, last.id2)
        }
        let second = try await world.threeTimes {
            try await $0.associationRange([
                RangeQuery(user, Kinds.likes, after: AssociationCursor(last), limit: 3)
            ])[0]
        }
        #expect(second.associations.map(\.time) == [289, 288, 287])
    }

    @Test func `a limit of 0 asks whether there is more`() async throws {
        let world = try await World()
        let user = try await world.user()
        try await world.commit { $0.addAssociation(user, Kinds.likes, ObjectID(3), time: 3) }
        let after = AssociationCursor(time: 3, id2: ObjectID(3))
        let pages = try await world.threeTimes {
            try await $0.associationRange([
                RangeQuery(user, Kinds.likes, limit: 0),
                RangeQuery(user, Kinds.likes, after: after, limit: 0),
                RangeQuery(user, Kinds.likes, limit: -4),
            ])
        }
        #expect(pages.map(\.hasMore) == [true, false, true])
        #expect(pages.allSatisfy { $0.associations.isEmpty })
    }

    @Test func `edges of a long list are found inside and outside of the cached part`() async throws
    {
        let world = try await World()
        let user = world.ids.next(shard: 1)
        try await world.fill(user, Kinds.likes, count: 400) { Int64($0) }
        let keys = [1, 100, 144, 145, 400, 401].map {
            AssociationKey(user, Kinds.likes, ObjectID(Int64($0)))
        }
        let found = try await world.threeTimes { try await $0.associationGet(keys) }
        #expect(found.map { $0?.time } == [0, 99, 143, 144, 399, nil])
    }

    @Test func `a bound in time spares the question whether an old edge exists`() async throws {
        let world = try await World()
        let user = world.ids.next(shard: 1)
        try await world.fill(user, Kinds.likes, count: 400) { Int64($0) }
        let oldestCached: Int64 = 400 - 256
        _ = try await world.tao.loader().associationCount([AssociationListKey(user, Kinds.likes)])
        for (bound, sql) in [(oldestCached, 1), (oldestCached + 1, 0)] {
            let loader = world.tao.loader()
            let key = AssociationKey(user, Kinds.likes, ObjectID(7_777), notBefore: bound)
            #expect(try await loader.associationGet([key]) == [nil])
            #expect(loader.trips.sqlCount == sql)
        }
    }

    @Test func `edges with data keep it through the cache`() async throws {
        let world = try await World()
        let user = try await world.user()
        let texts: [String?] = ["one", nil, "", String(repeating: "long ", count: 1_000), nil]
        try await world.commit { write in
            for (index, text) in texts.enumerated() {
                write.addAssociation(
                    user, Kinds.likes, ObjectID(Int64(index + 1)), time: Int64(index),
                    data: text.map { record($0) })
            }
        }
        let page = try await world.threeTimes {
            try await $0.associationRange([
                RangeQuery(user, Kinds.likes, limit: 10, ascending: true)
            ])[0]
        }
        #expect(page.associations.map { $0.data?.string(1) } == texts)
    }

    @Test func `a list whose data is too large for one value is cut, not lost`() async throws {
        let world = try await World()
        let user = world.ids.next(shard: 1)
        let text = String(repeating: "x", count: 8_000)
        for start in stride(from: 0, to: 200, by: 50) {
            try await world.commit { write in
                for number in start..<start + 50 {
                    write.addAssociation(
                        user, Kinds.likes, ObjectID(Int64(number + 1)), time: Int64(number),
                        data: record(text))
                }
            }
        }
        let page = try await world.threeTimes {
            try await $0.associationRange([RangeQuery(user, Kinds.likes, limit: 256)])[0]
        }
        #expect(page.associations.count == 200 && !page.hasMore)
        #expect(page.associations.allSatisfy { $0.data?.string(1) == text })
        let list = AssociationListKey(user, Kinds.likes)
        #expect(try await world.threeTimes { try await $0.associationCount([list]) } == [200])
    }
}

/// The ids of a whole list, page after page.
private func allPages(
    _ loader: Loader, _ id1: ObjectID, limit: Int, ascending: Bool
) async throws -> [Int64] {
    var ids: [Int64] = []
    var after: AssociationCursor?
    while true {
        let page = try await loader.associationRange([
            RangeQuery(id1, Kinds.likes, after: after, limit: limit, ascending: ascending)
        ])[0]
        ids += page.associations.map(\.id2.rawValue)
        guard page.hasMore, let last = page.associations.last else { return ids }
        after = AssociationCursor(last)
    }
}
