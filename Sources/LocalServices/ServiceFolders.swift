import Foundation
import Glibc

/// Where the servers keep their files.
///
/// ```
/// <base>/postgres/        the cluster (PGDATA)
/// <base>/postgres.log     what PostgreSQL says, and memcached-<n>.log
/// <base>/run/             sockets; the programs of memcached work here
/// ```
///
/// The base is the data folder. Started by root, the servers run as another account: where that
/// account cannot enter the data folder (one below `/root`, say), the base is a folder of
/// `/var/lib/tintype` named after the data folder, because opening up a user's home is not for us
/// to do.
struct ServiceFolders: Sendable {
    let base: String
    let sockets: String

    var cluster: String { base + "/postgres" }
    var postgresLog: String { base + "/postgres.log" }
    func memcachedLog(_ index: Int) -> String { base + "/memcached-\(index).log" }

    /// Creates the data folder if need be and returns its real path.
    static func make(_ directory: String) throws(LocalServicesError) -> String {
        let path = URL(fileURLWithPath: directory).standardizedFileURL.path
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o755])
        } catch {
            // Foundation's own sentence names no cause; the system's does.
            _ = mkdir(path, 0o755)
            throw .folderUnusable(path: path, reason: lastSystemError())
        }
        guard access(path, R_OK | W_OK | X_OK) == 0 else {
            throw .folderUnusable(path: path, reason: lastSystemError())
        }
        guard let real = realpath(path, nil) else {
            throw .folderUnusable(path: path, reason: lastSystemError())
        }
        defer { free(real) }
        return String(cString: real)
    }

    /// Chooses and creates the folders for `directory`, which exists and is locked.
    init(
        directory: String, account: Account, log: @Sendable (String) -> Void
    ) async throws(LocalServicesError) {
        let name = Self.name(for: directory)
        if try await Self.canEnter(directory, account: account) {
            base = directory
        } else {
            base = "/var/lib/tintype/" + name
            do {
                try FileManager.default.createDirectory(
                    atPath: base, withIntermediateDirectories: true)
                // Whatever the umask is, the servers have to get in.
                for folder in ["/var/lib/tintype", base] { chmod(folder, 0o755) }
            } catch {
                throw .folderUnusable(
                    path: directory, reason: "the user \(Account.nameForRoot) cannot enter it")
            }
            log(
                "The user \(Account.nameForRoot) cannot enter \(directory); the private PostgreSQL "
                    + "keeps its files in \(base).")
        }
        let longest = base + "/run/.s.PGSQL.\(PrivatePostgres.port).lock"
        // PostgreSQL and its clients take a comma for the end of a name.
        if longest.utf8.count <= ServiceLimits.socketPathBytesMax && !base.contains(",") {
            sockets = base + "/run"
        } else {
            sockets = "/tmp/tintype-" + name
            try Self.refuseForeign(sockets, account: account)
        }
        try account.makePrivateFolder(sockets)
    }

    /// The temporary directory is everybody's: a folder there that is not ours is a trap.
    private static func refuseForeign(
        _ path: String, account: Account
    ) throws(LocalServicesError) {
        var info = stat()
        guard lstat(path, &info) == 0 else { return }
        let owner = account.drop?.user ?? geteuid()
        guard info.st_mode & S_IFMT == S_IFDIR, info.st_uid == owner || info.st_uid == 0 else {
            throw .socketFolderTaken(path: path)
        }
    }

    private static func canEnter(
        _ directory: String, account: Account
    ) async throws(LocalServicesError) -> Bool {
        if account.drop == nil { return true }
        let probe = Command(
            arguments: account.command(
                ["/bin/sh", "-c", "cd \"$0\"", directory], deathSignal: "KILL"),
            workingDirectory: "/", outputPath: "/dev/null")
        let child = try await ChildProcess.spawn(probe)
        return await child.end(withinMilliseconds: ServiceLimits.stopMilliseconds) == .code(0)
    }

    /// A short name for a path: its 64-bit FNV-1a hash.
    static func name(for path: String) -> String {
        let hash = path.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { hash, byte in
            (hash ^ UInt64(byte)) &* 0x100_0000_01b3
        }
        return String(hash, radix: 36)
    }
}

/// Empties a log that has grown too long.
func limitLog(_ path: String) {
    var info = stat()
    if stat(path, &info) == 0, info.st_size > ServiceLimits.logBytesMax { truncate(path, 0) }
}

/// The last line of a log that says why, without its time stamp; programs end with hints and noise.
func lastComplaint(in path: String) -> String? {
    guard let bytes = FileManager.default.contents(atPath: path) else { return nil }
    let lines = String(decoding: bytes.suffix(8_192), as: UTF8.self).split(separator: "\n")
    for mark in ["PANIC:", "FATAL:", "error:"] {
        if let line = lines.last(where: { $0.contains(mark) }), let range = line.range(of: mark) {
            return line[range.upperBound...].trimmingCharacters(in: .whitespaces)
        }
    }
    return lines.last.map { $0.trimmingCharacters(in: .whitespaces) }
}
