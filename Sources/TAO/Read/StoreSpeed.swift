import Postgres
import Synchronization

/// How long reading from PostgreSQL takes in this process: what a memcached is compared with that has
/// become slow.
final class StoreSpeed: Sendable {
    private struct State {
        /// An average of the last reads; nil when the last one failed.
        var milliseconds: Double?
        var notedAt: ContinuousClock.Instant?
    }

    private let database: Database
    private let state = Mutex(State())

    init(database: Database) {
        self.database = database
    }

    /// A read has ended that began then. The wait for its turn belongs to it.
    func note(since begun: ContinuousClock.Instant) {
        let now = ContinuousClock.now
        let taken = (now - begun) / .milliseconds(1)
        state.withLock { state in
            let before = state.milliseconds ?? taken
            state.milliseconds = before + (taken - before) * TAOLimits.readTimeShare
            state.notedAt = now
        }
    }

    /// A read has failed.
    func note(_ failure: PostgresError) {
        guard [.unavailable, .timeout, .poolExhausted].contains(failure.kind) else { return }
        state.withLock { $0 = State(milliseconds: nil, notedAt: .now) }
    }

    /// What the reads of the last second took; if there were none, what a small one takes now. nil
    /// when PostgreSQL does not answer.
    func milliseconds() async -> Double? {
        let known = state.withLock { $0 }
        let freshSince = ContinuousClock.now - .milliseconds(TAOLimits.readTimeMilliseconds)
        if let notedAt = known.notedAt, notedAt > freshSince { return known.milliseconds }
        let begun = ContinuousClock.now
        guard (try? await database.ping()) != nil else { return nil }
        return (ContinuousClock.now - begun) / .milliseconds(1)
    }
}
