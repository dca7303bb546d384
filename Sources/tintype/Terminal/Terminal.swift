import Foundation

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

    /// Writes a line if that is possible now, without waiting for a reader: a server does not end
    /// and does not stand still because of what it has to say.
    ///
    /// - Parameter line: at most `lineBytesMax` are certain not to wait.
    /// - Returns: whether it was written.
    @discardableResult
    static func offer(_ line: [UInt8], to descriptor: Int32) -> Bool {
        var room = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        guard poll(&room, 1, 0) == 1, room.revents & Int16(POLLOUT) != 0 else { return false }
        return line.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
            == line.count
    }

    /// A pipe that has room for anything takes so many bytes in one piece. `PIPE_BUF`
    static let lineBytesMax = 4_096
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

/// Prints a line to standard error, where there is one.
func complain(_ text: String) {
    try? Terminal.write(Array((text + "\n").utf8), to: STDERR_FILENO)
}
