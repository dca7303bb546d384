import Postgres

/// Many new rows by one statement of each kind.
enum StoreLoads {
    static func objects(_ objects: [Object]) -> Query {
        let ids = objects.map(\.id.rawValue)
        let types = objects.map(\.type)
        let versions = objects.map(\.version)
        let data: [[UInt8]?] = objects.map(\.data.bytes)
        return """
            INSERT INTO objects (id, type, version, data)
            SELECT * FROM unnest(\(ids), \(types), \(versions), \(data))
            """
    }

    static func edges(_ edges: [Association]) -> Query {
        let id1s = edges.map(\.id1.rawValue)
        let types = edges.map(\.type)
        let id2s = edges.map(\.id2.rawValue)
        let times = edges.map(\.time)
        let data: [[UInt8]?] = edges.map { $0.data?.bytes ?? [] }
        return """
            INSERT INTO associations (id1, type, id2, time, data)
            SELECT * FROM unnest(\(id1s), \(types), \(id2s), \(times), \(data))
            """
    }

    /// Adds to the counts of the edges' lists what the edges add.
    static func counts(_ edges: [Association]) -> Query {
        var added: [AssociationListKey: Int64] = [:]
        for edge in edges { added[AssociationListKey(edge.id1, edge.type), default: 0] += 1 }
        let lists = added.sorted { ($0.key.id1, $0.key.type) < ($1.key.id1, $1.key.type) }
        let id1s = lists.map(\.key.id1.rawValue)
        let types = lists.map(\.key.type)
        let counts = lists.map(\.value)
        return """
            INSERT INTO association_counts AS c (id1, type, slot, count)
            SELECT id1, type, 0, count
            FROM unnest(\(id1s), \(types), \(counts)) AS n (id1, type, count)
            ON CONFLICT (id1, type, slot) DO UPDATE SET count = c.count + EXCLUDED.count
            """
    }
}

extension TAO {
    /// Stores new objects and new edges in bulk, in one transaction: for filling a graph that
    /// has no reader yet. Unlike `commit(_:)` it deletes nothing from the cache, writes no inverse
    /// edges and checks no limits.
    ///
    /// Throws `PostgresError`: also for an object or edge that is there already. Nothing is stored
    /// then.
    package func load(_ objects: [Object] = [], _ edges: [Association] = []) async throws {
        var queries: [Query] = []
        if !objects.isEmpty { queries.append(StoreLoads.objects(objects)) }
        if !edges.isEmpty { queries += [StoreLoads.edges(edges), StoreLoads.counts(edges)] }
        _ = try await backends.database.pipeline(queries)
    }
}
