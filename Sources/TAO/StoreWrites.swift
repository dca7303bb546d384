import Postgres

/// The statements that change the graph.
///
/// Each names the distribution column. A statement that changes a table never reads one: Citus runs
/// the parts of a statement one after the other, PostgreSQL all on one snapshot. A count changes by
/// the number of rows the edge's own statement inserted or deleted, and by nothing else, so that
/// repeated and racing writes cannot make it drift.
enum StoreWrites {
    /// How an edge of a type counts.
    struct Counting {
        /// Slot 0, or for a hot type one of the others by id2.
        let slot: Int16
        let isCounted: Bool

        init(_ type: AssociationType, id2: ObjectID) {
            isCounted = type.isCounted
            if type.isCounted && type.isHot {
                let mixed = UInt64(bitPattern: id2.rawValue) &* 0x9e37_79b9_7f4a_7c15
                slot = Int16(1 + (mixed >> 32) % UInt64(TAOLimits.hotCountSlots))
            } else {
                slot = 0
            }
        }
    }

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

    static func deleteObject(_ id: ObjectID) -> Query {
        "DELETE FROM objects WHERE id = \(id.rawValue)"
    }

    // MARK: Edges

    /// One row, with the count of the slot, if the edge is new.
    static func addEdge(
        _ key: AssociationKey, time: Int64, data: Record?, _ counting: Counting
    ) -> Query {
        let (id1, type, id2) = (key.id1.rawValue, key.type, key.id2.rawValue)
        let bytes = data?.bytes ?? []
        if !counting.isCounted {
            return """
                WITH changed AS (
                    INSERT INTO associations (id1, type, id2, time, data)
                    VALUES (\(id1), \(type), \(id2), \(time), \(bytes))
                    ON CONFLICT (id1, type, id2) DO NOTHING RETURNING id1, type
                ), listed AS (
                    INSERT INTO association_counts (id1, type, slot, count)
                    SELECT id1, type, 0, 0 FROM changed
                    ON CONFLICT (id1, type, slot) DO NOTHING
                )
                SELECT 0::bigint FROM changed
                """
        }
        if counting.slot == 0 {
            return """
                WITH changed AS (
                    INSERT INTO associations (id1, type, id2, time, data)
                    VALUES (\(id1), \(type), \(id2), \(time), \(bytes))
                    ON CONFLICT (id1, type, id2) DO NOTHING RETURNING id1, type
                )
                INSERT INTO association_counts AS c (id1, type, slot, count)
                SELECT id1, type, 0, 1 FROM changed
                ON CONFLICT (id1, type, slot) DO UPDATE SET count = c.count + EXCLUDED.count
                RETURNING c.count
                """
        }
        return """
            WITH changed AS (
                INSERT INTO associations (id1, type, id2, time, data)
                VALUES (\(id1), \(type), \(id2), \(time), \(bytes))
                ON CONFLICT (id1, type, id2) DO NOTHING RETURNING id1, type
            ), listed AS (
                INSERT INTO association_counts (id1, type, slot, count)
                SELECT id1, type, 0, 0 FROM changed
                ON CONFLICT (id1, type, slot) DO NOTHING
            )
            INSERT INTO association_counts AS c (id1, type, slot, count)
            SELECT id1, type, \(counting.slot), 1 FROM changed
            ON CONFLICT (id1, type, slot) DO UPDATE SET count = c.count + EXCLUDED.count
            RETURNING c.count
            """
    }

    /// Gives an edge that was there already the new time and data.
    static func replaceEdge(_ key: AssociationKey, time: Int64, data: Record?) -> Query {
        let bytes = data?.bytes ?? []
        return """
            UPDATE associations SET time = \(time), data = \(bytes)
            WHERE id1 = \(key.id1.rawValue) AND type = \(key.type) AND id2 = \(key.id2.rawValue)
            AND (time, data) IS DISTINCT FROM (\(time), \(bytes))
            """
    }

    /// One row, with the count of the slot, if there was an edge.
    static func removeEdge(_ key: AssociationKey, _ counting: Counting) -> Query {
        let (id1, type, id2) = (key.id1.rawValue, key.type, key.id2.rawValue)
        if !counting.isCounted {
            return """
                DELETE FROM associations WHERE id1 = \(id1) AND type = \(type) AND id2 = \(id2)
                RETURNING 0::bigint
                """
        }
        return """
            WITH changed AS (
                DELETE FROM associations WHERE id1 = \(id1) AND type = \(type) AND id2 = \(id2)
                RETURNING id1, type
            )
            INSERT INTO association_counts AS c (id1, type, slot, count)
            SELECT id1, type, \(counting.slot), -1 FROM changed
            ON CONFLICT (id1, type, slot) DO UPDATE SET count = c.count + EXCLUDED.count
            RETURNING c.count
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
