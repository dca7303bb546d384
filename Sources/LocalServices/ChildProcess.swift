import Foundation
import Glibc
import Synchronization

/// A program with its arguments, and where it runs.
struct Command: Sendable {
    /// Absolute path of the program, then its arguments.
    var arguments: [String]
    var workingDirectory: String
    /// Standard output and error are appended to this file.
    var outputPath: String
}

/// How a child ended.
enum ExitStatus: Sendable, Equatable, CustomStringConvertible {
    case code(Int32)
    case signal(Int32)

    var description: String {
        switch self {
        case .code(let code): "exit status \(code)"
        case .signal(let number): "signal \(number)"
        }
    }
}

/// A child of this process, watched by a thread of its own.
///
/// The thread spawns the child and then waits for its end. Linux sends the parent-death signal when
/// the *thread* that created the child ends, so that thread has to live exactly as long as the child
/// does; one of a pool may be retired and would take the child with it.
final class ChildProcess: Sendable {
    let pid: pid_t
    private let status = Mutex<ExitStatus?>(nil)

    private init(pid: pid_t) {
        self.pid = pid
    }

    /// Starts `command`. `whenEnded` is called on the child's thread, once.
    static func spawn(
        _ command: Command, whenEnded: @escaping @Sendable (ExitStatus) -> Void = { _ in }
    ) async throws(LocalServicesError) -> ChildProcess {
        let started: Result<ChildProcess, LocalServicesError> =
            await withCheckedContinuation { continuation in
                Thread.detachNewThread {
                    let started = posixSpawn(command).map { ChildProcess(pid: $0) }
                    continuation.resume(returning: started)
                    if case .success(let child) = started { whenEnded(child.waitForEnd()) }
                }
            }
        return try started.get()
    }

    /// How it ended; nil while it runs.
    var ended: ExitStatus? { status.withLock { $0 } }

    /// Sends a signal, unless the child has ended: its number may then be another process's.
    func signal(_ number: Int32) {
        status.withLock { if $0 == nil { _ = kill(pid, number) } }
    }

    /// The same for all processes that it has started and that stayed in its group.
    func signalGroup(_ number: Int32) {
        status.withLock { if $0 == nil { _ = kill(-pid, number) } }
    }

    /// Waits for the end; nil if it has not come within that time.
    func end(withinMilliseconds limit: Int) async -> ExitStatus? {
        let deadline = ContinuousClock.now + .milliseconds(limit)
        while ContinuousClock.now < deadline {
            if let ended { return ended }
            try? await Task.sleep(for: .milliseconds(ServiceLimits.pollMilliseconds))
        }
        return ended
    }

    /// Blocks this thread until the child ends, and reaps it under the lock that `signal` takes.
    private func waitForEnd() -> ExitStatus {
        var info = siginfo_t()
        while waitid(P_PID, id_t(pid), &info, WEXITED | WNOWAIT) == -1 && errno == EINTR {}
        return status.withLock { status in
            var raw: Int32 = 0
            while waitpid(pid, &raw, 0) == -1 && errno == EINTR {}
            let signal = raw & 0x7f
            let ended: ExitStatus = signal == 0 ? .code((raw >> 8) & 0xff) : .signal(signal)
            status = ended
            return ended
        }
    }
}

/// Starts a program in a process group of its own, so that a Ctrl-C on the terminal reaches only us
/// and we stop the servers in order. `posix_spawn`
private func posixSpawn(_ command: Command) -> Result<pid_t, LocalServicesError> {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(
        &actions, STDOUT_FILENO, command.outputPath, O_WRONLY | O_CREAT | O_APPEND, 0o640)
    posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO)
    // A reader of a pipe of ours to its end must not wait for the servers as well. A number that
    // has been closed since the listing is no error.
    for descriptor in openFiles() { posix_spawn_file_actions_addclose(&actions, descriptor) }

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

    // The working directory is entered by a shell that then becomes the program.
    let arguments =
        ["/bin/sh", "-c", "cd \"$0\" && exec \"$@\"", command.workingDirectory] + command.arguments
    // Nothing of the user's surroundings, such as PGDATA or PGOPTIONS, reaches the servers.
    let variables = ["PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", "LC_ALL=C"]
    let argv = cStrings(arguments)
    let environment = cStrings(variables)
    defer { for string in argv + environment { free(string) } }

    var pid: pid_t = 0
    let code = posix_spawn(&pid, "/bin/sh", &actions, &attributes, argv, environment)
    guard code == 0 else {
        return .failure(
            .startFailed(
                program: command.arguments.first ?? "", reason: String(cString: strerror(code)),
                log: command.outputPath))
    }
    return .success(pid)
}

/// The numbers of the files this process has open, beyond the standard three.
private func openFiles() -> [Int32] {
    let entries = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
    return entries.compactMap { Int32($0) }.filter { $0 > STDERR_FILENO }
}

/// Copies of the strings and a final null, as `execve` wants them; the caller frees each.
private func cStrings(_ strings: [String]) -> [UnsafeMutablePointer<CChar>?] {
    strings.map { strdup($0) } + [nil]
}
