import Synchronization

/// Which failures of jobs are worth a line of the log: of each kind so many a minute. A mail server that is
/// away fails every mail that waits, twenty times.
final class FailureLines: Sendable {
    private struct Minute {
        let begun: ContinuousClock.Instant
        var failures = 0
    }

    private let minutes = Mutex<[String: Minute]>([:])
    private let period: Duration

    init(period: Duration = .seconds(60)) {
        self.period = period
    }

    /// One more has failed.
    /// - Returns: whether the log is to be told, and how many it was not told of before.
    func tell(_ kind: String) -> (isTold: Bool, untold: Int) {
        let now = ContinuousClock.now
        return minutes.withLock { minutes in
            var minute = minutes[kind] ?? Minute(begun: now)
            var untold = 0
            if now - minute.begun >= period {
                untold = max(0, minute.failures - JobsLimits.failuresToldMax)
                minute = Minute(begun: now)
            }
            minute.failures += 1
            minutes[kind] = minute
            return (minute.failures <= JobsLimits.failuresToldMax, untold)
        }
    }
}
