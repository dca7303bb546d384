import Dispatch
import Synchronization

/// One memcached with its queue, and the question whose turn it is to drive its connection.
///
/// Requests wait in a queue. A driver takes all of them, sends their changes, asks for all their
/// keys in one multi-get and answers all callers (`ServerDriver`). The driver is the server's own
/// thread; or, when that sleeps and no other caller waits, the caller itself, if it may block
/// (`mayDrive`): that saves two changes of thread, which cost more than the multi-get.
///
/// A server whose answers are late (`LatencyBreaker`) is *slow*: changes go to it as before, so
/// that nothing in it is old when it comes back; reads are told `unavailable`, save for some that
/// find out whether it is quick again.
///
/// The first failure makes the server *down*: whatever waits is told `unavailable` at once, later
/// callers too, without waiting, while the thread alone probes. When a probe is answered, the gates
/// run (`MemcachedClient.addRejoinGate`) before any read is let through.
///
///     unconnected -> gated -> up <-> slow -> down -> gated -> …
final class Server: Sendable {
    /// Which thread drives the connection.
    private enum Turn {
        case free
        case thread
        case guest
    }

    private struct Shared {
        var phase = Phase.unconnected
        var turn = Turn.thread
        var work = Work()
        var statistics = ServerStatistics()
        /// What was told last; nil when nothing was.
        var told: ServerState?
        /// Counts questions to the store, and the end of each.
        var storeQuestion = 0
        /// Reads that came to a slow server in its trials.
        var trialReads = 0
    }

    let name: String
    let configuration: MemcachedConfiguration
    private let address: ServerAddress
    private let shared = Mutex(Shared())
    private let wake = DispatchSemaphore(value: 0)
    /// Runs the gates for this server; true when it may serve reads.
    private let runGates: @Sendable () async -> Bool
    private let storeMilliseconds: @Sendable () async -> Double?
    private let tell: @Sendable (ServerChange) -> Void

    // Used only by the thread that `Shared.turn` names, and that changes under its lock.
    private nonisolated(unsafe) let driver = ServerDriver()

    init(
        name: String, address: ServerAddress, configuration: MemcachedConfiguration,
        tell: @escaping @Sendable (ServerChange) -> Void,
        storeMilliseconds: @escaping @Sendable () async -> Double?,
        runGates: @escaping @Sendable () async -> Bool
    ) {
        self.name = name
        self.address = address
        self.configuration = configuration
        self.tell = tell
        self.storeMilliseconds = storeMilliseconds
        self.runGates = runGates
        // Without a thread it is like a server that cannot be reached.
        if !startThread({ self.drive() }) { enter(.stopped) }
    }

    // MARK: For callers

    /// - Parameter mayDrive: whether the calling thread may be blocked, at most for the time-outs of
    ///   the configuration.
    func enqueue(_ request: Request, mayDrive: Bool = false) {
        enum Decision {
            case refuse, wait, drive
        }
        let decision: Decision = shared.withLock { shared in
            if isRefused(request, &shared) {
                shared.statistics.refusedRequests += 1
                return .refuse
            }
            if mayDrive, case .free = shared.turn, case .up = shared.phase, shared.work.isEmpty,
                shared.statistics.answerMilliseconds < MemcachedLimits.guestMillisecondsMax
            {
                shared.turn = .guest
                return .drive
            }
            shared.work.requests.append(request)
            wakeThread(&shared)
            return .wait
        }
        switch decision {
        case .wait: break
        case .refuse: request.completion?(.unavailable)
        case .drive:
            driver.serve([request], of: self)
            endGuestTurn()
        }
    }

    private func isRefused(_ request: Request, _ shared: inout Shared) -> Bool {
        switch shared.phase {
        case .down, .stopped: return true
        case .slow(let isTrial) where !request.passesGate:
            shared.trialReads += 1
            return !isTrial || !shared.trialReads.isMultiple(of: MemcachedLimits.trialShare)
        case .gated(let since):
            return !request.passesGate && gateDeadline(since: since) < .now()
                || shared.work.requests.count >= MemcachedLimits.queuedRequestsMax
        case .up, .slow, .unconnected:
            return shared.work.requests.count >= MemcachedLimits.queuedRequestsMax
        }
    }

    func stop() {
        shared.withLock { shared in
            shared.phase = .stopped
            shared.work.isLeft = true
            wakeThread(&shared)
        }
    }

    /// Runs the gates before the next read, even if the server is up.
    func closeGate() {
        shared.withLock { shared in
            shared.work.wantsGates = true
            wakeThread(&shared)
        }
    }

    var statistics: ServerStatistics {
        shared.withLock { shared in
            var statistics = shared.statistics
            statistics.name = name
            statistics.state = shared.phase.state
            return statistics
        }
    }

    /// Whether its last answer took longer than a server may always take.
    var isLate: Bool {
        shared.withLock {
            $0.statistics.answerMilliseconds > MemcachedLimits.slowMillisecondsMin
        }
    }

    /// The thread that drives looks into the queue again before it stops.
    private func wakeThread(_ shared: inout Shared) {
        if case .free = shared.turn {
            shared.turn = .thread
            wake.signal()
        }
    }

    // MARK: Turns

    private func drive() {
        while true {
            let work = nextWork(until: driver.deadline(of: self))
            if isStopped { return driver.end(work.requests, of: self) }
            driver.handle(work, of: self)
        }
    }

    /// Sleeps until there is something to do for the thread or `deadline` has come.
    private func nextWork(until deadline: DispatchTime?) -> Work {
        while true {
            var deadline = deadline
            let work: Work? = shared.withLock { shared in
                if case .guest = shared.turn {
                    // It wakes this thread when it ends.
                    shared.work.isLeft = true
                    deadline = nil
                    return nil
                }
                if shared.work.isEmpty && deadline.map({ $0 > .now() }) ?? true {
                    shared.turn = .free
                    return nil
                }
                shared.turn = .thread
                defer { shared.work = Work() }
                return shared.work
            }
            if let work { return work }
            if let deadline { _ = wake.wait(timeout: deadline) } else { wake.wait() }
        }
    }

    /// The thread goes on with what came meanwhile, and with what a guest must not do.
    private func endGuestTurn() {
        let mustLook = driver.urgentDeadline(of: self) != nil
        shared.withLock { shared in
            shared.turn = .free
            if mustLook { shared.work.isLeft = true }
            if !shared.work.isEmpty { wakeThread(&shared) }
        }
    }

    private var isStopped: Bool {
        shared.withLock { if case .stopped = $0.phase { true } else { false } }
    }

    // MARK: For the driver

    func enter(_ phase: Phase) {
        shared.withLock { shared in
            if case .stopped = shared.phase { return }
            shared.phase = phase
        }
    }

    /// Enters a phase that is worth telling, if it is another one than was told last. That a server
    /// is up for the first time is not.
    func enter(_ phase: Phase, because cause: ServerChange.Cause) {
        enter(phase)
        let isNew = shared.withLock { shared in
            defer { shared.told = phase.state }
            return shared.told != phase.state && (shared.told != nil || phase.state != .up)
        }
        if isNew { tell(ServerChange(server: name, state: phase.state, cause: cause)) }
    }

    /// What waits in the queue, to be refused.
    func takeRequests() -> [Request] {
        shared.withLock { shared in
            defer { shared.work.requests = [] }
            return shared.work.requests
        }
    }

    func count(_ change: (inout ServerStatistics) -> Void) {
        shared.withLock { change(&$0.statistics) }
    }

    /// Asks the gates, away from the thread; their answer comes as `Work.gatesEnded`.
    func askGates(round: Int) {
        Task.detached { [self] in
            let passed = await runGates()
            shared.withLock { shared in
                // An earlier round may end later.
                if shared.work.gatesEnded.map({ $0.round > round }) ?? false { return }
                shared.work.gatesEnded = GatesEnded(round: round, passed: passed)
                wakeThread(&shared)
            }
        }
    }

    /// Asks how long the store takes; the answer comes as `Work.storeSaid`. One that is late counts
    /// as none.
    func askStore() {
        let question = shared.withLock { shared in
            shared.storeQuestion += 1
            return shared.storeQuestion
        }
        Task.detached { [self] in
            take(StoreSaid(milliseconds: await storeMilliseconds()), to: question)
        }
        Task.detached { [self] in
            try? await Task.sleep(for: .milliseconds(MemcachedLimits.storeAnswerMilliseconds))
            take(StoreSaid(milliseconds: nil), to: question)
        }
    }

    private func take(_ said: StoreSaid, to question: Int) {
        shared.withLock { shared in
            guard shared.storeQuestion == question else { return }
            shared.storeQuestion += 1
            shared.work.storeSaid = said
            wakeThread(&shared)
        }
    }

    func connect(generation: UInt64, sentinel: [UInt8]) -> Connection? {
        Connection(
            address: address, timeoutMilliseconds: configuration.timeoutMilliseconds,
            generation: generation, sentinel: sentinel)
    }

    func gateDeadline(since: DispatchTime) -> DispatchTime {
        since + .milliseconds(configuration.rejoinMilliseconds)
    }
}
