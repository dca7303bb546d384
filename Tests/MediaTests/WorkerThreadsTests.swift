import Dispatch
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Demo
@testable import Media

@Suite(.timeLimit(.minutes(1))) struct WorkerThreadsTests {
    @Test func `jobs run in turn on so many threads and no more`() async throws {
        let threads = WorkerThreads(name: "test", threads: 3, queuedMax: 1_000)
        let running = Running()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<60 {
                group.addTask {
                    _ = try? await threads.run {
                        running.enter()
                        for _ in 0..<2_000 { _ = SeededRandom(seed: 1) }
                        running.leave()
                    }
                }
            }
        }
        #expect(running.most <= 3)
        #expect(running.now == 0)
    }

    /// How many are inside, and how many ever were at one time.
    private final class Running: Sendable {
        private let counts = Mutex((now: 0, most: 0))

        var now: Int { counts.withLock { $0.now } }
        var most: Int { counts.withLock { $0.most } }

        func enter() {
            counts.withLock {
                $0.now += 1
                $0.most = max($0.most, $0.now)
            }
        }

        func leave() { counts.withLock { $0.now -= 1 } }
    }

    /// A door that opens once.
    private final class Gate: Sendable {
        private let state = Mutex(false)

        var isOpen: Bool { state.withLock { $0 } }
        func open() { state.withLock { $0 = true } }
    }

    @Test func `jobs that wait when the threads are closed fail`() async throws {
        let threads = WorkerThreads(name: "test", threads: 1, queuedMax: 10)
        let gate = Gate()
        let first = Task {
            try await threads.run {
                while !gate.isOpen {}
            }
        }
        let second = Task { try await threads.run {} }
        while threads.queued == 0 { await Task.yield() }
        threads.close()
        gate.open()
        let results = [await first.result, await second.result]
        #expect(results.contains { (try? $0.get()) == nil })
        await #expect(throws: MediaError.closed) { try await threads.run {} }
    }

    #if os(Linux)
    /// Runs jobs of tasks on a queue, and notes how far behind others the threads stand that say that one
    /// can go on.
    private final class Wakings: TaskExecutor {
        private let queue = DispatchQueue(label: "wakings")
        private let noted = Mutex<[Int32]>([])

        var nicenesses: [Int32] { noted.withLock { $0 } }

        func enqueue(_ job: consuming ExecutorJob) {
            noted.withLock { $0.append(niceness()) }
            let job = UnownedJob(job)
            queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
        }
    }

    @Test func `work stands behind others, and hands its answers over beside them`() async throws {
        let own = niceness()
        for (asked, expected) in [(Int32(0), own), (7, own + 7)] {
            let threads = WorkerThreads(
                name: "test", threads: 2, queuedMax: 10, niceness: asked == 0 ? 0 : own + asked)
            let wakings = Wakings()
            let worked = try await withTaskExecutorPreference(wakings) {
                try await threads.run {
                    // Until the task waits for it.
                    usleep(50_000)
                    return niceness()
                }
            }
            #expect(worked == expected)
            // The task was woken by the thread that had the answer, after others had begun it.
            #expect(wakings.nicenesses.count >= 2)
            #expect(wakings.nicenesses.allSatisfy { $0 == own }, "\(wakings.nicenesses)")
        }
    }

    @Test func `all answers are handed over, also of threads that are closed meanwhile`()
        async throws
    {
        let threads = WorkerThreads(name: "test", threads: 2, queuedMax: 1_000, niceness: 5)
        let answered = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<200 {
                group.addTask {
                    do throws(MediaError) {
                        return try await threads.run {
                            usleep(2_000)
                            return number
                        } == number
                    } catch {
                        return error != .closed
                    }
                }
            }
            var answered: [Bool] = []
            for await answer in group {
                if answered.count == 20 { threads.close() }
                answered.append(answer)
            }
            return answered
        }
        #expect(answered.count == 200)
        #expect(answered.contains(true) && answered.contains(false))
    }
    #endif
}

#if os(Linux)
/// Of the thread that asks. `getpriority`
private func niceness() -> Int32 { getpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0) }
#endif
