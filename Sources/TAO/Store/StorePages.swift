import Postgres

/// What reads of several lists have in common to be read by one statement: the heads that are to be
/// cached, or one page of each. A feed asks for the same stretch of time of all its authors.
struct PageShape: Hashable {
    let type: Int16
    let stretch: Stretch
    let offset: Int
    /// How many edges are wanted; one more is read, to know whether there are more.
    let limit: Int
    let ascending: Bool

    init(_ query: RangeQuery) {
        type = query.type
        stretch = query.stretch
        offset = query.offset
        limit = query.limit
        ascending = query.ascending
    }

    /// What is cached of a list, or its first edges.
    init(headOf type: Int16, _ declared: AssociationType?, edgesMax: Int) {
        self.type = type
        stretch = .everything
        offset = 0
        limit = min(edgesMax, declared?.cachedEdgesMax ?? TAOLimits.cachedEdgesMax)
        ascending = declared?.order == .oldestFirst
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

    /// The columns id1, count (of slot 0), id2, time, data, in no order.
    /// - Parameter ids: one, for a type that decides access.
    func statement(_ ids: [Int64], _ types: GraphTypes) -> Query {
        if types.associations[type]?.decidesAccess == true, let id = ids.first {
            return statement(of: id)
        }
        return statement(ids)
    }

    /// Of one list, found by its edges: also where no row counts them.
    private func statement(of id: Int64) -> Query {
        let (oldest, newest) = (stretch.oldest, stretch.newest)
        let order: StaticString = ascending ? "x.time, x.id2" : "x.time DESC, x.id2 DESC"
        return """
            SELECT x.id1, c.count, x.id2, x.time, x.data FROM associations x
            LEFT JOIN association_counts c ON c.id1 = x.id1 AND c.type = x.type AND c.slot = 0
            WHERE x.id1 = \(id) AND x.type = \(type)
            AND (x.time, x.id2) >= (\(oldest.time), \(oldest.id2))
            AND (x.time, x.id2) <= (\(newest.time), \(newest.id2))
            ORDER BY \(unescaped: order) LIMIT \(Int64(limit + 1)) OFFSET \(Int64(offset))
            """
    }

    /// Of several lists, found by the rows that count them.
    ///
    /// ANY on both sides lets Citus find the shards and PostgreSQL stop at the limit; but
    /// PostgreSQL goes through the inner array for each list, so that many lists need several
    /// statements.
    private func statement(_ ids: [Int64]) -> Query {
        let (oldest, newest) = (stretch.oldest, stretch.newest)
        let (rows, offset) = (Int64(limit + 1), Int64(offset))
        if ascending {
            return """
                SELECT o.id1, o.count, a.id2, a.time, a.data FROM association_counts o
                CROSS JOIN LATERAL (
                    SELECT id2, time, data FROM associations x
                    WHERE x.id1 = o.id1 AND x.id1 = ANY(\(ids)) AND x.type = o.type
                    AND (time, id2) >= (\(oldest.time), \(oldest.id2))
                    AND (time, id2) <= (\(newest.time), \(newest.id2))
                    ORDER BY time, id2 LIMIT \(rows) OFFSET \(offset)
                ) a
                WHERE o.id1 = ANY(\(ids)) AND o.type = \(type) AND o.slot = 0
                """
        }
        return """
            SELECT o.id1, o.count, a.id2, a.time, a.data FROM association_counts o
            CROSS JOIN LATERAL (
                SELECT id2, time, data FROM associations x
                WHERE x.id1 = o.id1 AND x.id1 = ANY(\(ids)) AND x.type = o.type
                AND (time, id2) >= (\(oldest.time), \(oldest.id2))
                AND (time, id2) <= (\(newest.time), \(newest.id2))
                ORDER BY time DESC, id2 DESC LIMIT \(rows) OFFSET \(offset)
            ) a
            WHERE o.id1 = ANY(\(ids)) AND o.type = \(type) AND o.slot = 0
            """
    }

    /// The page of one list from its rows.
    func page(_ rows: [Row], _ query: RangeQuery) -> AssociationPage {
        var edges = rows.map { Association(id1: query.id1, type: type, $0, from: 2) }
        edges.sort { left, right in
            ascending
                ? (left.time, left.id2) < (right.time, right.id2)
                : (left.time, left.id2) > (right.time, right.id2)
        }
        return AssociationPage(
            associations: Array(edges.prefix(limit)), hasMore: edges.count > limit)
    }
}
