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
        /// nil while nothing is audited.
        var oneIn: Int?
        var samples: [Sample] = []
        var statistics = AuditStatistics()
    }

    private let comparison: CacheComparison
    private let state = Mutex(State())

    init(backends: Backends) {
        comparison = CacheComparison(backends: backends)
    }

    var statistics: AuditStatistics { state.withLock { $0.statistics } }
    /// Comparisons that are still to be made.
    var samplesWaiting: Int { state.withLock { $0.samples.count } }

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

    private func audit(_ items: [ItemKey]) async {
        guard let result = try? await comparison.stuck(items) else { return }
        state.withLock { state in
            state.statistics.compared += result.compared
            state.statistics.inconsistent += result.stuck.count
        }
    }
}
