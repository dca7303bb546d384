import Memcached
import Synchronization

/// What the auditor found; for metrics.
package struct AuditStatistics: Sendable {
    /// Items compared that had a value in the cache.
    package var compared = 0
    /// Of these, items whose cached value was old, and still was a moment later.
    package var inconsistent = 0
}

/// Looks after some of the writes whether the cache tells the truth: takes items that were just
/// changed, waits, and compares their cached values with PostgreSQL. It repairs nothing; a number
/// above zero means that something in the protocol or around it is broken.
final class Auditor: Sendable {
    private struct Sample {
        let item: ItemKey
        let due: ContinuousClock.Instant
    }

    private struct State {
        /// nil while nobody audits.
        var oneIn: Int?
        var samples: [Sample] = []
        var statistics = AuditStatistics()
    }

    private let reader: GraphReader
    private let state = Mutex(State())

    init(reader: GraphReader) {
        self.reader = reader
    }

    var statistics: AuditStatistics { state.withLock { $0.statistics } }

    /// Remembers some of the items of a write.
    func note(_ items: [ItemKey]) {
        state.withLock { state in
            guard let oneIn = state.oneIn else { return }
            for item in items where Int.random(in: 0..<oneIn) == 0 {
                for wait in TAOLimits.auditMilliseconds
                where state.samples.count < TAOLimits.auditSamplesMax {
                    state.samples.append(
                        Sample(item: item, due: .now + .milliseconds(wait)))
                }
            }
        }
    }

    /// Runs until the task is cancelled.
    func run(oneIn: Int) async {
        state.withLock { $0.oneIn = max(1, oneIn) }
        while !Task.isCancelled {
            try? await Task.sleep(for: .milliseconds(TAOLimits.auditPauseMilliseconds))
            let due = takeDue()
            if !due.isEmpty { await audit(due) }
        }
        state.withLock { $0.oneIn = nil }
    }

    private func takeDue() -> [ItemKey] {
        let now = ContinuousClock.now
        return state.withLock { state in
            let due = state.samples.filter { $0.due <= now }
            state.samples.removeAll { $0.due <= now }
            return Array(Set(due.map(\.item)))
        }
    }

    /// A value that differs may belong to a write between its COMMIT and its delete; only what is
    /// the same and still wrong after a pause counts.
    private func audit(_ items: [ItemKey]) async {
        guard let first = await compare(items) else { return }
        state.withLock { $0.statistics.compared += first.cached.count }
        if first.wrong.isEmpty { return }
        try? await Task.sleep(for: .milliseconds(TAOLimits.auditPauseMilliseconds))
        guard let second = await compare(Array(first.wrong)) else { return }
        let stuck = second.wrong.filter { first.cached[$0] == second.cached[$0] }
        state.withLock { $0.statistics.inconsistent += stuck.count }
    }

    /// What the cache holds for each item, and which of it is not what PostgreSQL says. nil when one
    /// of them does not answer.
    private func compare(
        _ items: [ItemKey]
    ) async -> (cached: [ItemKey: [UInt8]], wrong: Set<ItemKey>)? {
        guard let cache = reader.cache else { return nil }
        let reply = await cache.get(reader.keys.batch(items))
        var cached: [ItemKey: [UInt8]] = [:]
        for (index, item) in items.enumerated() {
            if case .hit(let value) = reply[index],
                case .item = CacheValue.find(item, in: value)
            {
                cached[item] = Array(value)
            }
        }
        let asked = Array(cached.keys)
        var read = StoreRead()
        read.items = asked
        if asked.isEmpty { return (cached, []) }
        guard let answer = try? await reader.read(read, Trips(), willAsk: {}) else { return nil }
        let wrong = zip(asked, answer.items).filter { $1.encoded(for: $0) != cached[$0] }
        return (cached, Set(wrong.map(\.0)))
    }
}
