import Synchronization

/// Runs operations that must answer in time, whatever they hang on, and not too many at once.
///
/// All have the same allowance, so one task that looks at them a few times a second does for all;
/// an operation costs a task and an entry in a table rather than a timer. The watch runs only while
/// there is something to watch.
final class Deadlines: Sendable {
    /// When the operation that is running will be ended; nil outside of operations.
    @TaskLocal static var current: ContinuousClock.Instant?

    private let milliseconds: Int
    private let countMax: Int
    private let state = Mutex(State())

    private struct State {
        /// An operation stays until it has ended, late or not: it is load either way.
        var running: [UInt64: Entry] = [:]
        var nextID: UInt64 = 0
        var isWatched = false
    }

    private struct Entry {
        let deadline: ContinuousClock.Instant
        var isLate = false
        /// Told once whether the operation is late.
        var waiter: CheckedContinuation<Bool, Never>?
    }

    init(milliseconds: Int, countMax: Int) {
        self.milliseconds = milliseconds
        self.countMax = countMax
    }

    /// What the operation gives. Late, it is cancelled and left to end by itself. It is cancelled
    /// with the task that waits for it, too.
    ///
    /// - Parameter started: handed what cancels the operation, before it is waited for.
    /// - Throws: an error with the reason `.late` or `.overloaded`.
    func run<Value: Sendable>(
        started: (_ cancel: @escaping @Sendable () -> Void) -> Void = { _ in },
        _ operation: @escaping @Sendable () async -> Value
    ) async throws(GraphQLErrors) -> Value {
        let deadline = ContinuousClock.now + .milliseconds(milliseconds)
        let id = try enter(deadline)
        let task = Task {
            let value = await Self.$current.withValue(deadline, operation: operation)
            leave(id)
            return value
        }
        started { task.cancel() }
        let isLate = await withTaskCancellationHandler {
            await withCheckedContinuation { wait(for: id, $0) }
        } onCancel: {
            task.cancel()
        }
        guard isLate else { return await task.value }
        task.cancel()
        throw tookTooLong
    }

    // MARK: The table

    private func enter(_ deadline: ContinuousClock.Instant) throws(GraphQLErrors) -> UInt64 {
        let place: (id: UInt64, isWatched: Bool)? = state.withLock { state in
            guard state.running.count < countMax else { return nil }
            defer {
                state.nextID += 1
                state.isWatched = true
            }
            state.running[state.nextID] = Entry(deadline: deadline)
            return (state.nextID, state.isWatched)
        }
        guard let place else { throw Self.overloaded }
        if !place.isWatched { watch() }
        return place.id
    }

    private func wait(for id: UInt64, _ waiter: CheckedContinuation<Bool, Never>) {
        let isLate: Bool? = state.withLock { state in
            guard let entry = state.running[id] else { return false }
            if entry.isLate { return true }
            state.running[id]?.waiter = waiter
            return nil
        }
        if let isLate { waiter.resume(returning: isLate) }
    }

    private func leave(_ id: UInt64) {
        let entry = state.withLock { $0.running.removeValue(forKey: id) }
        entry?.waiter?.resume(returning: false)
    }

    private func watch() {
        let period = Duration.milliseconds(max(1, min(250, milliseconds / 4)))
        Task {
            while let late = expire() {
                for waiter in late { waiter.resume(returning: true) }
                try? await Task.sleep(for: period)
            }
        }
    }

    /// Those who wait for operations that have become late; nil if nothing runs, which ends the
    /// watch.
    private func expire() -> [CheckedContinuation<Bool, Never>]? {
        let now = ContinuousClock.now
        return state.withLock { state in
            guard !state.running.isEmpty else {
                state.isWatched = false
                return nil
            }
            var late: [CheckedContinuation<Bool, Never>] = []
            for (id, entry) in state.running where entry.deadline <= now && !entry.isLate {
                state.running[id] = Entry(deadline: entry.deadline, isLate: true)
                if let waiter = entry.waiter { late.append(waiter) }
            }
            return late
        }
    }

    // MARK: Refusals

    private var tookTooLong: GraphQLErrors {
        let error = GraphQLError(
            "The operation took longer than \(milliseconds) ms and was ended.",
            code: .timeout)
        return GraphQLErrors(errors: [error], reason: .late)
    }

    static let overloaded = GraphQLErrors(
        errors: [
            GraphQLError(
                "The server is busy. Try again in a moment.",
                code: .overloaded)
        ],
        reason: .overloaded)
}
