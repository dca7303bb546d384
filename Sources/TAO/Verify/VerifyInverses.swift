import Postgres

extension Verifier {
    /// Compares every edge whose type has an inverse with its inverse edge. What differs is looked
    /// at again with both edges locked. Throws `PostgresError`.
    package func inverses() async throws -> VerifyReport {
        var report = VerifyReport()
        var place = AssociationKey(ObjectID(.min), .min, ObjectID(.min))
        while true {
            let rows = try await tao.backends.database.query(
                StoreVerify.edges(after: place, rows: TAOLimits.verifyRowsMax))
            let edges = rows.map { row in
                Association(id1: ObjectID(row.int64(0)), type: row.int16(1), row, from: 2)
            }
            guard let last = edges.last else { return report }
            place = AssociationKey(last.id1, last.type, last.id2)
            let found = edges.compactMap { isSampled ? FoundEdge($0, tao.types) : nil }
            report.checked += found.count
            for suspect in try await suspects(found) {
                let (fault, isRepaired) = try await settle(suspect)
                if let fault { report.note(fault, name(suspect.edge), isRepaired: isRepaired) }
            }
        }
    }

    /// Pairs whose other edge is missing or not the same. Of two edges that are there, the one that
    /// decides stands for the pair.
    private func suspects(_ found: [FoundEdge]) async throws -> [FoundEdge] {
        var read = StoreRead()
        read.edges = found.enumerated().map { ($0, $1.other) }
        if read.isEmpty { return [] }
        let answer = try await tao.backends.read(read, Trips())
        return answer.edges.compactMap { index, other in
            let one = found[index]
            guard let other else { return one }
            let isSame = one.found.time == other.time && one.found.data == other.data
            return isSame || !one.decides ? nil : one
        }
    }

    /// The fault of a pair, if it has one, with both edges locked, in the order in which writers
    /// lock them; and whether it was repaired. They are read after the locks: then a writer that
    /// changes one of them has changed both, or waits.
    private func settle(_ suspect: FoundEdge) async throws -> (VerifyReport.Fault?, Bool) {
        let (edge, back) = (suspect.edge, suspect.back)
        var fault: VerifyReport.Fault?
        let isRepaired = try await tao.repair([.list(edge.list), .list(back.list)]) { transaction in
            let rows = try await transaction.pipeline([
                StoreVerify.lockEdge(edge), StoreVerify.lockEdge(back), StoreWrites.edge(edge),
                StoreWrites.edge(back),
            ])
            let (found, repair) = Self.judge(suspect, edge: rows[2].first, back: rows[3].first)
            fault = found
            guard repairs, let repair else { return false }
            return try await transaction.query(repair).affected > 0
        }
        return (fault, isRepaired)
    }

    private static func judge(
        _ suspect: FoundEdge, edge: Row?, back: Row?
    ) -> (VerifyReport.Fault?, Query?) {
        let alone = EdgePair(alone: suspect.back, suspect.backType)
        switch (edge, back) {
        case (nil, nil): return (nil, nil)
        case (nil, _?): return (.inverseOrphaned, StoreEdges.remove(alone))
        case (let edge?, nil):
            let data = Record(bytes: edge.bytes(1))
            return (.inverseMissing, StoreEdges.add(alone, time: edge.int64(0), data: data))
        case (let edge?, let back?):
            if edge.int64(0) == back.int64(0) && edge.bytes(1) == back.bytes(1) {
                return (nil, nil)
            }
            return (
                .inverseDiffers,
                StoreVerify.correct(
                    suspect.back, time: edge.int64(0), data: Record(bytes: edge.bytes(1)))
            )
        }
    }
}

/// An edge that was found, in its pair.
private struct FoundEdge: Sendable {
    let found: Association
    let edge: AssociationKey
    let back: AssociationKey
    let backType: AssociationType
    /// Whether it is the one that decides.
    let decides: Bool

    /// nil for an edge without an inverse.
    init?(_ found: Association, _ types: GraphTypes) {
        guard let type = types.associations[found.type] else { return nil }
        let key = AssociationKey(found.id1, type, found.id2)
        let pair = EdgePair(key, type, types)
        guard let back = pair.back, let backType = pair.backType else { return nil }
        self.found = found
        edge = pair.edge
        self.back = back
        self.backType = backType
        decides = key == pair.edge
    }

    var other: AssociationKey { decides ? back : edge }
}
