import Postgres

/// What pages beyond the cached part of lists have in common to be read by one statement: a feed
/// asks for the same stretch of time of all its authors.
struct PageShape: Hashable {
    let type: Int16
    let after: AssociationCursor?
    let limit: Int
    let ascending: Bool

    init(_ query: RangeQuery) {
        type = query.type
        after = query.after
        limit = query.limit
        ascending = query.ascending
    }

    /// The queries of each shape, by their numbers, in the order in which the shapes first occur.
    static func groups(_ queries: [RangeQuery]) -> [(PageShape, [Int])] {
        var places: [PageShape: Int] = [:]
        var groups: [(PageShape, [Int])] = []
        for (number, query) in queries.enumerated() {
            let shape = PageShape(query)
            if let place = places[shape] {
                groups[place].1.append(number)
            } else {
                places[shape] = groups.count
                groups.append((shape, [number]))
            }
        }
        return groups
    }

    /// One edge more than asked for, to know whether there are more. The form is that of
    /// `StoreReads.lists`.
    func statement(_ ids: [Int64]) -> Query {
        let rows = Int64(limit + 1)
        switch (ascending, after) {
        case (false, let after?):
            return """
                SELECT o.id1, a.id2, a.time, a.data FROM association_counts o
                CROSS JOIN LATERAL (
                    SELECT id2, time, data FROM associations x
                    WHERE x.id1 = o.id1 AND x.id1 = ANY(\(ids)) AND x.type = o.type
                    AND (time, id2) < (\(after.time), \(after.id2.rawValue))
                    ORDER BY time DESC, id2 DESC LIMIT \(rows)
                ) a
                WHERE o.id1 = ANY(\(ids)) AND o.type = \(type) AND o.slot = 0
                """
        case (false, nil):
            return """
                SELECT o.id1, a.id2, a.time, a.data FROM association_counts o
                CROSS JOIN LATERAL (
                    SELECT id2, time, data FROM associations x
                    WHERE x.id1 = o.id1 AND x.id1 = ANY(\(ids)) AND x.type = o.type
                    ORDER BY time DESC, id2 DESC LIMIT \(rows)
                ) a
                WHERE o.id1 = ANY(\(ids)) AND o.type = \(type) AND o.slot = 0
                """
        case (true, let after?):
            return """
                SELECT o.id1, a.id2, a.time, a.data FROM association_counts o
                CROSS JOIN LATERAL (
                    SELECT id2, time, data FROM associations x
                    WHERE x.id1 = o.id1 AND x.id1 = ANY(\(ids)) AND x.type = o.type
                    AND (time, id2) > (\(after.time), \(after.id2.rawValue))
                    ORDER BY time, id2 LIMIT \(rows)
                ) a
                WHERE o.id1 = ANY(\(ids)) AND o.type = \(type) AND o.slot = 0
                """
        case (true, nil):
            return """
                SELECT o.id1, a.id2, a.time, a.data FROM association_counts o
                CROSS JOIN LATERAL (
                    SELECT id2, time, data FROM associations x
                    WHERE x.id1 = o.id1 AND x.id1 = ANY(\(ids)) AND x.type = o.type
                    ORDER BY time, id2 LIMIT \(rows)
                ) a
                WHERE o.id1 = ANY(\(ids)) AND o.type = \(type) AND o.slot = 0
                """
        }
    }

    /// The page of one list from its rows, which may come in any order.
    func page(_ rows: [Row], _ query: RangeQuery) -> AssociationPage {
        var edges = rows.map { Association(id1: query.id1, type: type, $0, from: 1) }
        edges.sort { left, right in
            ascending
                ? (left.time, left.id2) < (right.time, right.id2)
                : (left.time, left.id2) > (right.time, right.id2)
        }
        return AssociationPage(
            associations: Array(edges.prefix(limit)), hasMore: edges.count > limit)
    }
}
