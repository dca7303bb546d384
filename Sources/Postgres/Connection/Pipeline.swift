/// The order of the protocol on one open connection.
///
/// Everything is sent without waiting for answers. What is sent between two syncs is a *segment*:
/// one transaction, unless it belongs to an explicit one, and one answer from the server. A segment
/// holds one request, or several that only read. The answers come in the order of the questions,
/// so a queue of expectations says what each of them is:
///
///     sent       Parse s1, Bind s1, Sync | Bind s1, Bind s1, Sync
///     expected   prepared, rows,    sync | rows,    rows,    sync
///
/// After an error the server skips to the next sync; libpq then answers `aborted` for what it
/// skipped, so the queue stays in step. The statements of other requests in a skipped segment have
/// had no effect and are sent again, alone.
///
/// A transaction that is sent as a whole, from BEGIN to COMMIT, has a sync before its COMMIT, which
/// so is never skipped: after an error it rolls back, and what follows finds the session as usual.
///
/// Nothing here waits. The thread calls `send`, `flush` and `receive` when there is something to do.
final class Pipeline {
    private enum Expectation {
        case prepared(RequestInFlight, statement: Int)
        case rows(RequestInFlight, statement: Int)
        case deallocated
        case sync(Segment)
    }

    private final class Segment {
        let requests: [RequestInFlight]
        /// Whether its end is the end of the requests too.
        let isLast: Bool
        /// An error at the very end, such as a deferred constraint.
        var error: PostgresError?

        init(_ requests: [RequestInFlight], isLast: Bool = true) {
            self.requests = requests
            self.isLast = isLast
        }
    }

    let server: ServerConnection
    private var statements: StatementCache
    private var expected = FIFO<Expectation>()
    private var inFlight: [ObjectIdentifier: RequestInFlight] = [:]
    private var segmentsSent = 0
    /// No request in flight has an earlier deadline.
    private var nextDeadline: ContinuousClock.Instant?
    /// The head of `expected` has had its result and waits for the end of its results.
    private var headHasResult = false
    /// When the server last said something, or was first asked after a silence without questions.
    private(set) var lastHeard = ContinuousClock.now

    /// Requests without effect, to be sent again; taken by the thread.
    private var toRepeat: [Submission] = []

    init(_ server: ServerConnection, statementsMax: Int) {
        self.server = server
        statements = StatementCache(countMax: statementsMax)
    }

    var requestsInFlight: Int { inFlight.count }
    var isIdle: Bool { expected.isEmpty }

    // MARK: Sending

    /// Puts requests into the buffer of the connection. `PQpipelineSync` after each segment.
    func send(_ submissions: [Submission]) throws(PostgresError) {
        if isIdle { lastHeard = .now }
        let requests = submissions.map(RequestInFlight.init)
        // Known before anything is sent, so that a failure reaches all of them.
        for request in requests {
            inFlight[ObjectIdentifier(request)] = request
            let deadline = request.submission.deadline
            nextDeadline = min(nextDeadline ?? deadline, deadline)
        }
        for requests in Self.segments(of: requests) { try sendSegment(requests) }
        for name in statements.takeDiscarded() { try deallocate(name) }
    }

    /// Reads that follow one another share a segment up to a limit.
    static func segments(of requests: [RequestInFlight]) -> [[RequestInFlight]] {
        var segments: [[RequestInFlight]] = []
        var room = 0
        for request in requests {
            let count = request.submission.queries.count
            if request.submission.canShare && count <= room {
                segments[segments.count - 1].append(request)
                room -= count
            } else {
                segments.append([request])
                room =
                    request.submission.canShare
                    ? PostgresLimits.statementsPerSegmentMax - count : 0
            }
        }
        return segments
    }

    private func sendSegment(_ requests: [RequestInFlight]) throws(PostgresError) {
        segmentsSent += 1
        for request in requests {
            for index in request.submission.queries.indices {
                if request.submission.isCommit(index) {
                    try sendSync(Segment(requests, isLast: false))
                    segmentsSent += 1
                }
                try sendStatement(index, of: request)
            }
        }
        try sendSync(Segment(requests))
    }

    private func sendStatement(
        _ index: Int, of request: RequestInFlight
    ) throws(PostgresError) {
        let query = request.submission.queries[index]
        let isSent: Bool
        // A prepared COMMIT that a pooler has forgotten would leave the transaction open.
        let use =
            request.submission.isCommit(index)
            ? .once : statements.use(StatementCache.Key(query), segment: segmentsSent)
        switch use {
        case .prepareFirst(let name):
            guard server.sendPrepare(name: name, sql: query.sql, types: query.binds.types) else {
                throw lost()
            }
            expected.append(.prepared(request, statement: index))
            isSent = server.sendPrepared(name: name, query.binds)
        case .prepared(let name):
            isSent = server.sendPrepared(name: name, query.binds)
        case .once:
            isSent = server.sendOnce(sql: query.sql, query.binds)
        }
        guard isSent else { throw lost() }
        expected.append(.rows(request, statement: index))
    }

    /// In a segment of its own, so that no failure of others keeps the statement alive. The name is
    /// ours: a letter and a number.
    private func deallocate(_ name: String) throws(PostgresError) {
        guard server.sendOnce(sql: "DEALLOCATE \(name)", Binds()) else { throw lost() }
        expected.append(.deallocated)
        try sendSync(Segment([]))
    }

    private func sendSync(_ segment: Segment) throws(PostgresError) {
        guard server.sendSync() else { throw lost() }
        expected.append(.sync(segment))
    }

    // MARK: Receiving

    /// Takes in what has arrived and answers the requests it completes.
    ///
    /// - Returns: How many requests are done with. Those to be repeated are not.
    func receive() throws(PostgresError) -> Int {
        let before = inFlight.count + toRepeat.count
        lastHeard = .now
        let isConnected = server.consumeInput()
        // A server that goes away says why in its last words, which have been read by now.
        while let head = expected.first, !server.isBusy {
            guard let result = server.nextResult() else {
                // The end of the results of one statement; twice in a row it means "later".
                guard headHasResult else { break }
                headHasResult = false
                if case .sync = head { continue }
                _ = expected.popFirst()
                continue
            }
            try accept(result, for: head)
        }
        guard isConnected else { throw lost() }
        return before - inFlight.count - toRepeat.count
    }

    private func accept(_ result: ServerResult, for head: Expectation) throws(PostgresError) {
        let status = result.status
        guard status != .unexpected else {
            throw PostgresError(.server, "an answer of a kind that no statement here asks for")
        }
        headHasResult = true
        switch head {
        case .prepared(let request, let statement):
            let key = StatementCache.Key(request.submission.queries[statement])
            if status == .done { statements.confirm(key) } else { statements.forget(key) }
            note(result, status, for: request, statement: statement)
        case .rows(let request, let statement):
            if status == .done { request.results.append(Rows(result)) }
            note(result, status, for: request, statement: statement)
        case .deallocated:
            break
        case .sync(let segment):
            if status == .failed { segment.error = result.error(query: "") }
            guard status == .sync else { return }
            headHasResult = false
            _ = expected.popFirst()
            if segment.isLast { finish(segment) }
        }
    }

    private func note(
        _ result: ServerResult, _ status: ServerResult.Status, for request: RequestInFlight,
        statement: Int
    ) {
        switch status {
        case .failed:
            let query = request.submission.queries[statement]
            let error = result.error(query: query.sql)
            request.error = request.error ?? error
            if error.isStalePlan {
                statements.discard(StatementCache.Key(query))
                request.isStale = true
            }
        case .aborted:
            request.isSkipped = true
        default:
            break
        }
    }

    private func finish(_ segment: Segment) {
        for request in segment.requests {
            inFlight[ObjectIdentifier(request)] = nil
            if let again = request.repeatable {
                toRepeat.append(again)
            } else if let error = request.error ?? segment.error {
                request.answer(.failure(error))
            } else {
                request.answer(.success(request.results))
            }
        }
    }

    func takeRepeats() -> [Submission] {
        defer { toRepeat = [] }
        return toRepeat
    }

    // MARK: Failing

    /// Answers every request in flight: the connection is gone.
    ///
    /// - Returns: How many there were.
    func abandon(_ reason: PostgresError) -> Int {
        let count = inFlight.count
        for request in inFlight.values { request.answer(.failure(request.error ?? reason)) }
        inFlight = [:]
        return count
    }

    /// Answers the requests whose time is over. They stay in flight until the server answers too.
    ///
    /// - Returns: When to look again; nil if no caller waits.
    func expire(_ now: ContinuousClock.Instant) -> ContinuousClock.Instant? {
        if let nextDeadline, nextDeadline > now { return nextDeadline }
        let waiting = inFlight.values.filter { !$0.isAnswered }
        for request in waiting where request.submission.deadline <= now { request.answerForTime() }
        nextDeadline = waiting.map(\.submission.deadline).filter { $0 > now }.min()
        return nextDeadline
    }

    /// Whether what the server works on, or should, is past its time.
    var isOverdue: Bool {
        switch expected.first {
        case nil: false
        case .prepared(let request, _), .rows(let request, _): request.isAnswered
        case .deallocated: true
        case .sync(let segment): segment.requests.allSatisfy(\.isAnswered)
        }
    }

    func lost() -> PostgresError {
        let message = server.message
        return PostgresError(
            .unavailable, message.isEmpty ? "the connection to the database is lost" : message)
    }
}

/// A request that has been sent.
final class RequestInFlight {
    let submission: Submission
    var results: [Rows] = []
    /// The first error of its own statements.
    var error: PostgresError?
    /// Statements of it were not looked at.
    var isSkipped = false
    /// It failed because a prepared statement no longer fits the tables.
    var isStale = false
    private(set) var isAnswered = false

    init(_ submission: Submission) {
        self.submission = submission
        results.reserveCapacity(submission.queries.count)
    }

    func answer(_ answer: Submission.Answer) {
        if isAnswered { return }
        isAnswered = true
        submission.answer(answer)
    }

    func answerForTime() {
        if isAnswered { return }
        isAnswered = true
        submission.failForTime()
    }

    /// The same request once more, if it certainly had no effect and a second try may succeed: the
    /// victim of another one's error, or of a plan that went stale outside of a transaction.
    var repeatable: Submission? {
        if isAnswered || submission.isSecondTry { return nil }
        if case .transaction = submission.kind { return nil }
        guard isStale || (isSkipped && error == nil) else { return nil }
        var again = submission
        again.isSecondTry = true
        return again
    }
}

extension PostgresError {
    /// "cached plan must not change result type", or the statement is unknown: a pooler between us
    /// and the server has forgotten it.
    fileprivate var isStalePlan: Bool {
        sqlState == "26000" || (sqlState == "0A000" && message.hasPrefix("cached plan"))
    }
}
