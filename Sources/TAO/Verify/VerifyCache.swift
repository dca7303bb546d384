import Memcached
import Postgres

extension Verifier {
    /// Compares the cached values of objects, lists and names with PostgreSQL. Of what is in no
    /// table any more, it knows objects that have ever had an edge. Throws `PostgresError`.
    package func cache() async throws -> VerifyReport {
        var report = VerifyReport()
        try await walkObjects(&report)
        try await walkLists(&report)
        try await walkNames(&report)
        report.obstacle = obstacle
        return report
    }

    private var obstacle: String? {
        guard let standing = tao.cacheListStanding else { return "No memcached servers are given" }
        return standing.allowsCache ? nil : standing.sentence
    }

    private func walkObjects(_ report: inout VerifyReport) async throws {
        var place = Int64.min
        while true {
            let rows = try await tao.backends.database.query(
                StoreVerify.objects(after: place, rows: TAOLimits.verifyRowsMax))
            guard let last = rows.last else { return }
            place = last.int64(0)
            try await compare(rows.map { .object(ObjectID($0.int64(0))) }, &report)
        }
    }

    private func walkLists(_ report: inout VerifyReport) async throws {
        var place = AssociationListKey(ObjectID(.min), .min)
        while true {
            let rows = try await tao.backends.database.query(
                StoreVerify.lists(after: place, rows: TAOLimits.verifyRowsMax))
            let lists = rows.map { AssociationListKey(ObjectID($0.int64(0)), $0.int16(1)) }
            guard let last = lists.last else { return }
            place = last
            let gone = try await missing(Set(lists.map(\.id1)))
            try await compare(lists.map { .list($0) } + gone.map { .object($0) }, &report)
        }
    }

    private func walkNames(_ report: inout VerifyReport) async throws {
        var place = NameKey(namespace: .min, name: "")
        while true {
            let rows = try await tao.backends.database.query(
                StoreVerify.names(after: place, rows: TAOLimits.verifyRowsMax))
            let names = rows.map { NameKey(namespace: $0.int16(1), name: $0.string(0)) }
            guard let last = names.last else { return }
            place = last
            try await compare(names.map { .name($0) }, &report)
        }
    }

    /// Objects that are gone, or never were, and may be cached all the same.
    private func missing(_ ids: Set<ObjectID>) async throws -> Set<ObjectID> {
        let rows = try await tao.backends.database.query(StoreWrites.existing(Array(ids)))
        return ids.subtracting(rows.map { ObjectID($0.int64(0)) })
    }

    private func compare(_ items: [ItemKey], _ report: inout VerifyReport) async throws {
        let items = items.filter { _ in isSampled }
        let result = try await CacheComparison(backends: tao.backends).stuck(items)
        report.checked += result.compared + result.damaged.count
        report.unavailable += result.unavailable
        await note(.stale, result.stuck, &report)
        await note(.damaged, result.damaged, &report)
    }

    private func note(
        _ fault: VerifyReport.Fault, _ items: [ItemKey], _ report: inout VerifyReport
    ) async {
        if items.isEmpty { return }
        // A delete also takes the lease of a reader that is reading an old value at this moment.
        var lost: [Int] = []
        if repairs, let cache = tao.backends.cache {
            lost = await cache.delete(tao.backends.keys.batch(items))
        }
        for (index, item) in items.enumerated() {
            let key = String(decoding: CacheKeys.stored(item), as: UTF8.self)
            report.note(fault, key, isRepaired: repairs && !lost.contains(index))
        }
    }
}
