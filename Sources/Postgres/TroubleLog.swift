import Synchronization

/// Tells a log of what is done again and again and fails: at once, while it goes on once a minute with how
/// often, and once when it is over. A database that is away for a night is some lines an hour.
package final class TroubleLog: Sendable {
    private struct Trouble {
        let begun: ContinuousClock.Instant
        var told: ContinuousClock.Instant
        /// When it failed last.
        var failed: ContinuousClock.Instant
        /// Since then.
        var failures = 0
    }

    private let failing: String
    private let over: String
    private let period: Duration
    private let quiet: Duration
    private let log: @Sendable (_ line: String, _ isOver: Bool) -> Void
    /// By what fails, which are as many as there are in the program.
    private let troubles = Mutex<[String: Trouble]>([:])

    /// - Parameters:
    ///   - failing: how a line begins that says what fails, and `over` one that says what works again.
    ///   - milliseconds: between two lines about the same.
    ///   - quietMilliseconds: for how long nothing has failed when it is over: for what is done by many at
    ///     once, of whom some fail and some do not.
    package init(
        failing: String = "Could not", over: String = "Could again",
        milliseconds: Int = PostgresLimits.troubleMilliseconds, quietMilliseconds: Int = 0,
        log: @escaping @Sendable (_ line: String, _ isOver: Bool) -> Void
    ) {
        self.failing = failing
        self.over = over
        period = .milliseconds(milliseconds)
        quiet = .milliseconds(quietMilliseconds)
        self.log = log
    }

    /// Does something that is done again and again. Where that is stopped, it is not in trouble.
    package func attempt(_ subject: String, _ body: () async throws -> Void) async {
        do {
            try await body()
            note(subject, nil)
        } catch {
            if !Task.isCancelled { note(subject, "\(error)") }
        }
    }

    /// - Parameters:
    ///   - subject: what is done, without what names one time of it.
    ///   - reason: why it has failed; nil if it has not.
    package func note(_ subject: String, _ reason: String?) {
        let now = ContinuousClock.now
        let line = troubles.withLock { troubles -> String? in
            guard let reason else {
                guard let trouble = troubles[subject], now - trouble.failed >= quiet else {
                    return nil
                }
                troubles[subject] = nil
                return "\(over) \(subject), after \(Self.seconds(now - trouble.begun))"
            }
            guard var trouble = troubles[subject] else {
                troubles[subject] = Trouble(begun: now, told: now, failed: now)
                return "\(failing) \(subject): \(reason)"
            }
            trouble.failed = now
            trouble.failures += 1
            defer { troubles[subject] = trouble }
            let silence = now - trouble.told
            guard silence >= period else { return nil }
            defer { trouble = Trouble(begun: trouble.begun, told: now, failed: now) }
            return "\(failing) \(subject), \(trouble.failures) times in "
                + "\(Self.seconds(silence)): \(reason)"
        }
        if let line { log(line, reason == nil) }
    }

    private static func seconds(_ time: Duration) -> String {
        "\(Int64((time / .seconds(1)).rounded())) s"
    }
}
