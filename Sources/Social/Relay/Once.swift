import Synchronization

/// A value that is computed when it is first asked for, once, however many ask at the same time.
///
/// The first who asks computes it in their own task, so that it runs where the request runs; the
/// others wait for them.
final class Once<Value: Sendable>: Sendable {
    private enum State {
        case untouched
        case running([CheckedContinuation<Value, any Error>])
        case finished(Result<Value, any Error>)
    }

    private let state = Mutex(State.untouched)
    private let compute: @Sendable () async throws -> Value

    init(_ compute: @escaping @Sendable () async throws -> Value) {
        self.compute = compute
    }

    var value: Value {
        get async throws {
            if begin() {
                let result: Result<Value, any Error>
                do { result = .success(try await compute()) } catch { result = .failure(error) }
                finish(result)
                return try result.get()
            }
            return try await withCheckedThrowingContinuation { waiting in
                wait(waiting)
            }
        }
    }

    /// Whether the caller is the one to compute the value.
    private func begin() -> Bool {
        state.withLock { state in
            guard case .untouched = state else { return false }
            state = .running([])
            return true
        }
    }

    private func wait(_ continuation: CheckedContinuation<Value, any Error>) {
        let result = state.withLock { state -> Result<Value, any Error>? in
            switch state {
            case .finished(let result): return result
            case .running(let waiting): state = .running(waiting + [continuation])
            case .untouched: preconditionFailure("A caller waits only for another that has begun.")
            }
            return nil
        }
        if let result { continuation.resume(with: result) }
    }

    private func finish(_ result: Result<Value, any Error>) {
        let waiting = state.withLock { state -> [CheckedContinuation<Value, any Error>] in
            defer { state = .finished(result) }
            guard case .running(let waiting) = state else { return [] }
            return waiting
        }
        for continuation in waiting { continuation.resume(with: result) }
    }
}
