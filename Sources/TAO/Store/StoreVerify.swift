import Postgres

/// The statements of the verifier. They walk through the tables by the distribution column, a
/// bounded number of rows at a time, and repair by the same statements that write.
enum StoreVerify {
    // MARK: Counts

    /// The id1 of the row so many rows behind a place; no row if there are fewer.
    static func endOfAssociations(after id1: Int64, rows: Int) -> Query {
        """
        SELECT id1 FROM associations WHERE id1 > \(id1)
        ORDER BY id1 LIMIT 1 OFFSET \(rows - 1)
        """
    }

    static func endOfCounts(after id1: Int64, rows: Int) -> Query {
        """
        SELECT id1 FROM association_counts WHERE id1 > \(id1)
        ORDER BY id1 LIMIT 1 OFFSET \(rows - 1)
        """
    }

    /// How many lists of a sample there are with id1 in a range.
    static func listCount(_ range: ClosedRange<Int64>, of sample: ListSample) -> Query {
        """
        SELECT count(*) FROM association_counts
        WHERE id1 >= \(range.lowerBound) AND id1 <= \(range.upperBound) AND slot = 0
            AND hashint8extended(id1, type + \(sample.seed)) % \(sample.oneIn) = 0
        """
    }

    /// The lists of a sample with id1 in a range whose count is not the number of their edges, or whose slot 0
    /// is missing although there are edges. One statement, so one snapshot: writes that are under
    /// way change edges and counts together, and do not show.
    static func wrongCounts(
        _ range: ClosedRange<Int64>, of sample: ListSample, counted: [Int16], uncounted: [Int16]
    ) -> Query {
        """
        SELECT id1, type, sum(edges)::bigint, sum(counted)::bigint FROM (
            SELECT id1, type, 1::bigint AS edges, 0::bigint AS counted, false AS listed
            FROM associations WHERE id1 >= \(range.lowerBound) AND id1 <= \(range.upperBound)
            UNION ALL
            SELECT id1, type, 0, count, slot = 0
            FROM association_counts WHERE id1 >= \(range.lowerBound) AND id1 <= \(range.upperBound)
        ) AS lists
        WHERE hashint8extended(id1, type + \(sample.seed)) % \(sample.oneIn) = 0
        GROUP BY id1, type
        HAVING type = ANY(\(counted)) AND sum(edges) <> sum(counted)
            OR type = ANY(\(counted + uncounted)) AND sum(edges) > 0 AND NOT bool_or(listed)
        """
    }

    /// The same for one list.
    static func count(_ list: AssociationListKey) -> Query {
        """
        SELECT sum(edges)::bigint, sum(counted)::bigint, bool_or(listed) FROM (
            SELECT 1::bigint AS edges, 0::bigint AS counted, false AS listed
            FROM associations WHERE id1 = \(list.id1.rawValue) AND type = \(list.type)
            UNION ALL
            SELECT 0, count, slot = 0
            FROM association_counts WHERE id1 = \(list.id1.rawValue) AND type = \(list.type)
        ) AS rows
        """
    }

    static func listRow(_ list: AssociationListKey) -> Query {
        """
        INSERT INTO association_counts (id1, type, slot, count)
        VALUES (\(list.id1.rawValue), \(list.type), 0, 0)
        ON CONFLICT (id1, type, slot) DO NOTHING
        """
    }

    /// Keeps two repairs of one list apart.
    static func lockList(_ list: AssociationListKey) -> Query {
        """
        SELECT count FROM association_counts
        WHERE id1 = \(list.id1.rawValue) AND type = \(list.type) AND slot = 0 FOR UPDATE
        """
    }

    static func correct(_ list: AssociationListKey, by difference: Int64) -> Query {
        """
        UPDATE association_counts SET count = count + \(difference)
        WHERE id1 = \(list.id1.rawValue) AND type = \(list.type) AND slot = 0
        """
    }

    // MARK: Inverse edges

    /// The next edges behind one, in the order of the primary key.
    static func edges(after key: AssociationKey, rows: Int) -> Query {
        """
        SELECT id1, type, id2, time, data FROM associations
        WHERE (id1, type, id2) > (\(key.id1.rawValue), \(key.type), \(key.id2.rawValue))
        ORDER BY id1, type, id2 LIMIT \(rows)
        """
    }

    /// The edge, which no writer can change until the end of the transaction.
    static func lockEdge(_ key: AssociationKey) -> Query {
        """
        SELECT time, data FROM associations
        WHERE id1 = \(key.id1.rawValue) AND type = \(key.type) AND id2 = \(key.id2.rawValue)
        FOR UPDATE
        """
    }

    static func correct(_ key: AssociationKey, time: Int64, data: Record) -> Query {
        """
        UPDATE associations SET time = \(time), data = \(data.bytes)
        WHERE id1 = \(key.id1.rawValue) AND type = \(key.type) AND id2 = \(key.id2.rawValue)
        """
    }

    // MARK: Items of the cache

    static func objects(after id: Int64, rows: Int) -> Query {
        "SELECT id FROM objects WHERE id > \(id) ORDER BY id LIMIT \(rows)"
    }

    static func lists(after list: AssociationListKey, rows: Int) -> Query {
        """
        SELECT id1, type FROM association_counts
        WHERE (id1, type) > (\(list.id1.rawValue), \(list.type)) AND slot = 0
        ORDER BY id1, type LIMIT \(rows)
        """
    }

    static func names(after name: NameKey, rows: Int) -> Query {
        """
        SELECT name, namespace FROM names
        WHERE (name, namespace) > (\(name.name), \(name.namespace))
        ORDER BY name, namespace LIMIT \(rows)
        """
    }
}

/// One list in so many, chosen by a hash of its key, so that all rows of a list are in or out. Every
/// sample is another one.
struct ListSample: Sendable {
    let oneIn: Int
    let seed = Int64.random(in: 0..<Int64(Int32.max))
}
