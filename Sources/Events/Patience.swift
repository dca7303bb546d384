import Postgres
import Synchronization

/// The pauses after failures: each is twice the one before, until something has succeeded. A database that
/// does not answer is asked every second, and told of once.
final class Patience: Sendable {
    private let state = Mutex((failures: 0, isAway: false))

    /// - Returns: whether something had failed.
    @discardableResult func restore() -> Bool {
        state.withLock { state in
            defer { state = (0, false) }
            return state != (0, false)
        }
    }

    /// After one more failure. Up to a quarter is added at random.
    func pause(after error: any Error) -> (pause: Duration, isNews: Bool) {
        let kind = (error as? PostgresError)?.kind
        let isAway = kind == .unavailable || kind == .timeout
        return state.withLock { state in
            defer { state.isAway = isAway }
            if isAway {
                return (.milliseconds(EventsLimits.outageMilliseconds), !state.isAway)
            }
            let pause = min(
                EventsLimits.retryMilliseconds << min(state.failures, 20),
                EventsLimits.retryMillisecondsMax)
            state.failures += 1
            return (.milliseconds(pause + Int.random(in: 0...pause / 4)), true)
        }
    }
}

/// What is logged of an error: what it says of itself if it was made to be read, else its type. Its values
/// may be what should not be read.
func shown(_ error: any Error) -> String {
    (error as Any as? any CustomStringConvertible)?.description ?? "\(type(of: error))"
}
