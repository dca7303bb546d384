import Synchronization

/// What one request has read, what it wants to read next, and which callers wait for it.
///
/// A load takes numbers of keys here under one lock. The place of a key names the pass that brings,
/// or has brought, its answer; answers stay where their pass has put them. `Loader.clear()` begins
/// a new memo; passes of the old one still answer those that wait for them.
final class RequestMemo: Sendable {
    /// What the next pass has to read.
    struct Wants: Sendable {
        let pass: Int
        /// Cached items.
        var items: [ItemKey] = []
        /// Pages and edges to be read from PostgreSQL unless the list answers them.
        var ranges: [(query: RangeQuery, list: ItemIndex)] = []
        var edges: [(key: AssociationKey, list: ItemIndex)] = []
        /// Lists whose count only their edges tell.
        var counts: [ItemIndex] = []
    }

    struct Waiter {
        let number: Int
        let pass: Int
        let continuation: CheckedContinuation<Void, any Error>
    }

    /// What became of a pass.
    enum Stage {
        /// Wanted or on its way.
        case running
        case ended
    }

    /// Not to be copied, not even by a compiler that is unsure.
    struct State: ~Copyable {
        var objects = MemoTable<ObjectID>()
        var lists = MemoTable<AssociationListKey>()
        var names = MemoTable<NameKey>()
        var pages = MemoTable<RangeQuery>()
        var edges = MemoTable<AssociationKey>()
        var wants: Wants?
        /// By the number of the pass, as are its answers, nil until it has ended.
        var stages: [Stage] = []
        var answers: [Kept?] = []
        var waiters: [Waiter] = []
        var waiterCount = 0
    }

    /// Answers that are read often and must not be copied for it.
    final class Kept: Sendable {
        private let answers: PassAnswers

        init(_ answers: PassAnswers) {
            self.answers = answers
        }

        func item(_ item: ItemIndex) -> CacheValue.Item? { answers[item] }
        func list(_ item: ItemIndex) -> EdgeList? { answers.knownList(item) }
        func failure(_ item: ItemIndex) -> (any Error)? { answers.failure(item) }
        func page(_ index: Int) -> Result<AssociationPage, any Error>? { answers.pages[index] }
        func edge(_ index: Int) -> Result<Association?, any Error>? { answers.edges[index] }
    }

    let state = Mutex(State())

    /// Waits until a pass has ended. Throws `CancellationError` when the waiting task is cancelled.
    /// - Parameter wake: called when a caller waits, so that the batch is closed in time.
    func ended(_ pass: Int, wake: () -> Void) async throws {
        let number = state.withLock { state in
            state.waiterCount += 1
            return state.waiterCount
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let isCancelled = Task.isCancelled
                let known: Result<Void, any Error>? = state.withLock { state in
                    if isCancelled { return .failure(CancellationError()) }
                    switch state.stages[pass] {
                    case .running: break
                    case .ended: return .success(())
                    }
                    state.waiters.append(
                        Waiter(number: number, pass: pass, continuation: continuation))
                    return nil
                }
                if let known { continuation.resume(with: known) } else { wake() }
            }
        } onCancel: {
            let waiter = state.withLock { state in
                state.waiters.firstIndex { $0.number == number }
                    .map { state.waiters.remove(at: $0) }
            }
            waiter?.continuation.resume(throwing: CancellationError())
        }
    }

    /// Closes the batch. nil when nothing is wanted.
    func takeWants() -> Wants? {
        state.withLock { state in
            defer { state.wants = nil }
            return state.wants
        }
    }
}
