import Postgres

/// What a bulk load does by a statement.
enum StoreLoads {
    /// Adds to the counts of lists.
    static func adding(_ counts: [AssociationListKey: Int64]) -> Query {
        let lists = counts.sorted { ($0.key.id1, $0.key.type) < ($1.key.id1, $1.key.type) }
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
