import Postgres

/// The statements that change the graph.
///
/// Each names the distribution column. A statement that changes a table never reads one: Citus runs
/// the parts of a statement one after the other, PostgreSQL all on one snapshot. Edges and counts:
/// `StoreEdges`.
enum StoreWrites {
    // MARK: Objects

    static func addObject(_ id: ObjectID, _ type: Int16, _ data: Record) -> Query {
        """
        INSERT INTO objects (id, type, version, data)
        VALUES (\(id.rawValue), \(type), 1, \(data.bytes))
        """
    }

    /// One row with the new version, or none.
    static func updateObject(_ id: ObjectID, _ data: Record, ifVersion: Int64?) -> Query {
        if let ifVersion {
            return """
                UPDATE objects SET data = \(data.bytes), version = version + 1
                WHERE id = \(id.rawValue) AND version = \(ifVersion) RETURNING version
                """
        }
        return """
            UPDATE objects SET data = \(data.bytes), version = version + 1
            WHERE id = \(id.rawValue) RETURNING version
            """
    }

    /// With a version, one row if the object had it.
    static func deleteObject(_ id: ObjectID, ifVersion: Int64?) -> Query {
        if let ifVersion {
            return """
                DELETE FROM objects WHERE id = \(id.rawValue) AND version = \(ifVersion)
                RETURNING version
                """
        }
        return "DELETE FROM objects WHERE id = \(id.rawValue)"
    }

    /// Keeps others from changing or holding the object; one row with its version, if it is there.
    static func holdObject(_ id: ObjectID) -> Query {
        "SELECT version FROM objects WHERE id = \(id.rawValue) FOR NO KEY UPDATE"
    }

    // MARK: Edges

    /// The edges that leave an object behind one of them, in the order of the primary key.
    static func edges(of id1: ObjectID, after place: RemovalPlace, rows: Int) -> Query {
        """
        SELECT type, id2 FROM associations
        WHERE id1 = \(id1.rawValue) AND (type, id2) > (\(place.type), \(place.id2))
        ORDER BY type, id2 LIMIT \(rows)
        """
    }

    /// One row, with time and data, if there is such an edge.
    static func edge(_ key: AssociationKey) -> Query {
        """
        SELECT time, data FROM associations
        WHERE id1 = \(key.id1.rawValue) AND type = \(key.type) AND id2 = \(key.id2.rawValue)
        """
    }

    /// One row if a list has an edge of a time or later.
    static func edge(of list: AssociationListKey, since time: Int64) -> Query {
        """
        SELECT time FROM associations
        WHERE id1 = \(list.id1.rawValue) AND type = \(list.type) AND time >= \(time) LIMIT 1
        """
    }

    /// What is known of the lengths of an object's lists, if all are empty.
    static func removeCounts(of id1: ObjectID) -> Query {
        """
        DELETE FROM association_counts
        WHERE id1 = \(id1.rawValue)
            AND NOT EXISTS (SELECT FROM associations WHERE id1 = \(id1.rawValue))
        """
    }

    // MARK: Names

    /// One row if the name is this object's now, none if it is another's.
    static func claimName(_ name: NameKey, _ id: ObjectID) -> Query {
        """
        INSERT INTO names AS n (name, namespace, id)
        VALUES (\(name.name), \(name.namespace), \(id.rawValue))
        ON CONFLICT (name, namespace) DO UPDATE SET id = n.id WHERE n.id = EXCLUDED.id
        RETURNING n.id
        """
    }

    static func releaseName(_ name: NameKey, _ id: ObjectID) -> Query {
        """
        DELETE FROM names WHERE name = \(name.name) AND namespace = \(name.namespace)
        AND id = \(id.rawValue)
        """
    }

    /// Which of the objects exist: to name the one whose id was taken.
    static func existing(_ ids: [ObjectID]) -> Query {
        "SELECT id FROM objects WHERE id = ANY(\(ids.map(\.rawValue)))"
    }
}
