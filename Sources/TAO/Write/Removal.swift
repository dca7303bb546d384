import Postgres

/// How far the removal of an object's edges has come.
package struct Removal: Sendable, Equatable {
    /// Edges that were found and removed, each with its inverse.
    package var edgesRemoved = 0
    /// False: `TAO.removeEdges(of:)` has to be called again.
    package var isComplete = false
}

/// A place among the edges that leave one object.
struct RemovalPlace: Sendable {
    var type: Int16 = .min
    var id2: Int64 = .min
}

extension TAO {
    /// Part of a write that deletes an object after its edges: the rows of their counts, too. For one
    /// to which nobody adds edges any more.
    package static func countsRemoval(of id: ObjectID) -> Query {
        StoreWrites.removeCounts(of: id)
    }

    /// Removes all edges that leave an object, with their inverse edges and counts: what is left to
    /// do after `GraphWrite.deleteObject`.
    ///
    /// Made for a background job: it goes in transactions of `TAOLimits.removalEdgesMax` edges, so
    /// that it keeps no lock for long; each of them leaves edges, inverse edges, counts and the
    /// cache in step; and all it needs to know is in the tables. So it may be killed and begun
    /// again at any time, or run twice at once. It is complete when a look at the whole list finds
    /// nothing, also of what was added meanwhile.
    ///
    /// An edge that leads to the object and whose type has no inverse is not found: lists may name
    /// objects that are gone. Rows of counts that are zero stay.
    ///
    /// Throws `PostgresError`, and `CancellationError` between two transactions.
    /// - Parameter batchesMax: after so many transactions it returns, complete or not.
    package func removeEdges(
        of id: ObjectID, batchesMax: Int = TAOLimits.removalBatchesMax
    ) async throws -> Removal {
        var removal = Removal()
        var place = RemovalPlace()
        var isClean = true
        for _ in 0..<max(1, batchesMax) {
            try Task.checkCancellation()
            let rows = try await backends.database.query(
                StoreWrites.edges(of: id, after: place, rows: TAOLimits.removalEdgesMax))
            let edges = removable(rows.map { (type: $0.int16(0), id2: $0.int64(1)) }, from: id)
            if !edges.isEmpty {
                isClean = false
                var write = GraphWrite()
                for (type, id2) in edges { write.deleteAssociation(id, type, id2) }
                _ = try await commit(write)
                removal.edgesRemoved += edges.count
            }
            if let last = rows.last, rows.count == TAOLimits.removalEdgesMax {
                place = RemovalPlace(type: last.int16(0), id2: last.int64(1))
                continue
            }
            removal.isComplete = isClean
            if isClean { break }
            // Once more from the beginning, for edges that came meanwhile.
            place = RemovalPlace()
            isClean = true
        }
        return removal
    }

    /// Edges of declared types; of an edge to oneself and its inverse, which is removed with it,
    /// only one.
    private func removable(
        _ rows: [(type: Int16, id2: Int64)], from id: ObjectID
    ) -> [(AssociationType, ObjectID)] {
        var loops: Set<Int16> = []
        return rows.compactMap { row in
            guard let type = types.associations[row.type] else { return nil }
            if row.id2 == id.rawValue {
                if loops.contains(type.id) { return nil }
                loops.insert(type.inverse ?? type.id)
            }
            return (type, ObjectID(row.id2))
        }
    }
}
