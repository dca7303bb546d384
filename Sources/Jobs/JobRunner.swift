import Postgres
import Synchronization

/// How a runner works.
package struct JobRunnerConfiguration: Sendable {
    /// Those it works on.
    package var queues: Set<Queue> = Set(Queue.allCases)
    /// Jobs at the same time, and as many of the queue `media` besides.
    package var slots = 4
    /// How often an idle runner asks the database. `JobBell` makes it ask at once.
    package var pollMilliseconds = 1_000
    /// How long after the last sign of life a job is taken away from its worker. Signs of life are
    /// sent three times as often.
    package var leaseMilliseconds = 30_000
    /// How long a stop waits for running jobs before it cancels them.
    package var stopMilliseconds = 20_000

    /// The values above.
    package init() {}

    var lease: Duration { .milliseconds(leaseMilliseconds) }
}

/// Takes jobs and has them done, until it is stopped.
///
/// Any number of runners, in any number of processes, may work on the same queues. They find out
/// about new jobs by asking the database, so a crash of anything loses nothing.
package final class JobRunner: Sendable {
    private struct Running {
        let job: Job
        let lane: Int
        let holdsSlot: Bool
        let task: Task<Void, Never>
        let end: ContinuousClock.Instant
    }

    private struct State {
        var lanes: [Lane]
        var runs: [Int64: Running] = [:]
        var isStopping = false
    }

    private let database: Database
    private let table: JobTable
    private let report: JobReport
    private let configuration: JobRunnerConfiguration
    /// By the names of their kinds.
    private let handlers: [String: JobHandler]
    private let bell: JobBell
    private let log: @Sendable (String) -> Void
    private let state: Mutex<State>
    /// Something may have to be done: a tick, a wake, the end of a job, a stop.
    private let signals: AsyncStream<Void>
    private let signal: AsyncStream<Void>.Continuation

    /// - Parameters:
    ///   - kinds: Jobs of others are left to other runners, which may be of another version.
    ///   - bell: Where the jobs of this process are announced.
    ///   - log: Receives a line for each failure: kind, id and reason, never the payload.
    package init<Services: Sendable>(
        database: Database, kinds: [any JobKind<Services>.Type], services: Services,
        configuration: JobRunnerConfiguration = JobRunnerConfiguration(), bell: JobBell,
        log: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.database = database
        self.configuration = configuration
        self.bell = bell
        self.log = log
        table = JobTable(database: database)
        report = JobReport(log: log)
        var handlers: [String: JobHandler] = [:]
        for kind in kinds { handlers.add(kind, services, database) }
        self.handlers = handlers
        state = Mutex(State(lanes: Lane.all(configuration)))
        (signals, signal) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// There may be a new job in a queue; nil: in any.
    func wake(_ queue: Queue?) {
        let isOurs = state.withLock { $0.lanes.wake(queue) }
        if isOurs { signal.yield() }
    }

    /// Takes no more jobs and lets `run` return when those that run have ended.
    package func stop() {
        state.withLock { $0.isStopping = true }
        signal.yield()
    }

    /// Works until `stop()` is called or the task is cancelled. To be called once.
    package func run() async {
        let routines = [
            every(.milliseconds(configuration.pollMilliseconds)) { $0.wake(nil) },
            every(configuration.lease / 3) { await $0.keepAlive() },
            every(.milliseconds(JobsLimits.pruneMilliseconds)) { runner in
                await runner.report("remove old jobs", isRoutine: true) {
                    try await runner.table.prune()
                }
            },
        ]
        bell.join(self)
        let listener = listen()
        defer {
            listener?.close()
            bell.leave(self)
            for routine in routines { routine.cancel() }
        }
        for await _ in signals {
            if isStopping { break }
            await takeJobs()
        }
        // A cancelled task ends the loop as well.
        state.withLock { $0.isStopping = true }
        await windUp()
    }

    private var isStopping: Bool { state.withLock { $0.isStopping } }

    /// Hears of the jobs that other processes announce. Without it, the runner looks for itself.
    private func listen() -> Listener? {
        let queues = configuration.queues
        do throws(PostgresError) {
            return try database.listen(to: queues.map(\.channel)) { [weak self, bell] heard in
                guard let heard else { self?.wake(nil); return }
                if heard.payload == bell.name { return }
                for queue in queues where queue.channel == heard.channel { self?.wake(queue) }
            }
        } catch {
            log("New jobs are looked for, not heard of: \(error)")
            return nil
        }
    }

    // MARK: Taking and doing

    private func takeJobs() async {
        for lane in state.withLock({ $0.lanes.indices }) {
            while let hand = state.withLock({ $0.isStopping ? nil : $0.lanes[lane].deal() }) {
                await takeJobs(hand, in: lane)
            }
        }
    }

    private func takeJobs(_ dealt: Turns.Hand, in lane: Int) async {
        let (hand, kinds) = withinPlaces(dealt)
        do throws(PostgresError) {
            let jobs = try await table.claim(
                kinds: kinds, hand: hand, lease: configuration.lease)
            note(nil, in: lane)
            for job in jobs { begin(job, in: lane) }
            state.withLock { $0.lanes[lane].took(jobs.count, of: hand) }
        } catch {
            // Two runners reached for the same key; one of them has it.
            if error.isUniqueViolation {
                state.withLock { $0.lanes[lane].mayHaveWork = true }
            } else {
                note(error, in: lane)
            }
        }
    }

    /// A hand of which no kind gets more places of its own than it has, and the kinds that have one left.
    private func withinPlaces(_ hand: Turns.Hand) -> (Turns.Hand, kinds: [String]) {
        var running: [String: Int] = [:]
        state.withLock { for run in $0.runs.values { running[run.job.kind, default: 0] += 1 } }
        var hand = hand
        var kinds: [String] = []
        for (kind, handler) in handlers {
            guard let places = handler.ownPlaces(configuration.slots) else {
                kinds.append(kind)
                continue
            }
            let left = places - running[kind, default: 0]
            guard left > 0 else { continue }
            kinds.append(kind)
            // All that are taken may be of one kind.
            if hand.queues.contains(handler.queue) { hand.size = min(hand.size, left) }
        }
        return (hand, kinds.sorted())
    }

    /// Tells the log when the jobs of a lane cannot be read and when they can again, each once: a
    /// database that is away is asked every second.
    private func note(_ error: PostgresError?, in lane: Int) {
        let queues = state.withLock { state in
            state.lanes[lane].note(error.map(Lane.Trouble.init)) ? state.lanes[lane].names : nil
        }
        guard let queues else { return }
        let can = error == nil ? "can be read again" : "cannot be read"
        log("The jobs of \(queues) \(can)" + (error.map { ": \($0)" } ?? ""))
    }

    private func begin(_ job: Job, in lane: Int) {
        guard let handler = handlers[job.kind] else { return }
        let run = JobRun(job: job, handler: handler, table: table, report: report)
        let holdsSlot = handler.ownPlaces(configuration.slots) == nil
        // Under the lock, so that the task cannot end before it is noted.
        state.withLock { state in
            let task = Task {
                await run.perform { self.isStopping }
                self.ended(job)
            }
            state.runs[job.id] = Running(
                job: job, lane: lane, holdsSlot: holdsSlot, task: task,
                end: .now + handler.deadline)
            if holdsSlot { state.lanes[lane].running += 1 }
        }
    }

    private func ended(_ job: Job) {
        state.withLock { state in
            guard let run = state.runs.removeValue(forKey: job.id) else { return }
            if run.holdsSlot { state.lanes[run.lane].running -= 1 }
            state.lanes[run.lane].mayHaveWork = true
        }
        signal.yield()
    }

    // MARK: Keeping

    /// Sends a sign of life for every job, cancels those that are no longer ours or take too long,
    /// and takes over those of workers that sent none.
    private func keepAlive() async {
        let now = ContinuousClock.now
        let runs = state.withLock { Array($0.runs.values) }
        for run in runs where now >= run.end { run.task.cancel() }
        let kept = runs.filter { now < $0.end }
        await report("keep jobs", isRoutine: true) {
            if !kept.isEmpty {
                let ours = try await table.extend(kept.map(\.job), lease: configuration.lease)
                for run in kept where !ours.contains(run.job.id) { run.task.cancel() }
            }
            try await table.rescue()
        }
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

extension [String: JobHandler] {
    fileprivate mutating func add<Kind: JobKind>(
        _ kind: Kind.Type, _ services: Kind.Services, _ database: Database
    ) {
        let earlier = updateValue(JobHandler(kind, services, database), forKey: Kind.name)
        precondition(earlier == nil, "two kinds of jobs are called \(Kind.name)")
    }
}
