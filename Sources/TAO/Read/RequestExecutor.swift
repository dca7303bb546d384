import Dispatch
import Synchronization

/// Runs all tasks of one request one after the other, and knows when the request has nothing else to
/// run: that is the moment at which a batch of loads is complete.
///
/// Jobs run on a thread of the global dispatch queue, one at a time, in the order they became ready.
/// While the request waits for memcached or PostgreSQL it occupies no thread, and one that has much to
/// compute lets others have theirs now and then, or does it elsewhere (`LargeWork`).
final class RequestExecutor: TaskExecutor, Sendable {
    private enum Work {
        case job(UnownedJob)
        case body(@Sendable () -> Void)
    }

    private struct State {
        var queue: [Work] = []
        var isDraining = false
        /// Whether what comes next is large work.
        var isLarge = false
        /// A caller wants `whenIdle` to run again, although nothing was queued.
        var wantsIdle = false
    }

    private let state = Mutex(State())
    /// Runs on the draining thread each time the queue has become empty.
    private let whenIdle: @Sendable () -> Void
    private let largeWork: LargeWork

    init(largeWork: LargeWork, whenIdle: @escaping @Sendable () -> Void) {
        self.largeWork = largeWork
        self.whenIdle = whenIdle
    }

    /// Says where the request goes on when it has nothing else to run now.
    func goOn(asLarge isLarge: Bool) {
        state.withLock { $0.isLarge = isLarge }
    }

    func enqueue(_ job: consuming ExecutorJob) {
        push(.job(UnownedJob(job)))
    }

    /// Runs a body as one piece: what it resumes is queued behind it, and the queue is not empty in
    /// between.
    func perform(_ body: @escaping @Sendable () -> Void) {
        push(.body(body))
    }

    /// Sees to it that `whenIdle` runs as soon as nothing else does: for loads from outside.
    func wake() {
        start { $0.wantsIdle = true }
    }

    private func push(_ work: Work) {
        start { $0.queue.append(work) }
    }

    private func start(_ change: (inout State) -> Void) {
        let mustStart = state.withLock { state in
            change(&state)
            if state.isDraining { return false }
            state.isDraining = true
            return true
        }
        if mustStart { startDraining() }
    }

    private func startDraining() {
        if state.withLock({ $0.isLarge }) {
            largeWork.perform { self.drain() }
        } else {
            DispatchQueue.global().async { self.drain() }
        }
    }

    private func drain() {
        let executor = asUnownedTaskExecutor()
        let begun = DispatchTime.now().uptimeNanoseconds
        while true {
            let batch = state.withLock { state in
                defer { state.queue = [] }
                return state.queue
            }
            for work in batch {
                switch work {
                case .job(let job): job.runSynchronously(on: executor)
                case .body(let body): body()
                }
            }
            if !batch.isEmpty {
                let taken = DispatchTime.now().uptimeNanoseconds - begun
                if taken < TAOLimits.requestTurnNanoseconds { continue }
                return startDraining()
            }
            whenIdle()
            let isDone = state.withLock { state in
                if !state.queue.isEmpty || state.wantsIdle {
                    state.wantsIdle = false
                    return false
                }
                state.isDraining = false
                return true
            }
            if isDone { return }
        }
    }
}
