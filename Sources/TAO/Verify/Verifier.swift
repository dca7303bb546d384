import Postgres

/// What the verifier has found.
package struct VerifyReport: Sendable {
    /// One kind of fault.
    package enum Fault: String, CaseIterable, Sendable {
        /// The count of a list is not the number of its edges.
        case wrongCount = "wrong count"
        /// A list has edges but no row that says so: no read finds them.
        case unlisted = "list without a row"
        /// An edge lacks its inverse.
        case inverseMissing = "inverse edge missing"
        /// An inverse edge lacks the edge it belongs to: that of the pair's lower type id.
        case inverseOrphaned = "inverse edge orphaned"
        /// Time or data of an edge and its inverse differ.
        case inverseDiffers = "inverse edge differs"
        /// A cached value is old and stays so.
        case stale = "stale cached value"
        /// A cached value is not what was put there. No reader is given it.
        case damaged = "damaged cached value"
    }

    /// Lists, edges or cached values that were looked at.
    package internal(set) var checked = 0
    /// Of these, how many have which fault.
    package internal(set) var faults: [Fault: Int] = [:]
    /// Faults that are no more.
    package internal(set) var repaired = 0
    /// Items of the cache that cannot be looked at, because their server does not answer or this
    /// process does not use the cache.
    package internal(set) var unavailable = 0
    /// Why the cache could not be looked at, as a sentence.
    package internal(set) var obstacle: String?
    /// The first faults, one line each, with ids and type names; never a person's data.
    package internal(set) var examples: [String] = []

    /// Whether "no fault" says nothing.
    package var hasLookedAtNothing: Bool { checked == 0 }

    package var faultCount: Int { faults.values.reduce(0, +) }

    mutating func note(_ fault: Fault, _ what: String, isRepaired: Bool) {
        faults[fault, default: 0] += 1
        if isRepaired { repaired += 1 }
        if examples.count < TAOLimits.verifyExamplesMax {
            examples.append("\(what): \(fault.rawValue)")
        }
    }
}

/// Looks through the whole graph for what must never be: counts that are not the number of edges,
/// edges without their inverse, cached values that are old. The protocol leaves none of these; a
/// database that was restored or changed by hand may.
///
/// Made to run beside traffic on a large database: a bounded number of rows in memory and in each
/// statement, and nothing that is only under way is reported. Reads and repairs the primary.
package struct Verifier: Sendable {
    let tao: TAO
    let repairs: Bool
    private let oneIn: Int

    /// - Parameters:
    ///   - repairs: whether faults are put right: the number of edges becomes the count; the edge
    ///     of a pair with the lower type id decides whether there is one, with which time and data;
    ///     old values are deleted from the cache.
    ///   - oneIn: looks at one list, edge or value in so many.
    package init(_ tao: TAO, repairs: Bool, oneIn: Int = 1) {
        self.tao = tao
        self.repairs = repairs
        self.oneIn = max(1, oneIn)
    }

    var isSampled: Bool { oneIn == 1 || Int.random(in: 0..<oneIn) == 0 }

    func name(_ list: AssociationListKey) -> String {
        "\(list.id1) \(tao.types.associations[list.type]?.name ?? "?")"
    }

    func name(_ edge: AssociationKey) -> String { "\(name(edge.list)) \(edge.id2)" }

    // MARK: Counts

    /// Compares the count of every list with its edges. Both are read by one statement, so that
    /// writers at work do not show. Throws `PostgresError`.
    package func counts() async throws -> VerifyReport {
        let types = tao.types.associations.values
        let counted = types.filter(\.isCounted).map(\.id)
        let uncounted = types.filter { !$0.isCounted }.map(\.id)
        let sample = ListSample(oneIn: oneIn)
        var report = VerifyReport()
        var place = Int64.min
        while place < .max {
            let end = try await batchEnd(after: place)
            let range = place + 1...end
            place = end
            let rows = try await tao.backends.database.pipeline([
                StoreVerify.listCount(range, of: sample),
                StoreVerify.wrongCounts(
                    range, of: sample, counted: counted, uncounted: uncounted),
            ])
            report.checked += rows[0][0].int(0)
            for row in rows[1] {
                let list = AssociationListKey(ObjectID(row.int64(0)), row.int16(1))
                let isWrong = counted.contains(list.type) && row.int64(2) != row.int64(3)
                let isRepaired = repairs ? try await repairCount(list) : false
                report.note(
                    isWrong ? .wrongCount : .unlisted, name(list), isRepaired: isRepaired)
            }
        }
        return report
    }

    /// The id1 with which the next batch ends, so that it has about so many rows; the largest number
    /// when there are no more.
    private func batchEnd(after place: Int64) async throws -> Int64 {
        let rows = TAOLimits.verifyRowsMax
        let ends = try await tao.backends.database.read([
            StoreVerify.endOfAssociations(after: place, rows: rows),
            StoreVerify.endOfCounts(after: place, rows: rows),
        ])
        return ends.compactMap { $0.first?.int64(0) }.min() ?? .max
    }

    /// The difference between edges and count is the same whatever writers do meanwhile, so it can
    /// be added while they are at work; only another repair must not add it too.
    private func repairCount(_ list: AssociationListKey) async throws -> Bool {
        let isCounted = tao.types.associations[list.type]?.isCounted ?? false
        return try await tao.repair([.list(list)]) { transaction in
            let locked = try await transaction.pipeline([
                StoreVerify.listRow(list), StoreVerify.lockList(list),
            ])
            let row = try await transaction.query(StoreVerify.count(list))[0]
            let difference = isCounted ? row.int64(0) - row.int64(1) : 0
            if difference != 0 {
                _ = try await transaction.query(StoreVerify.correct(list, by: difference))
            }
            return difference != 0 || locked[0].affected > 0
        }
    }
}
