import Foundation
import Glibc
import Synchronization

/// One PostgreSQL cluster of our own, reachable through a unix socket only.
final class PrivatePostgres: Sendable {
    /// Part of the socket's name; nothing listens on a TCP port.
    static let port = 5432
    /// The only role, and the owner of everything. Access is guarded by the socket's folder.
    static let user = "tintype"
    static let database = "tintype"

    private let folders: ServiceFolders
    private let account: Account
    private let programs: Programs.Postgres
    private let isDurable: Bool
    private let replication: Replication
    private let report: @Sendable (LocalServicesError) -> Void
    private let state = Mutex(State())

    /// What the cluster has to do with others.
    enum Replication: Sendable {
        case none
        /// Others may follow its log.
        case primary
        /// A copy of another one that follows its log.
        case replica(of: PrivatePostgres)
    }

    private struct State {
        var child: ChildProcess?
        /// The end of the child is our wish and not worth a report.
        var isStopping = false
    }

    /// Finds the programs that fit the cluster of `folders`, if there is one already.
    init(
        folders: ServiceFolders, account: Account, isDurable: Bool,
        replication: Replication = .none,
        report: @escaping @Sendable (LocalServicesError) -> Void
    ) throws(LocalServicesError) {
        self.folders = folders
        self.account = account
        self.isDurable = isDurable
        self.replication = replication
        self.report = report
        programs = try Self.programs(for: folders.cluster)
    }

    static func programs(
        for cluster: String, installed: [Programs.Postgres] = Programs.installedPostgres()
    ) throws(LocalServicesError) -> Programs.Postgres {
        guard let newest = installed.first else {
            throw .programMissing(program: "postgres", package: "postgresql")
        }
        guard let text = FileManager.default.contents(atPath: cluster + "/PG_VERSION") else {
            return newest
        }
        let version = String(decoding: text, as: UTF8.self).filter { $0.isNumber || $0 == "." }
        guard let fitting = installed.first(where: { $0.majorVersion == version }) else {
            throw .versionMismatch(
                path: cluster, found: version, installed: installed.map(\.majorVersion))
        }
        return fitting
    }

    /// The address of a database of this cluster, as a libpq URI.
    func url(database: String) -> String {
        "postgresql:///\(database)?host=\(socketHost)&port=\(Self.port)&user=\(Self.user)"
    }

    /// Where its socket is, and how that is called there and in an address.
    var socketFolder: String { folders.sockets }
    var socketName: String { ".s.PGSQL.\(Self.port)" }
    var socketHost: String { Self.escaped(folders.sockets) }

    /// A path as a part of an address.
    static func escaped(_ path: String) -> String {
        let allowed = CharacterSet.alphanumerics.union(CharacterSet(charactersIn: "-._~"))
        return path.addingPercentEncoding(withAllowedCharacters: allowed) ?? ""
    }

    /// Starts the cluster, making it first if there is none, and returns when it accepts
    /// connections. What an earlier run left running is ended first.
    func start() async throws(LocalServicesError) {
        await Orphans.end(named: "postgres", in: folders.cluster, orderly: SIGINT)
        limitLog(folders.postgresLog)
        let isNew = access(folders.cluster + "/PG_VERSION", F_OK) != 0
        if isNew { try await makeCluster() }
        removeStaleFiles()
        try await startServer()
        if case .replica = replication { return }
        if isNew { try await createDatabase(Self.database) }
    }

    /// Stops the server in order, or by force if that takes too long.
    func stop() async {
        let child = state.withLock { state in
            state.isStopping = true
            return state.child
        }
        guard let child else { return }
        let plan: [(signal: Int32, milliseconds: Int)] = [
            (SIGINT, ServiceLimits.stopMilliseconds),
            (SIGQUIT, ServiceLimits.immediateStopMilliseconds),
            (SIGKILL, ServiceLimits.immediateStopMilliseconds),
        ]
        for (signal, milliseconds) in plan {
            child.signal(signal)
            signalEveryProcess(SIGCONT)
            if await child.end(withinMilliseconds: milliseconds) != nil { break }
        }
        state.withLock { $0.child = nil }
    }

    /// Freezes (SIGSTOP) or thaws (SIGCONT) the server and all its backends, or kills them.
    func signalEveryProcess(_ signal: Int32) {
        for pid in Orphans.processes(named: "postgres", in: folders.cluster) { kill(pid, signal) }
    }

    /// Ends the server at once, for a process that is exiting. Blocks up to two seconds.
    func endNow() {
        guard let child = state.withLock({ $0.child }) else { return }
        state.withLock { $0.isStopping = true }
        signalEveryProcess(SIGCONT)
        child.signal(SIGQUIT)
        for _ in 0..<400 where child.ended == nil { usleep(5_000) }
        if child.ended == nil { signalEveryProcess(SIGKILL) }
    }

    /// Creates an empty database. `createdb`
    func createDatabase(_ name: String) async throws(LocalServicesError) {
        try await run([
            programs.path("createdb"), "--host=\(folders.sockets)", "--port=\(Self.port)",
            "--username=\(Self.user)", "--no-password", "--maintenance-db=postgres",
            "--template=template0", name,
        ])
    }

    /// Makes the cluster beside its place and moves it there, so that a crash halfway leaves
    /// nothing that looks like a cluster. `initdb`, `pg_basebackup`
    private func makeCluster() async throws(LocalServicesError) {
        let unfinished = folders.cluster + ".new"
        try? FileManager.default.removeItem(atPath: unfinished)
        // An existing folder without PG_VERSION may be empty; anything else is not ours to touch.
        if access(folders.cluster, F_OK) == 0, rmdir(folders.cluster) != 0 {
            throw .folderUnusable(
                path: folders.cluster, reason: "it holds files, but is no PostgreSQL cluster")
        }
        try account.makePrivateFolder(unfinished)
        try await run(clusterArguments(unfinished) + (isDurable ? [] : ["--no-sync"]))
        guard rename(unfinished, folders.cluster) == 0 else {
            throw .folderUnusable(path: folders.cluster, reason: lastSystemError())
        }
    }

    private func clusterArguments(_ folder: String) -> [String] {
        if case .replica(let primary) = replication {
            return [
                programs.path("pg_basebackup"), "--pgdata=\(folder)",
                "--host=\(primary.folders.sockets)", "--port=\(Self.port)",
                "--username=\(Self.user)", "--no-password", "--write-recovery-conf",
                "--wal-method=stream", "--checkpoint=fast",
            ]
        }
        return [
            programs.path("initdb"), "--pgdata=\(folder)", "--username=\(Self.user)",
            "--auth=trust", "--encoding=UTF8", "--locale=C", "--lc-ctype=C.UTF-8",
            "--no-instructions",
        ]
    }

    /// Runs a program of PostgreSQL to its end.
    private func run(_ arguments: [String]) async throws(LocalServicesError) {
        let output = folders.base + "/setup.log"
        try? FileManager.default.removeItem(atPath: output)
        let child = try await ChildProcess.spawn(
            Command(
                arguments: account.command(arguments, deathSignal: "KILL"),
                workingDirectory: folders.sockets, outputPath: output))
        let ended = await child.end(withinMilliseconds: ServiceLimits.startMilliseconds)
        if ended == .code(0) {
            try? FileManager.default.removeItem(atPath: output)
            return
        }
        if ended == nil { child.signal(SIGKILL) }
        let name = arguments[0].split(separator: "/").last.map(String.init) ?? arguments[0]
        throw .startFailed(
            program: name,
            reason: lastComplaint(in: output) ?? ended.map { "\($0)" } ?? "it did not finish",
            log: output)
    }

    /// With the folder locked and its orphans ended, a pid file can only be a leftover; its number
    /// may by now be another process, which PostgreSQL would take for a running server.
    private func removeStaleFiles() {
        unlink(folders.cluster + "/postmaster.pid")
        unlink(folders.sockets + "/.s.PGSQL.\(Self.port)")
        unlink(folders.sockets + "/.s.PGSQL.\(Self.port).lock")
    }

    private func startServer() async throws(LocalServicesError) {
        state.withLock { $0.isStopping = false }
        let log = folders.postgresLog
        let command = Command(
            // SIGINT is PostgreSQL's orderly shutdown that does not wait for clients.
            arguments: account.command(serverArguments(), deathSignal: "INT"),
            workingDirectory: folders.cluster, outputPath: log)
        let child = try await ChildProcess.spawn(command) { [weak self] ended in
            guard let self, self.state.withLock({ !$0.isStopping }) else { return }
            self.report(
                .endedUnexpectedly(program: "The private PostgreSQL", how: "\(ended)", log: log))
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

    /// The eighth line of `postmaster.pid` says whether connections are accepted.
    private func waitUntilReady(_ child: ChildProcess) async throws(LocalServicesError) {
        let limit = ServiceLimits.startMilliseconds
        let deadline = ContinuousClock.now + .milliseconds(limit)
        let path = folders.cluster + "/postmaster.pid"
        while ContinuousClock.now < deadline {
            if let ended = child.ended {
                throw .startFailed(
                    program: "PostgreSQL",
                    reason: lastComplaint(in: folders.postgresLog) ?? "\(ended)",
                    log: folders.postgresLog)
            }
            let text = FileManager.default.contents(atPath: path) ?? Data()
            let lines = String(decoding: text, as: UTF8.self)
                .split(separator: "\n", omittingEmptySubsequences: false)
            if lines.count > 7, pid_t(lines[0]) == child.pid, lines[7].hasPrefix("ready") { return }
            try? await Task.sleep(for: .milliseconds(ServiceLimits.pollMilliseconds))
        }
        throw .startFailed(
            program: "PostgreSQL", reason: "it was not ready within \(limit / 1_000) seconds",
            log: folders.postgresLog)
    }

    /// Settings travel on the command line, so they are those of this program and never of an old
    /// configuration file. They suit a small machine that does other things as well.
    private func serverArguments() -> [String] {
        var settings = [
            "listen_addresses=", "port=\(Self.port)", "unix_socket_directories=\(folders.sockets)",
            "unix_socket_permissions=0700",
            "max_connections=\(ServiceLimits.postgresConnectionsMax)",
            "shared_buffers=128MB", "effective_cache_size=512MB", "work_mem=8MB",
            "maintenance_work_mem=64MB", "random_page_cost=1.1",
            // Short queries only: neither compiling them nor sharing them out ever pays.
            "jit=off", "max_parallel_workers_per_gather=0", "huge_pages=off",
            "max_wal_size=512MB", "checkpoint_timeout=15min", "timezone=UTC", "log_timezone=UTC",
            "log_min_messages=warning", "log_line_prefix=%m [%p] ",
        ]
        if case .none = replication {
            settings += ["wal_level=minimal", "max_wal_senders=0"]
        } else {
            settings += ["wal_level=replica", "max_wal_senders=4", "hot_standby=on"]
        }
        if !isDurable {
            settings += ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]
        }
        return [programs.path("postgres"), "-D", folders.cluster]
            + settings.flatMap { ["-c", $0] }
    }
}
