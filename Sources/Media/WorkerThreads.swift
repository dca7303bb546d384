import Dispatch
import Foundation
import Synchronization

/// Threads of our own for work that blocks or computes for long, which must not sit on Swift's
/// cooperative pool. They take work from one bounded queue, first come, first served.
///
/// Threads that stand behind others do not wake those who wait for them: a pool that is short of
/// threads starts one from the thread that wakes it, and that one would stand behind others for the
/// rest of its life. Their answers are handed over by a thread of its own, which stands where all do.
final class WorkerThreads: Sendable {
    /// What a thread is handed: called with nil to be run, or with why it cannot be.
    private typealias Job = @Sendable (MediaError?) -> Void

    private let queue: JobQueue
    /// What is to be handed over; nil where the threads do it themselves.
    private let answers: JobQueue?

    /// - Parameters:
    ///   - name: of the threads, for debuggers.
    ///   - threads: how many.
    ///   - queuedMax: how many jobs may wait for one.
    ///   - niceness: how far behind other threads these stand when all cores are busy, 0 to 19.
    ///   - afterJob: runs on the thread after each job; is told whether another waits.
    ///   - atEnd: runs on every thread before it ends.
    init(
        name: String, threads: Int, queuedMax: Int, niceness: Int32 = 0,
        afterJob: @escaping @Sendable (_ isBusy: Bool) -> Void = { _ in },
        atEnd: @escaping @Sendable () -> Void = {}
    ) {
        let queue = JobQueue(threads: threads, queuedMax: queuedMax)
        let answers = niceness > 0 ? JobQueue(threads: 1, queuedMax: .max) : nil
        (self.queue, self.answers) = (queue, answers)
        if let answers { Self.startHandingOver(answers, of: name) }
        let running = Atomic(threads)
        for number in 0..<threads {
            let thread = Thread {
                Self.stepBack(niceness)
                while let job = queue.next() {
                    job(nil)
                    afterJob(queue.count > 0)
                }
                atEnd()
                if running.subtract(1, ordering: .acquiringAndReleasing).newValue == 0 {
                    answers?.close()
                }
            }
            thread.name = "\(name) \(number)"
            thread.start()
        }
    }

    deinit { queue.close() }

    private static func startHandingOver(_ answers: JobQueue, of name: String) {
        let thread = Thread {
            while let answer = answers.next() { answer(nil) }
        }
        thread.name = "\(name) answers"
        thread.start()
    }

    /// Lowers this thread's priority, and that of threads it will start. Linux keeps one for each
    /// thread; where a process has one, it is left as it is. `setpriority`
    private static func stepBack(_ niceness: Int32) {
        #if os(Linux)
        if niceness > 0 { setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, niceness) }
        #endif
    }

    /// Jobs that wait now.
    var queued: Int { queue.count }

    /// Ends the threads after what they are doing; what still waits fails with `closed`.
    func close() { queue.close() }

    /// Runs `body` on one of the threads and waits for its result without blocking.
    ///
    /// - Throws: `queueFull`, `closed`, or what `body` throws.
    func run<Value: Sendable>(
        _ body: @escaping @Sendable () throws(MediaError) -> Value
    ) async throws(MediaError) -> Value {
        let answers = answers
        let result: Result<Value, MediaError> = await withCheckedContinuation { continuation in
            queue.add { obstacle in
                if let obstacle {
                    // From the thread that adds, or closes.
                    return continuation.resume(returning: .failure(obstacle))
                }
                let result = Result(catching: body)
                guard let answers else { return continuation.resume(returning: result) }
                // Also when that queue is closed: nothing is lost with it.
                answers.add { _ in continuation.resume(returning: result) }
            }
        }
        return try result.get()
    }

    private final class JobQueue: Sendable {
        private struct State {
            /// Those that came first, last one first; then the rest in their order. Taking the
            /// last of an array costs nothing and lets go of it.
            var next: [Job] = []
            var later: [Job] = []
            var isClosed = false

            var count: Int { next.count + later.count }

            mutating func takeFirst() -> Job? {
                if next.isEmpty {
                    next = later.reversed()
                    later = []
                }
                return next.popLast()
            }
        }

        private let state = Mutex(State())
        /// Counts waiting jobs, and one more per thread once closed.
        private let available = DispatchSemaphore(value: 0)
        private let threads: Int
        private let queuedMax: Int

        init(threads: Int, queuedMax: Int) {
            self.threads = threads
            self.queuedMax = queuedMax
        }

        var count: Int { state.withLock { $0.count } }

        func add(_ job: @escaping Job) {
            let obstacle: MediaError? = state.withLock { state in
                if state.isClosed { return .closed }
                if state.count >= queuedMax { return .queueFull(limit: queuedMax) }
                state.later.append(job)
                return nil
            }
            if let obstacle { job(obstacle) } else { available.signal() }
        }

        /// Blocks until there is a job; nil when the queue is closed.
        func next() -> Job? {
            available.wait()
            return state.withLock { $0.isClosed ? nil : $0.takeFirst() }
        }

        func close() {
            let stranded: [Job]? = state.withLock { state in
                if state.isClosed { return nil }
                defer { (state.next, state.later) = ([], []) }
                state.isClosed = true
                return state.next.reversed() + state.later
            }
            guard let stranded else { return }
            for job in stranded { job(.closed) }
            for _ in 0..<threads { available.signal() }
        }
    }
}
