import Memcached

/// Compares cached values with PostgreSQL.
struct CacheComparison: Sendable {
    /// What the cache holds of some items.
    struct Result: Sendable {
        /// Items that had a value.
        var compared = 0
        /// Items of servers that did not answer, or that this process does not ask.
        var unavailable = 0
        /// Items whose value was old, and still the same and old a moment later.
        var stuck: [ItemKey] = []
        /// Items whose value is not what was put there. No reader is given it.
        var damaged: [ItemKey] = []
    }

    private struct Look {
        var cached: [ItemKey: [UInt8]] = [:]
        var unavailable = 0
        var wrong: [ItemKey] = []
        var damaged: [ItemKey] = []
    }

    let backends: Backends

    /// A value that differs may belong to a write between its COMMIT and its delete; only what is
    /// the same and still wrong after a pause counts. Throws `PostgresError`.
    func stuck(_ items: [ItemKey]) async throws -> Result {
        let first = try await look(items)
        var result = Result(
            compared: first.cached.count, unavailable: first.unavailable, damaged: first.damaged)
        if first.wrong.isEmpty { return result }
        try await Task.sleep(for: .milliseconds(TAOLimits.auditPauseMilliseconds))
        let second = try await look(first.wrong)
        result.stuck = second.wrong.filter { first.cached[$0] == second.cached[$0] }
        return result
    }

    /// What the cache holds for each item, and which of it is not what PostgreSQL says.
    private func look(_ items: [ItemKey]) async throws -> Look {
        var look = Look()
        guard let cache = backends.cache else {
            look.unavailable = items.count
            return look
        }
        if items.isEmpty { return look }
        let reply = await cache.get(backends.keys.batch(items))
        for (index, item) in items.enumerated() {
            switch reply[index] {
            case .unavailable: look.unavailable += 1
            case .miss: break
            case .hit(let value):
                switch CacheValue.judge(value, of: item) {
                case .good: look.cached[item] = Array(value)
                case .damaged: look.damaged.append(item)
                case .lease, .garbage: break
                }
            }
        }
        var read = StoreRead()
        read.items = Array(look.cached.keys)
        if read.items.isEmpty { return look }
        let answer = try await backends.read(read, Trips())
        for (item, expected) in zip(read.items, answer.items)
        where !Self.agrees(look.cached[item] ?? [], expected, item) {
            look.wrong.append(item)
        }
        return look
    }

    private static func agrees(
        _ cached: [UInt8], _ expected: CacheValue.Item, _ item: ItemKey
    ) -> Bool {
        if case .list(let whole) = expected {
            return EdgeList(verified: cached[...]).agrees(with: whole)
        }
        return expected.bytes(for: item) == cached
    }
}
