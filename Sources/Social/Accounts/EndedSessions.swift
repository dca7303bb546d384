import Synchronization
import TAO

/// The sessions that have ended while access tokens of theirs may still be good, as far as this
/// process knows. It reads what is new every `endedSessionsPeriodMilliseconds`, so that a request
/// asks the database nothing, and no gateway takes a token much longer than that.
package final class EndedSessions: Sendable {
    private struct State {
        /// When each ended, by the clock of the database.
        var times: [ObjectID: Int64] = [:]
        /// Up to when all is known; nil before the first look.
        var reached: Int64?
    }

    private let state = Mutex(State())
    private let store: SessionStore
    private let clock: WallClock
    private let limits: SocialLimits

    init(_ store: SessionStore, clock: WallClock, limits: SocialLimits) {
        self.store = store
        self.clock = clock
        self.limits = limits
    }

    package func contains(_ session: ObjectID) -> Bool {
        state.withLock { $0.times[session] != nil }
    }

    /// Those that this process has ended itself.
    func add(_ sessions: [ObjectID]) {
        let now = clock.milliseconds
        state.withLock { state in
            for session in sessions { state.times[session] = now }
        }
    }

    /// Reads what has ended since the last look. A transaction that began before it may have come to
    /// its end since, so a while before is read again.
    package func look() async throws {
        let oldest = clock.milliseconds - limits.endedSessionMilliseconds
        let begin = state.withLock { state in
            state.reached.map { $0 - limits.transactionMillisecondsMax } ?? oldest
        }
        let ended = try await store.ended(since: begin)
        state.withLock { state in
            for (id, time) in ended {
                state.times[id] = time
                state.reached = max(state.reached ?? time, time)
            }
            state.reached = state.reached ?? oldest
            if state.times.count > limits.endedSessionsKeptMin {
                state.times = state.times.filter { $0.value > oldest }
            }
        }
    }
}
