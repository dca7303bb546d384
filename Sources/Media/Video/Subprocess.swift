import Foundation
import Synchronization

/// A program that reads bytes of strangers: run in a process group of its own, with limits that the kernel
/// keeps, until a deadline.
///
/// A thread of its own starts it and waits for it, so no cooperative thread is blocked, and the signal that
/// Linux sends when the thread ends that started a child comes exactly when this process is gone: a killed
/// worker leaves nothing running.
final class Subprocess: Sendable {
    /// What a program may use.
    struct Bounds: Sendable {
        /// Longest time, in milliseconds.
        var milliseconds: Int
        /// Most processor time, in seconds.
        var processorSeconds: Int
        /// Most address space, in bytes.
        var memoryBytes: Int
        /// Largest file it may write, in bytes.
        var writtenBytes: Int
        /// Longest standard output, in bytes.
        var outputBytes: Int
    }

    /// How it ended.
    enum End: Sendable, Equatable {
        case exited(Int32)
        case signal(Int32)
        /// It was killed at its deadline.
        case deadline
        /// It was killed as the task that waited for it was cancelled.
        case cancelled
        /// It was killed as it wrote more than it may.
        case tooMuchOutput
        /// `errno` of what kept it from starting.
        case notStarted(Int32)
    }

    struct Outcome: Sendable {
        var end: End
        var output: [UInt8] = []
        /// The end of its standard error.
        var complaint = ""
    }

    private struct State {
        var pid: pid_t?
        /// Why it was killed, if it was.
        var killedFor: End?
    }

    private let state = Mutex(State())

    private init() {}

    /// Runs a program to its end.
    ///
    /// - Parameters:
    ///   - program: its absolute path.
    ///   - niceness: how far it stands behind other processes, 0 to 19.
    static func run(
        _ program: String, _ arguments: [String], within bounds: Bounds, niceness: Int = 10
    ) async -> Outcome {
        let child = Subprocess()
        let command = confined(program, arguments, bounds, niceness: niceness)
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                Thread.detachNewThread {
                    continuation.resume(returning: child.runBlocking(command, bounds))
                }
            }
        } onCancel: {
            child.kill(for: .cancelled)
        }
    }

    /// The command with what keeps it in bounds before it. Each becomes the next, so all are one process.
    private static func confined(
        _ program: String, _ arguments: [String], _ bounds: Bounds, niceness: Int
    ) -> [String] {
        [
            "/usr/bin/setpriv", "--pdeathsig", "KILL", "--no-new-privs",
            "/usr/bin/prlimit", "--cpu=\(bounds.processorSeconds)", "--as=\(bounds.memoryBytes)",
            "--fsize=\(bounds.writtenBytes)", "--core=0", "--nofile=64",
            "/usr/bin/nice", "-n", "\(niceness)", program,
        ] + arguments
    }

    private func runBlocking(_ command: [String], _ bounds: Bounds) -> Outcome {
        guard let output = Pipe(), let errors = Pipe() else {
            return Outcome(end: .notStarted(errno))
        }
        let code = start(command, output: output, errors: errors)
        output.closeWriting()
        errors.closeWriting()
        guard code == 0 else { return Outcome(end: .notStarted(code)) }
        let deadline = ContinuousClock.now + .milliseconds(bounds.milliseconds)
        var outcome = Outcome(end: .deadline)
        var complaint: [UInt8] = []
        while output.isOpen || errors.isOpen {
            let rest = (deadline - .now) / .milliseconds(1)
            if rest <= 0 {
                kill(for: .deadline)
                break
            }
            Pipe.wait(for: [output, errors], milliseconds: Int32(min(rest + 1, 60_000)))
            outcome.output += output.read()
            complaint = Array((complaint + errors.read()).suffix(VideoLimits.complaintBytesMax))
            if outcome.output.count > bounds.outputBytes {
                kill(for: .tooMuchOutput)
                break
            }
        }
        outcome.complaint = String(decoding: complaint, as: UTF8.self)
        outcome.end = waitForEnd(until: deadline)
        return outcome
    }

    /// Kills the whole group, unless it has ended: its number may then be another's.
    private func kill(for reason: End) {
        state.withLock { state in
            if state.killedFor == nil { state.killedFor = reason }
            if let pid = state.pid { _ = Foundation.kill(-pid, SIGKILL) }
        }
    }

    /// Waits for the end of a program whose output has ended, and reaps it under the lock that `kill` takes.
    private func waitForEnd(until deadline: ContinuousClock.Instant) -> End {
        guard let pid = state.withLock({ $0.pid }) else { return .cancelled }
        var info = siginfo_t()
        // One that has closed its output and goes on is not let off its deadline.
        while true {
            info = siginfo_t()
            let found = waitid(P_PID, id_t(pid), &info, WEXITED | WNOWAIT | WNOHANG)
            if found == 0, info._sifields._sigchld.si_pid == pid { break }
            if found != 0, errno != EINTR { break }
            if ContinuousClock.now >= deadline { kill(for: .deadline) }
            usleep(2_000)
        }
        return state.withLock { state in
            // What it may have started goes with it.
            _ = Foundation.kill(-pid, SIGKILL)
            var raw: Int32 = 0
            while waitpid(pid, &raw, 0) == -1 && errno == EINTR {}
            state.pid = nil
            if let reason = state.killedFor { return reason }
            let signal = raw & 0x7f
            return signal == 0 ? .exited((raw >> 8) & 0xff) : .signal(signal)
        }
    }

    /// Starts the program, unless it was cancelled before. `posix_spawn`
    /// - Returns: 0, or why it was not started.
    private func start(_ command: [String], output: Pipe, errors: Pipe) -> Int32 {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output.writing, STDOUT_FILENO)
        posix_spawn_file_actions_adddup2(&actions, errors.writing, STDERR_FILENO)
        // No connection and no file of ours is open in it. A number that has been closed since is no error.
        for descriptor in Self.openFiles() {
            posix_spawn_file_actions_addclose(&actions, descriptor)
        }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        var all = sigset_t()
        sigemptyset(&none)
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(
            &attributes,
            Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        // Nothing of the server's surroundings, such as its secrets, reaches it. One heap is enough.
        let surroundings = ["PATH=/usr/local/bin:/usr/bin:/bin", "LC_ALL=C", "MALLOC_ARENA_MAX=2"]
        let argv = command.map { strdup($0) } + [nil]
        let environment = surroundings.map { strdup($0) } + [nil]
        defer { for string in argv + environment { free(string) } }
        return state.withLock { state in
            if state.killedFor != nil { return ECANCELED }
            var pid: pid_t = 0
            let code = posix_spawn(&pid, command[0], &actions, &attributes, argv, environment)
            if code == 0 { state.pid = pid }
            return code
        }
    }
}

extension Subprocess {
    /// The numbers of the files this process has open, beyond the standard three.
    private static func openFiles() -> [Int32] {
        let entries = try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")
        return (entries ?? []).compactMap { Int32($0) }.filter { $0 > STDERR_FILENO }
    }
}

/// A pipe from a child to this process.
private final class Pipe {
    private let reading: Int32
    private(set) var writing: Int32
    private(set) var isOpen = true

    /// Nil if there are no more files to be had.
    init?() {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { return nil }
        (reading, writing) = (ends[0], ends[1])
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        _ = fcntl(reading, F_SETFL, O_NONBLOCK)
    }

    deinit {
        closeWriting()
        close(reading)
    }

    func closeWriting() {
        if writing >= 0 { close(writing) }
        writing = -1
    }

    /// Blocks until one of them has something, or ends.
    static func wait(for pipes: [Pipe], milliseconds: Int32) {
        var polled = pipes.filter(\.isOpen).map {
            pollfd(fd: $0.reading, events: Int16(POLLIN), revents: 0)
        }
        _ = poll(&polled, nfds_t(polled.count), milliseconds)
    }

    /// What is there now; at most 64 KB.
    func read() -> [UInt8] {
        guard isOpen else { return [] }
        return [UInt8](unsafeUninitializedCapacity: 65_536) { buffer, filled in
            let count = Foundation.read(reading, buffer.baseAddress, buffer.count)
            if count == 0 || count < 0 && errno != EAGAIN && errno != EINTR { isOpen = false }
            filled = max(0, count)
        }
    }
}
