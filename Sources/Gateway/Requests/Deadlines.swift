import Synchronization

/// An operation took longer than is allowed.
struct DeadlineExceeded: Error {}

/// As many operations as are allowed are running.
struct Overloaded: Error {}

/// Runs operations that must answer in time, whatever they hang on.
///
/// All have the same allowance, so one task that looks at them a few times a second does for all;
/// an operation costs an entry in a table rather than a timer. That task runs only while there is
/// something to watch.
final class Deadlines<Value: Sendable>: Sendable {
    private let allowance: Duration
    private let period: Duration
    private let countMax: Int
    private let state = Mutex(State())

    private struct State {
        var running: [UInt64: Outcome<Value>] = [:]
        var nextID: UInt64 = 0
        var isWatched = false
    }

    init(milliseconds: Int, countMax: Int) {
        allowance = .milliseconds(milliseconds)
        period = .milliseconds(max(1, min(250, milliseconds / 4)))
        self.countMax = countMax
    }

    /// How many operations run now.
    var count: Int { state.withLock { $0.running.count } }

    /// What the operation gives. Late, it is cancelled and left to end by itself.
    ///
    /// - Throws: `DeadlineExceeded`, `Overloaded`.
    func run(_ operation: @escaping @Sendable () async -> Value) async throws -> Value {
        let outcome = Outcome<Value>(deadline: .now + allowance)
        let (id, isWatched) = try state.withLock { state in
            guard state.running.count < countMax else { throw Overloaded() }
            state.nextID += 1
            state.running[state.nextID] = outcome
            defer { state.isWatched = true }
            return (state.nextID, state.isWatched)
        }
        if !isWatched { watch() }
        // The entry stays until the work has ended, late or not: it is load either way.
        let task = Task {
            let value = await operation()
            state.withLock { $0.running[id] = nil }
            outcome.finish(.success(value))
        }
        return try await withTaskCancellationHandler {
            try await outcome.value(of: task)
        } onCancel: {
            task.cancel()
        }
    }

    private func watch() {
        Task {
            while let running = current() {
                let now = ContinuousClock.now
                for outcome in running where outcome.deadline <= now { outcome.expire() }
                try? await Task.sleep(for: period)
            }
        }
    }

    /// Nil if nothing runs, which ends the watch.
    private func current() -> [Outcome<Value>]? {
        state.withLock { state in
            guard state.running.isEmpty else { return Array(state.running.values) }
            state.isWatched = false
            return nil
        }
    }
}

/// Hands over whatever comes first: the value or the end of the time.
private final class Outcome<Value: Sendable>: Sendable {
    let deadline: ContinuousClock.Instant
    private let state = Mutex(State())

    private struct State {
        var continuation: CheckedContinuation<Value, any Error>?
        var result: Result<Value, any Error>?
        var task: Task<Void, Never>?
    }

    init(deadline: ContinuousClock.Instant) {
        self.deadline = deadline
    }

    func value(of task: Task<Void, Never>) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            let result = state.withLock { state in
                if state.result == nil {
                    state.continuation = continuation
                    state.task = task
                }
                return state.result
            }
            if let result { continuation.resume(with: result) }
        }
    }

    func finish(_ result: Result<Value, any Error>) {
        let continuation = state.withLock { state in
            guard state.result == nil else { return CheckedContinuation<Value, any Error>?.none }
            state.result = result
            return state.continuation.take()
        }
        continuation?.resume(with: result)
    }

    func expire() {
        let task = state.withLock { $0.task.take() }
        finish(.failure(DeadlineExceeded()))
        task?.cancel()
    }
}
