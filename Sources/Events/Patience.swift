import Synchronization

/// The pauses after failures: each is twice the one before, until something has succeeded.
final class Patience: Sendable {
    private let failures = Mutex(0)

    func restore() {
        failures.withLock { $0 = 0 }
    }

    /// After one more failure. Up to a quarter is added at random.
    func pause() -> Duration {
        let before = failures.withLock { failures in
            defer { failures += 1 }
            return failures
        }
        let pause = min(
            EventsLimits.retryMilliseconds << min(before, 20), EventsLimits.retryMillisecondsMax)
        return .milliseconds(pause + Int.random(in: 0...pause / 4))
    }
}

/// What is logged of an error: what it says of itself if it was made to be read, else its type. Its values
/// may be what should not be read.
func shown(_ error: any Error) -> String {
    (error as Any as? any CustomStringConvertible)?.description ?? "\(type(of: error))"
}
