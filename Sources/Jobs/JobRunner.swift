import Postgres
import Synchronization

/// Does a job. Throwing means that it is to be tried again later; a `PermanentJobFailure` that it
/// is not. The task is cancelled when the job is taken away or takes too long.
package typealias JobHandler = @Sendable (Job) async throws -> Void

/// How a runner works on its queue.
package struct JobRunnerConfiguration: Sendable {
    /// The one queue it works on.
    package var queue = "default"
    /// Jobs at the same time.
    package var concurrencyMax = 4
    /// How often an idle runner asks the database. `wake()` makes it ask at once.
    package var pollMilliseconds = 1_000
    /// How long after the last sign of life a job is taken away from its worker. Signs of life are
    /// sent three times as often.
    package var leaseMilliseconds = 30_000
    /// A job that runs for longer is cancelled and no longer kept.
    package var runMillisecondsMax = 600_000
    /// How long a stop waits for running jobs before it cancels them.
    package var stopMilliseconds = 20_000

    /// The values above.
    package init() {}

    var lease: Duration { .milliseconds(leaseMilliseconds) }
}

/// Takes the jobs of one queue and has them done, until it is stopped.
///
/// Any number of runners, in any number of processes, may share a queue. They find out about new
/// jobs by asking the database, so a crash of anything loses nothing.
package final class JobRunner: Sendable {
    private struct Run {
        let job: Job
        let task: Task<Void, Never>
        let begun: ContinuousClock.Instant
    }

    private struct State {
        var runs: [Int64: Run] = [:]
        var isStopping = false
    }

    private let table: JobTable
    private let configuration: JobRunnerConfiguration
    private let handlers: [String: JobHandler]
    private let log: @Sendable (String) -> Void
    private let state = Mutex(State())
    /// Something may have to be done: a tick, a wake, the end of a job, a stop.
    private let signals: AsyncStream<Void>
    private let signal: AsyncStream<Void>.Continuation

    /// - Parameters:
    ///   - handlers: By the kind of job. Jobs of other kinds are left to other runners.
    ///   - log: Receives a line for each failure: kind, id and reason, never the payload.
    package init(
        database: Database, configuration: JobRunnerConfiguration = JobRunnerConfiguration(),
        handlers: [String: JobHandler], log: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        table = JobTable(database: database, queue: configuration.queue)
        self.configuration = configuration
        self.handlers = handlers
        self.log = log
        (signals, signal) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// There may be a new job: after the COMMIT of the transaction that added it.
    package func wake() {
        signal.yield()
    }

    /// Takes no more jobs and lets `run` return when those that run have ended.
    package func stop() {
        state.withLock { $0.isStopping = true }
        signal.yield()
    }

    /// Works until `stop()` is called or the task is cancelled. To be called once.
    package func run() async {
        let helpers = [
            every(.milliseconds(configuration.pollMilliseconds)) { $0.signal.yield() },
            every(configuration.lease / 3) { await $0.keepAlive() },
            every(.milliseconds(JobsLimits.pruneMilliseconds)) { runner in
                await runner.report("remove old jobs") { try await runner.table.prune() }
            },
        ]
        defer { for helper in helpers { helper.cancel() } }
        signal.yield()
        for await _ in signals {
            if isStopping { break }
            await takeJobs()
        }
        // A cancelled task ends the loop as well.
        state.withLock { $0.isStopping = true }
        await windUp()
    }

    private var isStopping: Bool { state.withLock { $0.isStopping } }

    // MARK: Taking and doing

    private func takeJobs() async {
        let room = configuration.concurrencyMax - state.withLock { $0.runs.count }
        guard room > 0, !handlers.isEmpty else { return }
        do throws(PostgresError) {
            let jobs = try await table.claim(
                kinds: handlers.keys.sorted(), limit: room, lease: configuration.lease)
            for job in jobs { begin(job) }
            // A full hand suggests that there is more.
            if jobs.count == room { signal.yield() }
        } catch {
            // Two runners reached for the same key; one of them has it.
            if error.isUniqueViolation {
                signal.yield()
            } else {
                log("The queue \(table.queue) cannot be read: \(error)")
            }
        }
    }

    private func begin(_ job: Job) {
        // Under the lock, so that the task cannot end before it is noted.
        state.withLock { state in
            let task = Task { await self.perform(job) }
            state.runs[job.id] = Run(job: job, task: task, begun: .now)
        }
    }

    private func perform(_ job: Job) async {
        do {
            guard let handler = handlers[job.kind] else { return }
            try await handler(job)
            await report("end \(job.kind) \(job.id)") { _ = try await self.table.complete(job) }
        } catch {
            await failed(job, error)
        }
        state.withLock { _ = $0.runs.removeValue(forKey: job.id) }
        signal.yield()
    }

    private func failed(_ job: Job, _ error: any Error) async {
        let start = "\(error)".utf8.prefix(JobsLimits.errorBytesMax)
        // The table cannot hold a NUL.
        let reason = String(decoding: start.filter { $0 != 0 }, as: UTF8.self)
        if error is CancellationError && isStopping {
            return await report("give back \(job.kind) \(job.id)") {
                try await self.table.release([job])
            }
        }
        log("The job \(job.kind) \(job.id) failed in attempt \(job.attempt): \(reason)")
        let pause = error is PermanentJobFailure ? nil : Self.pause(afterAttempt: Int(job.attempt))
        await report("put back \(job.kind) \(job.id)") {
            try await self.table.fail(job, reason: reason, retryAfter: pause)
        }
    }

    /// 1 s, 2 s, 4 s, … up to an hour, and up to a quarter more.
    static func pause(afterAttempt attempt: Int) -> Duration {
        let doublings = min(max(0, attempt - 1), 30)
        let pause = min(
            JobsLimits.retryMillisecondsMin << doublings, JobsLimits.retryMillisecondsMax)
        return .milliseconds(pause + Int.random(in: 0...pause / 4))
    }

    /// Tells the database something, again if it cannot be reached. If it never can, the lease of
    /// the job runs out and somebody does it again.
    private func report(
        _ purpose: String, _ body: @Sendable () async throws -> Void
    ) async {
        var pause = Duration.milliseconds(100)
        for attempt in 1...JobsLimits.settleAttemptsMax {
            do {
                return try await body()
            } catch {
                let isRefused = (error as? PostgresError)?.kind == .server
                if isRefused || attempt == JobsLimits.settleAttemptsMax {
                    return log("Could not \(purpose): \(error)")
                }
            }
            try? await Task.sleep(for: pause)
            pause *= 2
        }
    }

    // MARK: Keeping

    /// Sends a sign of life for every job, cancels those that are no longer ours or take too long,
    /// and takes over those of workers that sent none.
    private func keepAlive() async {
        let now = ContinuousClock.now
        let limit = Duration.milliseconds(configuration.runMillisecondsMax)
        let runs = state.withLock { Array($0.runs.values) }
        for run in runs where now - run.begun >= limit { run.task.cancel() }
        let kept = runs.filter { now - $0.begun < limit }
        await report("keep jobs") {
            if !kept.isEmpty {
                let ours = try await table.extend(kept.map(\.job), lease: configuration.lease)
                for run in kept where !ours.contains(run.job.id) { run.task.cancel() }
            }
            try await table.rescue()
        }
        signal.yield()
    }

    /// Runs `body` again and again, first at once, until the task is cancelled.
    private func every(
        _ pause: Duration, _ body: @escaping @Sendable (JobRunner) async -> Void
    ) -> Task<Void, Never> {
        Task {
            while !Task.isCancelled {
                await body(self)
                try? await Task.sleep(for: pause)
            }
        }
    }

    // MARK: Ending

    private func windUp() async {
        let deadline = ContinuousClock.now + .milliseconds(configuration.stopMilliseconds)
        await waitForRuns(until: deadline)
        let left = state.withLock { Array($0.runs.values) }
        guard !left.isEmpty else { return }
        for run in left { run.task.cancel() }
        await waitForRuns(until: .now + .seconds(1))
        let deaf = state.withLock { $0.runs.values.map(\.job) }
        await report("give jobs back") {
            try await self.table.release(deaf)
        }
    }

    /// The task may be cancelled itself, so this waits in one that is not.
    private func waitForRuns(until deadline: ContinuousClock.Instant) async {
        await Task {
            while ContinuousClock.now < deadline, !self.state.withLock({ $0.runs.isEmpty }) {
                try? await Task.sleep(for: .milliseconds(10))
            }
        }.value
    }
}
