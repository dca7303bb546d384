import Postgres

/// The statements that change a pair of edges: both edges and their counts in one.
///
/// The inverse edge changes only if the deciding one did (`EdgePair`), and a count changes by the
/// edges this statement has changed, and by nothing else: so repeated and racing writes cannot make
/// edges, inverse edges and counts drift apart.
///
/// The rows are those of `EdgeRow`.
enum StoreEdges {
    /// The sides that a statement's `edge` and `inverse` have changed.
    private static let changed: StaticString = """
        changed AS (
            SELECT 1::smallint AS side FROM edge UNION ALL SELECT 2::smallint FROM inverse
        """

    /// Adds both edges unless the deciding one is there.
    static func add(
        _ pair: EdgePair, time: Int64, data: Record?, ifChanged consequences: [Query] = []
    ) -> Query {
        let (edge, back) = (pair.edge, pair.back)
        let counts = CountChanges(of: pair, 1)
        let bytes = data?.bytes ?? []
        return """
            WITH edge AS (
                INSERT INTO associations (id1, type, id2, time, data)
                VALUES (\(edge.id1.rawValue), \(edge.type), \(edge.id2.rawValue), \(time), \(bytes))
                ON CONFLICT (id1, type, id2) DO NOTHING RETURNING id1
            ), inverse AS (
                INSERT INTO associations (id1, type, id2, time, data)
                SELECT b.id1, b.type, b.id2, \(time), \(bytes)
                FROM edge CROSS JOIN (VALUES (
                    \(back?.id1.rawValue), \(back?.type), \(back?.id2.rawValue)
                )) AS b (id1, type, id2) WHERE b.id1 IS NOT NULL
                ON CONFLICT (id1, type, id2) DO NOTHING RETURNING id1
            ), \(unescaped: changed)
            ), \(listing: counts)
            ), \(ifChanged: consequences)\(counting: counts)
            """
    }

    /// Removes the deciding edge and, if it was there, the inverse one.
    /// - Parameter time: an edge with a later one stays.
    static func remove(
        _ pair: EdgePair, ifNotAfter time: Int64? = nil, ifChanged consequences: [Query] = []
    ) -> Query {
        let (edge, back) = (pair.edge, pair.back)
        let counts = CountChanges(of: pair, -1)
        return """
            WITH edge AS (
                DELETE FROM associations
                WHERE id1 = \(edge.id1.rawValue) AND type = \(edge.type)
                AND id2 = \(edge.id2.rawValue) AND time <= \(time ?? .max)
                RETURNING id1
            ), inverse AS (
                DELETE FROM associations
                WHERE id1 = \(back?.id1.rawValue) AND type = \(back?.type)
                AND id2 = \(back?.id2.rawValue) AND EXISTS (SELECT 1 FROM edge)
                RETURNING id1
            ), \(unescaped: changed)
            ), \(ifChanged: consequences)\(counting: counts)
            """
    }

    /// Gives edges that were there already the new time and data. Its rows say nothing.
    static func replace(
        _ pair: EdgePair, time: Int64, data: Record?, ifChanged consequences: [Query] = []
    ) -> Query {
        let (edge, back) = (pair.edge, pair.back)
        let bytes = data?.bytes ?? []
        return """
            WITH edge AS (
                UPDATE associations SET time = \(time), data = \(bytes)
                WHERE id1 = \(edge.id1.rawValue) AND type = \(edge.type)
                AND id2 = \(edge.id2.rawValue) AND (time, data) IS DISTINCT FROM (\(time), \(bytes))
                RETURNING id1
            )\(alsoIfChanged: consequences)
            UPDATE associations SET time = \(time), data = \(bytes)
            WHERE id1 = \(back?.id1.rawValue) AND type = \(back?.type)
            AND id2 = \(back?.id2.rawValue) AND EXISTS (SELECT 1 FROM edge)
            """
    }

    /// Moves both edges, with time and data, to other types: given in the order of the pair's
    /// sides. Breaks the primary key if there is an edge of the new type already.
    static func changeType(_ pair: EdgePair, to types: [AssociationType]) -> Query {
        let (edge, back) = (pair.edge, pair.back)
        var counts = CountChanges(of: pair, -1)
        for (side, type) in zip(pair.sides, types) {
            counts.add(side.side, side.key, type, 1)
        }
        return """
            WITH edge AS (
                UPDATE associations SET type = \(types.first?.id)
                WHERE id1 = \(edge.id1.rawValue) AND type = \(edge.type)
                AND id2 = \(edge.id2.rawValue)
                RETURNING id1
            ), inverse AS (
                UPDATE associations SET type = \(types.last?.id)
                WHERE id1 = \(back?.id1.rawValue) AND type = \(back?.type)
                AND id2 = \(back?.id2.rawValue) AND EXISTS (SELECT 1 FROM edge)
                RETURNING id1
            ), \(unescaped: changed)
            ), \(listing: counts)
            ), \(counting: counts)
            """
    }
}

extension Query.StringInterpolation {
    /// Statements that give rows where `edge` has one, before another part.
    fileprivate mutating func appendInterpolation(ifChanged consequences: [Query]) {
        for (number, consequence) in consequences.enumerated() {
            appendLiteral("consequence\(number) AS (")
            appendInterpolation(part: consequence)
            appendLiteral(" FROM edge), ")
        }
    }

    /// The same behind another part.
    fileprivate mutating func appendInterpolation(alsoIfChanged consequences: [Query]) {
        for (number, consequence) in consequences.enumerated() {
            appendLiteral(", consequence\(number) AS (")
            appendInterpolation(part: consequence)
            appendLiteral(" FROM edge)")
        }
    }

    /// Gives lists that may be new their row 0, where a side has `changed`.
    fileprivate mutating func appendInterpolation(listing counts: CountChanges) {
        appendLiteral(
            """
            listed AS (
                INSERT INTO association_counts (id1, type, slot, count)
                SELECT l.id1, l.type, 0, 0 FROM changed JOIN unnest(
            """)
        appendInterpolation(counts.listedSides)
        appendLiteral(", ")
        appendInterpolation(counts.listedIDs)
        appendLiteral(", ")
        appendInterpolation(counts.listedTypes)
        appendLiteral(
            """
            ) AS l (side, id1, type) USING (side)
                ON CONFLICT (id1, type, slot) DO NOTHING
            """)
    }

    /// Changes the counts of the sides that have `changed`, and gives the rows of `EdgeRow`: the
    /// end of a statement.
    fileprivate mutating func appendInterpolation(counting counts: CountChanges) {
        appendLiteral(
            """
            counts AS (
                INSERT INTO association_counts AS c (id1, type, slot, count)
                SELECT t.id1, t.type, t.slot, t.change FROM changed JOIN unnest(
            """)
        appendInterpolation(counts.sides)
        appendLiteral(", ")
        appendInterpolation(counts.ids)
        appendLiteral(", ")
        appendInterpolation(counts.types)
        appendLiteral(", ")
        appendInterpolation(counts.slots)
        appendLiteral(", ")
        appendInterpolation(counts.changes)
        appendLiteral(
            """
            ) AS t (side, id1, type, slot, change) USING (side)
                ORDER BY t.id1, t.type
                ON CONFLICT (id1, type, slot) DO UPDATE SET count = c.count + EXCLUDED.count
                RETURNING c.id1, c.type, c.slot, c.count
            )
            SELECT side, NULL::bigint, NULL::smallint, NULL::smallint, NULL::bigint FROM changed
            UNION ALL SELECT NULL, id1, type, slot, count FROM counts
            """)
    }
}

/// A row of a statement that changed a pair of edges.
enum EdgeRow {
    /// The edge on this side of the pair was changed: an index into `EdgePair.sides`.
    case changed(side: Int)
    /// What a slot of a list counts now.
    case count(AssociationListKey, slot: Int16, Int)

    init(_ row: Row) {
        if row.isNull(1) {
            self = .changed(side: Int(row.int16(0)) - 1)
        } else {
            self = .count(
                AssociationListKey(ObjectID(row.int64(1)), row.int16(2)), slot: row.int16(3),
                row.int(4))
        }
    }
}

/// Which counts follow when the sides of a pair change, as columns.
struct CountChanges {
    private(set) var sides: [Int16] = []
    private(set) var ids: [Int64] = []
    private(set) var types: [Int16] = []
    private(set) var slots: [Int16] = []
    private(set) var changes: [Int64] = []
    // Lists that need a row 0, which nothing else makes: reads find lists by it.
    private(set) var listedSides: [Int16] = []
    private(set) var listedIDs: [Int64] = []
    private(set) var listedTypes: [Int16] = []

    init(of pair: EdgePair, _ change: Int64) {
        for (side, key, type) in pair.sides { add(side, key, type, change) }
    }

    /// The list that `key` leads from counts one edge of `type` more, or less.
    mutating func add(
        _ side: Int16, _ key: AssociationKey, _ type: AssociationType, _ change: Int64
    ) {
        let slot = type.slot(of: key.id2)
        if type.isCounted {
            sides.append(side)
            ids.append(key.id1.rawValue)
            types.append(type.id)
            slots.append(slot)
            changes.append(change)
        }
        if change > 0 && (!type.isCounted || slot != 0) {
            listedSides.append(side)
            listedIDs.append(key.id1.rawValue)
            listedTypes.append(type.id)
        }
    }
}

extension AssociationType {
    /// The row that counts an edge: 0, or for a hot type one of the others, by id2.
    func slot(of id2: ObjectID) -> Int16 {
        guard isCounted && isHot else { return 0 }
        let mixed = UInt64(bitPattern: id2.rawValue) &* 0x9e37_79b9_7f4a_7c15
        return Int16(1 + (mixed >> 32) % UInt64(TAOLimits.hotCountSlots))
    }
}
