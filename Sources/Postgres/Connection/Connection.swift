import Glibc
import Synchronization

/// A place for one connection to the server: a queue of requests and the thread that serves it.
///
/// Callers put requests into the queue and wake the thread if it sleeps. The thread, started by the
/// first request, owns everything of libpq and connects when there is something to send. What
/// gathers in the queue while it is busy goes out together.
final class Connection: Sendable {
    private struct Mailbox {
        var queue = FIFO<Submission>()
        /// The thread waits, or is about to, and has to be woken for new requests.
        var isAsleep = false
        var hasThread = false
        var mustDisconnect = false
        var isClosing = false
        var hasEnded = false
        var waitingForEnd: [CheckedContinuation<Void, Never>] = []
    }

    /// What the thread is to do next.
    struct Work {
        var submissions: [Submission] = []
        var mustDisconnect = false
        var isClosing = false
    }

    let index: Int
    let configuration: DatabaseConfiguration
    let parameters: ConnectionParameters
    let admission: Admission
    let greetings: Greetings
    let wake: WakeSignal
    private let mailbox = Mutex(Mailbox())

    init(
        index: Int, configuration: DatabaseConfiguration, parameters: ConnectionParameters,
        admission: Admission, greetings: Greetings
    ) throws(PostgresError) {
        wake = try WakeSignal()
        self.index = index
        self.configuration = configuration
        self.parameters = parameters
        self.admission = admission
        self.greetings = greetings
    }

    // MARK: For callers

    /// Hands a request to the thread. It is answered in any case.
    func enqueue(_ submission: Submission) {
        enum Step { case wake, start, nothing, refuse }
        let step: Step = mailbox.withLock { mailbox in
            if mailbox.hasEnded { return .refuse }
            mailbox.queue.append(submission)
            if !mailbox.hasThread {
                mailbox.hasThread = true
                return .start
            }
            defer { mailbox.isAsleep = false }
            return mailbox.isAsleep ? .wake : .nothing
        }
        switch step {
        case .wake: wake.raise()
        case .start:
            if !startThread({ ConnectionThread(self).run() }) { refuseWithoutThread() }
        case .nothing: break
        case .refuse: submission.refuse(.shutDown)
        }
    }

    /// Answers all that the pool has for this connection. The next request tries to start a thread
    /// again.
    private func refuseWithoutThread() {
        let error = PostgresError(
            .unavailable, "no thread is left for a connection to the database")
        var waiting = mailbox.withLock { mailbox in
            mailbox.hasThread = false
            return mailbox.queue.removeAll { _ in true }
        }
        while !waiting.isEmpty {
            for submission in waiting { submission.fail(error) }
            waiting = admission.finished(index, count: waiting.count)
        }
    }

    /// Drops the connection to the server, whatever is going on there; the next request makes a
    /// new one.
    func disconnect() {
        mailbox.withLock { $0.mustDisconnect = true }
        wake.raise()
    }

    /// Lets the thread end once it has answered what it has.
    func close() {
        mailbox.withLock { mailbox in
            mailbox.isClosing = true
            if !mailbox.hasThread { mailbox.hasEnded = true }
        }
        wake.raise()
    }

    /// Waits until the thread has ended, after `close`.
    func ended() async {
        await withCheckedContinuation { continuation in
            let isOver = mailbox.withLock { mailbox in
                if !mailbox.hasEnded { mailbox.waitingForEnd.append(continuation) }
                return mailbox.hasEnded
            }
            if isOver { continuation.resume() }
        }
    }

    // MARK: For the thread

    /// Takes up to `room` requests.
    func take(room: Int) -> Work {
        mailbox.withLock { mailbox in
            var work = Work(
                mustDisconnect: mailbox.mustDisconnect, isClosing: mailbox.isClosing)
            mailbox.mustDisconnect = false
            while work.submissions.count < room, let next = mailbox.queue.popFirst() {
                work.submissions.append(next)
            }
            mailbox.isAsleep = false
            return work
        }
    }

    /// To be called before waiting. From now on a new request wakes the thread, unless there is no
    /// room for it.
    ///
    /// - Returns: Whether something is queued already.
    func prepareToWait(hasRoom: Bool) -> Bool {
        mailbox.withLock { mailbox in
            mailbox.isAsleep = hasRoom && mailbox.queue.isEmpty
            return !mailbox.queue.isEmpty
        }
    }

    /// Takes the requests whose time is over while they were queued.
    func takeExpired(_ now: ContinuousClock.Instant) -> [Submission] {
        mailbox.withLock { $0.queue.removeAll { $0.deadline <= now } }
    }

    func end() {
        let (left, waiting) = mailbox.withLock { mailbox in
            mailbox.hasEnded = true
            defer { mailbox.waitingForEnd = [] }
            return (mailbox.queue.removeAll { _ in true }, mailbox.waitingForEnd)
        }
        for submission in left { submission.refuse(.shutDown) }
        for continuation in waiting { continuation.resume() }
    }
}

extension PostgresError {
    static let shutDown = PostgresError(.unavailable, "the database has been shut down")
}

/// Runs `body` on a thread of its own, where it may block. `pthread_create`
///
/// - Returns: whether there was one; if not, `body` does not run.
func startThread(_ body: @escaping @Sendable () -> Void) -> Bool {
    final class Box: Sendable {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    defer { pthread_attr_destroy(&attributes) }
    var thread = pthread_t()
    let box = Unmanaged.passRetained(Box(body))
    let code = pthread_create(
        &thread, &attributes,
        { box in
            guard let box else { return nil }
            Unmanaged<Box>.fromOpaque(box).takeRetainedValue().body()
            return nil
        }, box.toOpaque())
    if code != 0 { box.release() }
    return code == 0
}
