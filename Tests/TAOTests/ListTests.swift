import Postgres
import TestSupport
import Testing

@testable import TAO

/// Lists of every declared order and length: what TAO's range, time range and get mean, checked
/// against the list itself.
@Suite struct ListTests {
    private static let replies = AssociationType(
        id: 1, name: "replies", order: .oldestFirst, cachedEdgesMax: 20)
    private static let marks = AssociationType(id: 2, name: "marks", cachedEdgesMax: 20)
    private static let whole = AssociationType(id: 3, name: "whole", order: .oldestFirst)
    private static let few = AssociationType(id: 4, name: "few", rangeEdgesMax: 30)
    private static let types = [replies, marks, whole, few]
    private static let catalogue = GraphTypes(objects: [], associations: types)

    private struct Model {
        let id1: ObjectID
        let type: AssociationType
        /// Oldest first.
        let edges: [(time: Int64, id2: Int64)]

        func page(_ query: RangeQuery) -> (ids: [Int64], hasMore: Bool) {
            var rest = edges.filter { query.times?.contains($0.time) ?? true }
            if let after = query.after {
                let cursor = (after.time, after.id2.rawValue)
                rest = rest.filter { query.ascending ? $0 > cursor : $0 < cursor }
            }
            if !query.ascending { rest.reverse() }
            rest = Array(rest.dropFirst(query.offset))
            let limit = min(query.limit, type.rangeEdgesMax)
            return (rest.prefix(limit).map(\.id2), rest.count > limit)
        }
    }

    private func model(
        _ world: World, _ type: AssociationType, count: Int, timesOf: Int64
    ) async throws -> Model {
        let id1 = world.ids.next(shard: 1)
        let edges = (0..<count).map { number in
            (time: Int64.random(in: 0..<timesOf), id2: Int64(number + 1))
        }
        if count > 0 {
            try await world.fill(id1, type, count: count) { edges[$0].time }
        }
        return Model(id1: id1, type: type, edges: edges.sorted { $0 < $1 })
    }

    private func randomQuery(_ model: Model) -> RangeQuery {
        let bounds = [Int64.random(in: -2...60), Int64.random(in: -2...60)].sorted()
        let times: ClosedRange<Int64>? =
            switch Int.random(in: 0..<5) {
            case 0: bounds[0]...bounds[1]
            case 1: bounds[0]...Int64.max
            case 2: Int64.min...bounds[1]
            default: nil
            }
        let after =
            Bool.random()
            ? nil
            : AssociationCursor(
                time: Int64.random(in: -1...51), id2: ObjectID(Int64.random(in: 0...500)))
        return RangeQuery(
            model.id1, model.type.id, times: times, after: after,
            offset: Bool.random() ? 0 : Int.random(in: 0...40),
            limit: Bool.random() ? Int.random(in: 0...25) : Int.random(in: 0...400),
            ascending: Bool.random())
    }

    @Test func `every stretch of a list is the same from the cache and from the tables`()
        async throws
    {
        let world = try await World()
        let graph = Graph(world, Self.catalogue)
        for (type, count) in zip(Self.types + Self.types, [0, 19, 20, 300, 400, 1, 21, 29]) {
            let model = try await model(world, type, count: count, timesOf: 50)
            let queries = (0..<120).map { _ in randomQuery(model) }
            for loader in [graph.uncached.loader(), graph.tao.loader(), graph.tao.loader()] {
                let pages = try await loader.associationRange(queries)
                for (query, page) in zip(queries, pages) {
                    let expected = model.page(query)
                    let found = page.associations.map(\.id2.rawValue)
                    #expect(
                        found == expected.ids && page.hasMore == expected.hasMore,
                        "\(type.name), \(count) edges, \(query)")
                }
            }
        }
    }

    @Test func `edges are found by id2 and within bounds of time`() async throws {
        let world = try await World()
        let graph = Graph(world, Self.catalogue)
        for (type, count) in zip(Self.types, [90, 90, 90, 10]) {
            let model = try await model(world, type, count: count, timesOf: 50)
            let keys = (0..<200).map { _ in
                let bounds = [Int64.random(in: -2...60), Int64.random(in: -2...60)].sorted()
                return AssociationKey(
                    model.id1, type, ObjectID(Int64.random(in: 0...100)),
                    times: Bool.random() ? nil : bounds[0]...bounds[1])
            }
            for loader in [graph.uncached.loader(), graph.tao.loader(), graph.tao.loader()] {
                let found = try await loader.associationGet(keys)
                for (key, edge) in zip(keys, found) {
                    let expected = model.edges.first {
                        $0.id2 == key.id2.rawValue && key.times?.contains($0.time) ?? true
                    }
                    #expect(edge?.time == expected?.time, "\(type.name) \(key)")
                }
            }
        }
    }

    @Test func `what the cached head of a list answers needs no statement`() async throws {
        let world = try await World()
        let graph = Graph(world, Self.catalogue)
        let edge = { (id1: ObjectID, type: AssociationType, times: ClosedRange<Int64>) in
            AssociationKey(id1, type, ObjectID(7_777), times: times)
        }
        for (type, isOldestFirst) in [(Self.replies, true), (Self.marks, false)] {
            let id1 = world.ids.next(shard: 1)
            try await world.fill(id1, type, count: 100) { Int64($0) }
            _ = try await graph.tao.loader().associationCount([AssociationListKey(id1, type)])
            let (head, end) = isOldestFirst ? (Int64(0), Int64(19)) : (99, 80)
            let inside = isOldestFirst ? head...(end - 1) : (end + 1)...head
            let table: [(RangeQuery, Int)] = [
                (RangeQuery(id1, type, limit: 20, ascending: isOldestFirst), 0),
                (RangeQuery(id1, type, offset: 15, limit: 5, ascending: isOldestFirst), 0),
                (RangeQuery(id1, type, offset: 15, limit: 6, ascending: isOldestFirst), 1),
                (RangeQuery(id1, type, limit: 21, ascending: isOldestFirst), 1),
                (RangeQuery(id1, type, limit: 1, ascending: !isOldestFirst), 1),
                (RangeQuery(id1, type, times: inside, limit: 60, ascending: false), 0),
                (RangeQuery(id1, type, times: inside, limit: 60, ascending: true), 0),
                (RangeQuery(id1, type, times: 0...99, limit: 60, ascending: isOldestFirst), 1),
            ]
            for (query, sql) in table {
                let loader = graph.tao.loader()
                _ = try await loader.associationRange([query])
                #expect(loader.trips.sqlCount == sql, "\(type.name) \(query)")
            }
            for (key, sql) in [(edge(id1, type, inside), 0), (edge(id1, type, 0...99), 1)] {
                let loader = graph.tao.loader()
                #expect(try await loader.associationGet([key]) == [nil])
                #expect(loader.trips.sqlCount == sql, "\(type.name) \(key)")
            }
        }
    }

    @Test func `a query is answered with as many edges as its type allows`() async throws {
        let world = try await World()
        let graph = Graph(world, Self.catalogue)
        let id1 = world.ids.next(shard: 1)
        try await world.fill(id1, Self.few, count: 100) { Int64($0) }
        for loader in [graph.uncached.loader(), graph.tao.loader(), graph.tao.loader()] {
            let pages = try await loader.associationRange([
                RangeQuery(id1, Self.few, limit: 99), RangeQuery(id1, Self.few.id, limit: 99),
                RangeQuery(id1, Self.few.id, limit: 9),
            ])
            #expect(pages.map(\.associations.count) == [30, 30, 9])
            #expect(pages.map(\.hasMore) == [true, true, true])
        }
    }

    @Test func `lengths out of range are faults of a catalogue`() {
        let table: [(AssociationType, String)] = [
            (
                AssociationType(id: 1, name: "a", cachedEdgesMax: 0),
                "a caches 0 edges, not 1 to 256"
            ),
            (
                AssociationType(id: 1, name: "a", cachedEdgesMax: 257),
                "a caches 257 edges, not 1 to 256"
            ),
            (
                AssociationType(id: 1, name: "a", rangeEdgesMax: 0),
                "a answers with 0 edges, not 1 to 6000"
            ),
            (
                AssociationType(id: 1, name: "a", rangeEdgesMax: 6_001),
                "a answers with 6001 edges, not 1 to 6000"
            ),
            (AssociationType(id: 1, name: "a").limited(to: 0), "a allows no edge"),
        ]
        for (type, fault) in table {
            #expect(GraphTypes.faults(objects: [], associations: [type]) == [fault])
        }
    }

    @Test(.crosses(\TAOLimits.Type.rangeOffsetMax)) func `an offset is held within its limit`() {
        let far = RangeQuery(ObjectID(1), 1, offset: .max, limit: 1)
        #expect(far.offset == TAOLimits.rangeOffsetMax)
        #expect(RangeQuery(ObjectID(1), 1, offset: -1, limit: 1).offset == 0)
    }

    @Test func `a list keeps the order it was cached with when the declaration changes`()
        async throws
    {
        let world = try await World()
        let now = AssociationType(id: 1, name: "replies", cachedEdgesMax: 30)
        let (before, after) = (
            Graph(world, Self.catalogue), Graph(world, GraphTypes(objects: [], associations: [now]))
        )
        let model = try await model(world, Self.replies, count: 25, timesOf: 50)
        let queries = (0..<60).map { _ in randomQuery(model) }
        for graph in [before, after, before] {
            let pages = try await graph.tao.loader().associationRange(queries)
            for (query, page) in zip(queries, pages) {
                #expect(page.associations.map(\.id2.rawValue) == model.page(query).ids)
            }
        }
    }
}

/// The servers of a world under another catalogue.
struct Graph {
    let tao: TAO
    let uncached: TAO

    init(_ world: World, _ types: GraphTypes) {
        let url = world.database.configuration.url
        let number = url.utf8.reduce(77) { ($0 &* 31) ^ UInt64($1) }
        tao = TAO(
            types: types, database: world.database, cache: world.cache,
            configuration: TAOConfiguration(namespace: "g" + String(number, radix: 36)))
        uncached = TAO(types: types, database: world.database, cache: nil)
    }
}
