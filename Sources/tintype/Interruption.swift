import Dispatch
import Foundation
import Synchronization

/// The wish to stop: Ctrl-C, SIGTERM, or a part of the application that broke.
///
/// The first signal asks everything to finish; the second ends the process at once. The private
/// databases of a demo end with their parent, however it ends.
final class Interruption: Sendable {
    private let state = Mutex(State())
    /// Made in `init` and never changed; kept only so that they live as long as this object.
    nonisolated(unsafe) private let sources: [any DispatchSourceSignal]

    private struct State {
        var isRequested = false
        /// When the first signal came, and which.
        var signalled: ContinuousClock.Instant?
        var number: CInt?
        var failure: Failure?
        var actions: [@Sendable () -> Void] = []
    }

    /// Takes over the signals of the process, which serves from now on: a wish to stop is heeded, and
    /// its end comes, though nobody takes what is said about it.
    init() {
        Terminal.isServing.store(true, ordering: .relaxed)
        let numbers = [SIGINT, SIGTERM]
        sources = numbers.map { number in
            // The default action would end the process before the source sees the signal.
            signal(number, SIG_IGN)
            return DispatchSource.makeSignalSource(signal: number, queue: .global())
        }
        for (number, source) in zip(numbers, sources) {
            source.setEventHandler { [weak self] in self?.signalled(number) }
            source.resume()
        }
    }

    var isRequested: Bool { state.withLock { $0.isRequested } }

    /// Whether a supervisor asks, by SIGTERM: then others may have to be told before the end. A
    /// user who presses Ctrl-C does not want to wait.
    var isFromSupervisor: Bool { state.withLock { $0.number == SIGTERM } }

    /// Why, if it was not the user's wish.
    var failure: Failure? { state.withLock { $0.failure } }

    /// Asks to stop. The first reason is the one that counts.
    func request(because failure: Failure? = nil) {
        let actions = state.withLock { state in
            if !state.isRequested { state.failure = failure }
            state.isRequested = true
            defer { state.actions = [] }
            return state.actions
        }
        for action in actions { action() }
    }

    /// Does something when the wish comes; at once if it has come.
    func whenRequested(_ action: @escaping @Sendable () -> Void) {
        let isRequested = state.withLock { state in
            if !state.isRequested { state.actions.append(action) }
            return state.isRequested
        }
        if isRequested { action() }
    }

    /// For the steps of a start, which cannot be stopped within.
    func check() throws {
        guard isRequested else { return }
        throw failure ?? Failure("Stopped before the start was complete.")
    }

    /// Some tools send a signal to a process and to its group, so that it arrives twice.
    private static let repetition = Duration.milliseconds(500)

    private func signalled(_ number: CInt) {
        let now = ContinuousClock.now
        let first = state.withLock { state in
            state.signalled = state.signalled ?? now
            state.number = state.number ?? number
            return state.signalled ?? now
        }
        if first != now {
            if now - first < Self.repetition { return }
            complain("Ending at once.")
            _exit(130)
        }
        complain("Stopping; once more to end at once.")
        request()
    }
}
