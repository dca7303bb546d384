import Synchronization

/// Whether a server is asked at all: one that could not be reached, or accepted and stayed silent, rests for
/// a while, twice as long each time. After a rest one mail alone tries it, and the others wait for how that
/// ends.
final class SMTPCircuit: Sendable {
    /// One mail's way to the server. What it finds counts only if nothing was found since it began: of ten
    /// mails that are silent together the first says it for all.
    struct Attempt: Sendable {
        fileprivate let finding: Int
    }

    private struct State {
        /// How often, one behind the other, the server was found away.
        var failures = 0
        /// Counts what was found.
        var findings = 0
        var restsUntil = ContinuousClock.now
        /// Whether a mail tries it after a rest.
        var isTried = false
    }

    private let rest: Int64
    private let restMax: Int64
    private let state = Mutex(State())

    /// Milliseconds of the first rest, and of the longest.
    init(rest: Int64, restMax: Int64) {
        self.rest = rest
        self.restMax = restMax
    }

    /// nil while the server rests, or is tried by another mail.
    func begin() -> Attempt? {
        state.withLock { state in
            if state.failures > 0 {
                guard !state.isTried, state.restsUntil <= .now else { return nil }
                state.isTried = true
            }
            return Attempt(finding: state.findings)
        }
    }

    /// To be told once of each that has begun.
    /// - Parameter isServerAway: nil for a mail that was called off before that was known.
    func end(_ attempt: Attempt, isServerAway: Bool?) {
        state.withLock { state in
            guard attempt.finding == state.findings else { return }
            state.isTried = false
            guard let isServerAway else { return }
            guard isServerAway else {
                state.failures = 0
                return
            }
            let rest = min(rest << min(state.failures, 20), restMax)
            state.failures += 1
            state.findings += 1
            state.restsUntil = .now + .milliseconds(rest)
        }
    }
}
