import Postgres
import Testing

@testable import TAO

@Suite struct `A load of writes` {
    /// Objects, edges of every kind of type with and without data, and a name.
    private func writes(_ ids: [ObjectID]) -> [GraphWrite] {
        var first = GraphWrite()
        for id in ids { first.addObject(Kinds.user, id: id, data: record("\(id)")) }
        first.claimName(namespace: 1, name: "somebody", id: ids[0])
        var second = GraphWrite(also: [
            "INSERT INTO names (name, namespace, id) VALUES ('also', 2, 3)"
        ])
        for (number, id) in ids.dropFirst().enumerated() {
            let time = Int64(number)
            second.addAssociation(ids[0], Kinds.likes, id, time: time)
            second.addAssociation(id, Kinds.adoredBy, ids[0], time: time, data: record("much"))
            second.addAssociation(ids[0], Kinds.friend, id, time: time)
            second.addAssociation(ids[0], Kinds.saw, id, time: time)
            second.addAssociation(ids[0], Kinds.follows, id, time: time)
        }
        return [first, second]
    }

    private func tables(_ world: World) async throws -> [[String]] {
        let queries: [Query] = [
            "SELECT (id, type, version, data)::text FROM objects ORDER BY id",
            "SELECT a::text FROM associations AS a ORDER BY id1, type, id2",
            """
            SELECT (id1, type, sum(count), min(slot))::text FROM association_counts
            GROUP BY id1, type ORDER BY id1, type
            """,
            "SELECT n::text FROM names AS n ORDER BY name",
        ]
        var tables: [[String]] = []
        for query in queries {
            tables.append(try await world.database.query(query).map { $0.string(0) })
        }
        return tables
    }

    @Test func `stores what commits of the same writes store`() async throws {
        let (loaded, committed) = (try await World(), try await World())
        let ids = (0..<9).map { _ in loaded.ids.next(shard: 1) }
        var load = GraphLoad(into: loaded.tao)
        #expect(load.isEmpty)
        for write in writes(ids) {
            try load.add(write)
            _ = try await committed.tao.commit(write)
        }
        // Nine objects and a name; eight times three pairs and two single edges.
        #expect(load.count == 10 + 8 * 8 && !load.isEmpty && load.bytesMost > 64 * 40)
        try await loaded.tao.load(load)
        let tables = try await tables(loaded)
        #expect(tables.map(\.count) == [9, 64, 5 + 3 * 8, 2])
        #expect(tables == (try await self.tables(committed)))
        #expect(try await loaded.countFaults() == [])
    }

    @Test func `takes nothing but additions`() throws {
        let (one, other) = (ObjectID(1 << 23), ObjectID(2 << 23))
        let changes: [(inout GraphWrite) -> Void] = [
            { $0.updateObject(one, data: record("new")) }, { $0.deleteObject(one) },
            { $0.holdObject(one) }, { $0.deleteAssociation(one, Kinds.likes, other) },
            { $0.forgetLists(of: one) }, { $0.releaseName(namespace: 1, name: "one", id: one) },
        ]
        let database = try Database(url: "postgresql:///nowhere")
        let tao = TAO(types: Kinds.all, database: database, cache: nil)
        for change in changes {
            var write = GraphWrite()
            change(&write)
            var load = GraphLoad(into: tao)
            #expect(throws: GraphError.contradiction) { try load.add(write) }
        }
    }

    @Test func `fails whole where anything is there already`() async throws {
        let world = try await World()
        let ids = (0..<4).map { _ in world.ids.next(shard: 1) }
        let writes = writes(ids)
        _ = try await world.tao.commit(writes[0])
        let before = try await tables(world)
        for again in [writes, [writes[1], writes[1]]] {
            var load = GraphLoad(into: world.tao)
            for write in again { try load.add(write) }
            let error = await #expect(throws: PostgresError.self) {
                try await world.tao.load(load)
            }
            #expect(error?.isUniqueViolation == true && error?.hadNoEffect == true)
            #expect(try await tables(world) == before)
        }
    }
}
