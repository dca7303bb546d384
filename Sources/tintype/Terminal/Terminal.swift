import Foundation
import Synchronization

/// The terminal: standard output and standard error as they are, which may be closed, full, or a
/// pipe whose reader has left.
enum Terminal {
    /// Makes failing writes errors, and sees to it that the numbers 0 to 2 are those of the standard
    /// streams. To be called before anything is opened.
    ///
    /// A stream that the caller has closed would otherwise be the next file or socket that is
    /// opened, and what is said would be written into that. In its place comes one that refuses.
    static func prepare() {
        signal(SIGPIPE, SIG_IGN)
        for descriptor: Int32 in 0...2 where fcntl(descriptor, F_GETFD) == -1 {
            // The lowest free number is given out, which is this one.
            _ = open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY)
        }
    }

    /// Writes all of it.
    static func write(_ bytes: [UInt8], to descriptor: Int32) throws(OutputError) {
        var start = 0
        while start < bytes.count {
            let written = bytes[start...].withUnsafeBytes {
                Foundation.write(descriptor, $0.baseAddress, $0.count)
            }
            if written >= 0 {
                start += written
            } else if errno == EAGAIN {
                // Another process has made the terminal we share non-blocking.
                var wait = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                _ = poll(&wait, 1, -1)
            } else if errno != EINTR {
                throw OutputError(code: errno)
            }
        }
    }

    /// Runs a command that waits for what it prints, until nobody reads its output any more: it would
    /// else find that out with its next line, if there ever is one.
    ///
    /// - Throws: `OutputError` then, and what `body` throws.
    static func whileRead(_ body: @escaping @Sendable () async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            defer { group.cancelAll() }
            group.addTask(operation: body)
            group.addTask {
                while true {
                    try checkReader()
                    try await Task.sleep(for: readerPeriod)
                }
            }
            try await group.next()
        }
    }

    private static let readerPeriod = Duration.milliseconds(500)

    private static func checkReader() throws(OutputError) {
        // What `prepare` has put in place of a closed stream is for reading.
        let isClosed = fcntl(STDOUT_FILENO, F_GETFL) & O_ACCMODE == O_RDONLY
        if isClosed { throw OutputError(code: EBADF) }
        var output = pollfd(fd: STDOUT_FILENO, events: 0, revents: 0)
        guard poll(&output, 1, 0) == 0 else { throw OutputError(code: EPIPE) }
    }

    /// Writes a line if that is possible now, without waiting for a reader: a server does not end
    /// and does not stand still because of what it has to say.
    ///
    /// - Parameter line: at most `CommandLimits.lineBytesMax` are certain not to wait.
    /// - Returns: whether it was written.
    @discardableResult
    static func offer(_ line: [UInt8], to descriptor: Int32) -> Bool {
        let outlet = outlet(of: descriptor)
        var room = pollfd(fd: outlet, events: Int16(POLLOUT), revents: 0)
        // One thread at a time: the room that it has seen must not be another's by then.
        return turn.withLock { _ in
            guard poll(&room, 1, 0) == 1, room.revents & Int16(POLLOUT) != 0 else { return false }
            return line.withUnsafeBytes { Foundation.write(outlet, $0.baseAddress, $0.count) }
                == line.count
        }
    }

    private static let turn = Mutex(())

    /// Whether this process serves: then nothing that it says is waited for.
    static let isServing = Atomic(false)

    /// Where lines that must not wait are written to: standard output and standard error once more,
    /// which do not wait. Other processes may write to the same pipe, and take the room that was
    /// seen; and whether the stream itself waits is for all who share it, so that is left alone.
    private static func outlet(of descriptor: Int32) -> Int32 {
        switch descriptor {
        case STDOUT_FILENO: output
        case STDERR_FILENO: errors
        default: descriptor
        }
    }

    private static let output = unwaiting(STDOUT_FILENO)
    private static let errors = unwaiting(STDERR_FILENO)

    /// The same pipe or terminal, opened anew. What cannot be opened again, such as a socket, stays
    /// what it is, and so do files, which take everything at once.
    private static func unwaiting(_ descriptor: Int32) -> Int32 {
        let hasPlaces = lseek(descriptor, 0, SEEK_CUR) != -1
        if hasPlaces { return descriptor }
        let again = open(
            "/proc/self/fd/\(descriptor)", O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
        return again == -1 ? descriptor : again
    }
}

/// Why nothing more can be said on standard output.
struct OutputError: Error, Equatable {
    /// `errno`
    let code: Int32

    /// As a shell gives it for a process that a broken pipe has ended.
    static let status: Int32 = 141

    /// What there is to say of it. A reader that has seen enough is no mistake.
    var sentence: String? {
        code == EPIPE || code == EBADF
            ? nil : "The output cannot be written: \(String(cString: strerror(code)))."
    }
}

/// Prints a line of a command's result, at once, so that a reader at the other end of a pipe need
/// not wait.
func say(_ text: String, terminator: String = "\n") throws(OutputError) {
    try Terminal.write(Array((text + terminator).utf8), to: STDOUT_FILENO)
}

/// Prints a line of a server, which goes on where nothing takes it.
func announce(_ text: String) {
    Terminal.offer(Array((text + "\n").utf8), to: STDOUT_FILENO)
}

/// Prints a line to standard error, where there is one. A server goes on where nothing takes it.
func complain(_ text: String) {
    let line = Array((text + "\n").utf8)
    if Terminal.isServing.load(ordering: .relaxed) {
        Terminal.offer(line, to: STDERR_FILENO)
    } else {
        try? Terminal.write(line, to: STDERR_FILENO)
    }
}
