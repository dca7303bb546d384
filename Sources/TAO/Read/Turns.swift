import Postgres
import Synchronization

/// A bounded number of turns; later callers wait in order, for a bounded time. Otherwise a
/// PostgreSQL that hangs would gather readers for as long as it does.
final class Turns: Sendable {
    fileprivate struct State {
        var free: Int
        /// By number, given out in order. Those that gave up are missing.
        var waiting: [UInt64: CheckedContinuation<Bool, Never>] = [:]
        var first: UInt64 = 0
        var end: UInt64 = 0
    }

    private enum Place {
        case ours
        case waiting(UInt64)
        case none
    }

    private let state: Mutex<State>

    init(max: Int) {
        state = Mutex(State(free: max))
    }

    var waitingCount: Int { state.withLock { $0.waiting.count } }

    /// Throws `poolExhausted` when no turn has come within the limit, or too many wait for one.
    func take(within limit: Duration) async throws(PostgresError) {
        if state.withLock({ $0.takeFree() }) { return }
        let isOurs = await withCheckedContinuation { continuation in
            let place: Place = state.withLock { state in
                if state.takeFree() { return .ours }
                if state.waiting.count >= TAOLimits.readsWaitingMax { return .none }
                defer { state.end += 1 }
                state.waiting[state.end] = continuation
                return .waiting(state.end)
            }
            switch place {
            case .ours: continuation.resume(returning: true)
            case .none: continuation.resume(returning: false)
            case .waiting(let number):
                Task {
                    try? await Task.sleep(for: limit)
                    giveUp(number)
                }
            }
        }
        if !isOurs { throw PostgresError(.poolExhausted, "too many reads wait for the database") }
    }

    /// Passes the turn on to the caller that waits longest.
    func give() {
        let waiter: CheckedContinuation<Bool, Never>? = state.withLock { state in
            while state.first < state.end {
                defer { state.first += 1 }
                if let waiter = state.waiting.removeValue(forKey: state.first) { return waiter }
            }
            state.free += 1
            return nil
        }
        waiter?.resume(returning: true)
    }

    private func giveUp(_ number: UInt64) {
        state.withLock { $0.waiting.removeValue(forKey: number) }?.resume(returning: false)
    }
}

extension Turns.State {
    fileprivate mutating func takeFree() -> Bool {
        if free == 0 { return false }
        free -= 1
        return true
    }
}
