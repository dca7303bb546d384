import Glibc

/// The life of a connection's thread: take requests, send, wait, receive, and start over when the
/// connection is lost.
///
/// All waiting is one `poll` on the socket and the wake signal, bounded by the nearest deadline.
final class ConnectionThread {
    private let connection: Connection
    private let configuration: DatabaseConfiguration
    private var pipeline: Pipeline?
    /// Requests to be sent before any other.
    private var backlog: [Submission] = []
    /// The transaction that was begun on the present connection.
    private var transaction: UInt64?
    private var backoff: Backoff
    /// The end of the pause after a failed attempt to connect.
    private var pauseEnd: ContinuousClock.Instant?
    /// Requests done with since the pool was last told.
    private var doneCount = 0

    init(_ connection: Connection) {
        self.connection = connection
        configuration = connection.configuration
        backoff = Backoff()
    }

    func run() {
        while true {
            let work = connection.take(room: room)
            if work.mustDisconnect { disconnect(.dropped) }
            backlog += work.submissions
            if !backlog.isEmpty { sendBacklog() }
            reportDone()
            let isIdle = pipeline?.isIdle ?? true
            if work.isClosing && isIdle && backlog.isEmpty && work.submissions.isEmpty { break }
            if work.isClosing && isIdle { continue }
            wait()
        }
        pipeline = nil
        connection.end()
    }

    private var room: Int {
        let taken = (pipeline?.requestsInFlight ?? 0) + backlog.count
        return max(0, PostgresLimits.requestsInFlightMax - taken)
    }

    // MARK: Sending

    private func sendBacklog() {
        let now = ContinuousClock.now
        let submissions = backlog
        backlog = []
        let fresh = submissions.filter { submission in
            guard submission.deadline <= now else { return true }
            finish(submission) { $0.refuseForTime() }
            return false
        }
        guard !fresh.isEmpty, let pipeline = openPipeline(orFail: fresh) else { return }
        let allowed = fresh.filter(belongsHere)
        do throws(PostgresError) {
            try pipeline.send(allowed)
        } catch {
            disconnect(error)
        }
    }

    /// A transaction must not go on where it was not begun.
    private func belongsHere(_ submission: Submission) -> Bool {
        guard case .transaction(let number, let begins) = submission.kind else { return true }
        if begins { transaction = number }
        if transaction == number { return true }
        finish(submission) {
            $0.refuse(PostgresError(.unavailable, "the connection was lost during a transaction"))
        }
        return false
    }

    private func openPipeline(orFail submissions: [Submission]) -> Pipeline? {
        if let pipeline { return pipeline }
        do throws(PostgresError) {
            let server = try connect(connection.parameters, within: configuration.connectTimeout)
            try connection.greetings.exchange(on: server, by: .now + configuration.connectTimeout)
            guard server.enterPipelineMode() else {
                throw PostgresError(.unavailable, server.message)
            }
            backoff = Backoff()
            pauseEnd = nil
            connection.admission.opened(connection.index)
            pipeline = Pipeline(server, statementsMax: configuration.statementsMax)
            return pipeline
        } catch {
            let end = ContinuousClock.now + backoff.next()
            pauseEnd = end
            // Told first, so that no request is sent here while the others learn of it.
            connection.admission.failed(connection.index, error, until: end)
            let queued = connection.take(room: .max).submissions
            for submission in submissions + queued { finish(submission) { $0.refuse(error) } }
            return nil
        }
    }

    // MARK: Waiting

    private func wait() {
        let isMoreQueued = connection.prepareToWait(hasRoom: room > 0)
        let hasWork = !backlog.isEmpty || (isMoreQueued && room > 0)
        guard let pipeline else { return waitForWork(hasWork: hasWork) }
        let flush = pipeline.server.flush()
        if flush == .failed { return readLastWords(pipeline) }
        let writing = flush == .pending ? Int16(POLLOUT) : 0
        var ready = [
            pollfd(connection.wake.descriptor),
            pollfd(pipeline.server.socket, Int16(POLLIN) | writing),
        ]
        let limit = hasWork ? 0 : waitLimit(pipeline, isMoreQueued: isMoreQueued)
        let count = poll(&ready, 2, limit)
        if count > 0 && ready[0].revents != 0 { connection.wake.lower() }
        if count > 0 && ready[1].revents & ~Int16(POLLOUT) != 0 { receive(pipeline) }
        dropWhenSilent()
        reportDone()
    }

    /// Callers that got in line during the pause are let in at its end: where transactions hold all other
    /// connections nothing else happens that could.
    private func waitForWork(hasWork: Bool) {
        var ready = pollfd(connection.wake.descriptor)
        let pause = pauseEnd.map { max($0 - .now, .zero).pollMilliseconds } ?? -1
        if poll(&ready, 1, hasWork ? 0 : pause) > 0 { connection.wake.lower() }
        guard let end = pauseEnd, end <= .now else { return }
        pauseEnd = nil
        serveLine()
    }

    private func receive(_ pipeline: Pipeline) {
        do throws(PostgresError) {
            doneCount += try pipeline.receive()
            backlog += pipeline.takeRepeats()
        } catch {
            backlog += pipeline.takeRepeats()
            disconnect(error)
        }
    }

    /// A failed write usually means that the server has closed; it may have said why.
    private func readLastWords(_ pipeline: Pipeline) {
        receive(pipeline)
        disconnect(pipeline.lost())
    }

    /// Milliseconds until the next deadline; -1 if there is none. What is over now is answered.
    private func waitLimit(_ pipeline: Pipeline, isMoreQueued: Bool) -> Int32 {
        let now = ContinuousClock.now
        var next = pipeline.expire(now)
        if pipeline.isOverdue {
            let end = max(pipeline.lastHeard + configuration.silenceMax, now)
            next = min(next ?? end, end)
        }
        if isMoreQueued {
            for late in connection.takeExpired(now) { finish(late) { $0.refuseForTime() } }
            let soon = now + Self.queueCheck
            next = min(next ?? soon, soon)
        }
        return next.map { ($0 - now).pollMilliseconds } ?? -1
    }

    /// How often requests that found no room are looked at for their deadlines.
    private static let queueCheck = Duration.milliseconds(50)

    /// Gives the connection up if what the server should be doing is overdue and nothing has come
    /// from it for a whole time limit. Its own limit would have ended any statement by then.
    private func dropWhenSilent() {
        guard let pipeline, pipeline.isOverdue else { return }
        if .now - pipeline.lastHeard >= configuration.silenceMax { disconnect(.silent) }
    }

    // MARK: Ending

    private func disconnect(_ reason: PostgresError) {
        guard let pipeline else { return }
        doneCount += pipeline.abandon(reason)
        self.pipeline = nil
        transaction = nil
        connection.admission.closed(connection.index)
    }

    private func finish(_ submission: Submission, _ answer: (Submission) -> Void) {
        doneCount += 1
        answer(submission)
    }

    /// Tells the pool what is done, if anything is.
    private func reportDone() {
        if doneCount > 0 { serveLine() }
    }

    /// Tells the pool that there is room here; it may have more for this connection.
    private func serveLine() {
        let count = doneCount
        doneCount = 0
        for next in connection.admission.finished(connection.index, count: count) {
            connection.enqueue(next)
        }
    }
}

/// Growing pauses with jitter, so that many do not knock at the same moment.
struct Backoff {
    private var milliseconds = PostgresLimits.backoffMillisecondsMin

    mutating func next() -> Duration {
        let pause = Int.random(in: milliseconds / 2...milliseconds)
        milliseconds = min(milliseconds * 2, PostgresLimits.backoffMillisecondsMax)
        return .milliseconds(pause)
    }
}

/// Connects and waits for it on this thread. `PQconnectStart`, `PQconnectPoll`
func connect(
    _ parameters: ConnectionParameters, within limit: Duration
) throws(PostgresError) -> ServerConnection {
    guard let server = ServerConnection(parameters) else {
        throw PostgresError(.unavailable, "no memory for a connection to the database")
    }
    let deadline = ContinuousClock.now + limit
    var step = ServerConnection.Progress.writing
    while !server.isBroken {
        let left = deadline - .now
        var ready = pollfd(server.socket, Int16(step == .reading ? POLLIN : POLLOUT))
        let count = left > .zero ? poll(&ready, 1, left.pollMilliseconds) : 0
        if count == 0 { throw PostgresError(.unavailable, "the database does not answer") }
        if count < 0 { continue }  // A signal came.
        step = server.connectStep()
        if step == .connected { return server }
        if step == .failed { break }
    }
    throw PostgresError(.unavailable, parameters.redaction.clean(server.message))
}

extension Duration {
    /// For `poll`: rounded up, so that a deadline has passed when the time is over.
    var pollMilliseconds: Int32 {
        let (seconds, attoseconds) = components
        return Int32(clamping: seconds * 1_000 + attoseconds / 1_000_000_000_000_000 + 1)
    }
}

extension pollfd {
    init(_ descriptor: Int32, _ events: Int16 = Int16(POLLIN)) {
        self.init(fd: descriptor, events: events, revents: 0)
    }
}

extension PostgresError {
    fileprivate static let dropped = PostgresError(
        .unavailable, "the connection was given up after a failed transaction")
    fileprivate static let silent = PostgresError(.timeout, "the database does not answer")
}
