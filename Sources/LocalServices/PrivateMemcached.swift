import Foundation
import Glibc
import Synchronization

/// One memcached of our own, reachable through a unix socket only.
final class PrivateMemcached: Sendable {
    let socket: String
    private let program: String
    private let folders: ServiceFolders
    private let account: Account
    private let megabytes: Int
    private let log: String
    private let report: @Sendable (LocalServicesError) -> Void
    private let state = Mutex(State())

    private struct State {
        var child: ChildProcess?
        /// The end of the child is our wish and not worth a report.
        var isStopping = false
    }

    init(
        index: Int, folders: ServiceFolders, account: Account, megabytes: Int,
        report: @escaping @Sendable (LocalServicesError) -> Void
    ) throws(LocalServicesError) {
        guard let program = Programs.find("memcached") else {
            throw .programMissing(program: "memcached", package: "memcached")
        }
        self.program = program
        self.folders = folders
        self.account = account
        let allowed =
            ServiceLimits.memcachedMegabytesMin...ServiceLimits.memcachedMegabytesMax
        self.megabytes = min(max(megabytes, allowed.lowerBound), allowed.upperBound)
        self.report = report
        log = folders.memcachedLog(index)
        socket = folders.sockets + "/memcached-\(index).sock"
    }

    /// Starts the server, empty, and returns when it accepts connections.
    func start() async throws(LocalServicesError) {
        limitLog(log)
        unlink(socket)
        state.withLock { $0.isStopping = false }
        let arguments = [
            program, "-s", socket, "-a", "0700", "-m", "\(megabytes)", "-t", "2",
            "-c", "\(ServiceLimits.memcachedConnectionsMax)",
        ]
        let log = self.log
        let child = try await ChildProcess.spawn(
            Command(
                // It keeps nothing, so it may end at once when we do.
                arguments: account.command(arguments, deathSignal: "KILL"),
                workingDirectory: folders.sockets, outputPath: log)
        ) { [weak self] ended in
            guard let self, self.state.withLock({ !$0.isStopping }) else { return }
            self.report(
                .endedUnexpectedly(program: "The private memcached", how: "\(ended)", log: log))
        }
        do throws(LocalServicesError) {
            try await waitUntilReady(child)
            state.withLock { $0.child = child }
        } catch {
            state.withLock { $0.isStopping = true }
            child.signal(SIGKILL)
            throw error
        }
    }

    /// Ends the server; what it held is gone.
    func stop() async {
        let child = state.withLock { state in
            state.isStopping = true
            defer { state.child = nil }
            return state.child
        }
        child?.signal(SIGKILL)
        _ = await child?.end(withinMilliseconds: ServiceLimits.stopMilliseconds)
    }

    /// Freezes (SIGSTOP), thaws (SIGCONT) or kills the server.
    func signal(_ signal: Int32) {
        state.withLock { $0.child }?.signal(signal)
    }

    /// Ends the server at once, for a process that is exiting.
    func endNow() {
        state.withLock { $0.isStopping = true }
        signal(SIGKILL)
    }

    private func waitUntilReady(_ child: ChildProcess) async throws(LocalServicesError) {
        let deadline = ContinuousClock.now + .milliseconds(ServiceLimits.startMilliseconds)
        while ContinuousClock.now < deadline {
            if let ended = child.ended {
                throw .startFailed(
                    program: "memcached", reason: lastComplaint(in: log) ?? "\(ended)", log: log)
            }
            if accepts(socket) { return }
            try? await Task.sleep(for: .milliseconds(ServiceLimits.pollMilliseconds))
        }
        throw .startFailed(program: "memcached", reason: "it did not become ready", log: log)
    }
}

/// Whether a process accepts connections on a unix socket. `connect(2)`
func accepts(_ path: String) -> Bool {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    return withSocketAddress(path) { connect(descriptor, $0, $1) == 0 } ?? false
}

/// Calls the body with the address of a unix socket; nil for a path that is too long. `unix(7)`
func withSocketAddress<Result>(
    _ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
) -> Result? {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path.utf8) + [0]
    guard bytes.count <= MemoryLayout.size(ofValue: address.sun_path) else { return nil }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    return withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
        }
    }
}
