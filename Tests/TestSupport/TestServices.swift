import Foundation
import Glibc
import Synchronization

@testable import LocalServices

/// Real servers for the tests of one process: started by whoever asks first, shared by all, and
/// removed with their folder when the process exits.
///
/// ```swift
/// let database = try await Database(url: TestServices.freshDatabase())
/// let servers = try await TestServices.shared.memcachedServers
/// ```
///
/// A suite that stops or freezes servers starts its own with `TestServices.start()`; the shared ones
/// are for everybody else.
package enum TestServices {
    private static let first = Task { try await start() }
    private static let running = Mutex<[(services: LocalServices, folder: String)]>([])
    private static let prefix = "/tmp/tintype-test-"

    /// The shared servers: PostgreSQL without fsync and one memcached.
    package static var shared: LocalServices {
        get async throws { try await first.value }
    }

    /// The address of an empty database in the shared PostgreSQL.
    package static func freshDatabase() async throws -> String {
        try await shared.freshDatabase()
    }

    /// Servers of the caller's own, in a new folder that is removed when the process exits.
    package static func start(
        memcachedCount: Int = 1, isReplicated: Bool = false
    ) async throws -> LocalServices {
        sweepOnce
        let folder = try makeFolder()
        let services = try await LocalServices.start(
            in: folder, memcachedCount: memcachedCount, memcachedMegabytes: 64,
            isReplicated: isReplicated, isDurable: false)
        running.withLock { $0.append((services, folder)) }
        return services
    }

    /// A new folder below the temporary directory that the user `postgres` may enter; removed when
    /// the process exits if servers were started there with `start()`.
    package static func makeFolder() throws -> String {
        let name = String(UInt32.random(in: .min ... .max), radix: 36)
        let folder = "\(prefix)\(getpid())-\(name)"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o755])
        return folder
    }

    /// Run once: asks for the clean-up at exit and removes what killed test processes left.
    private static let sweepOnce: Void = {
        atexit { TestServices.removeAll() }
        let entries = (try? FileManager.default.contentsOfDirectory(atPath: "/tmp")) ?? []
        for name in entries where "/tmp/\(name)".hasPrefix(prefix) {
            let owner = name.split(separator: "-").dropFirst(2).first.flatMap { pid_t($0) }
            guard let owner, kill(owner, 0) == -1, errno == ESRCH else { continue }
            remove("/tmp/\(name)")
        }
    }()

    private static func removeAll() {
        for (services, folder) in running.withLock({ $0 }) {
            for server in services.memcached { server.endNow() }
            services.postgres.endNow()
            remove(folder)
        }
    }

    private static func remove(_ folder: String) {
        for (program, place) in [("postgres", "/postgres"), ("memcached", "/run")] {
            for pid in Orphans.processes(named: program, in: folder + place) { kill(pid, SIGKILL) }
        }
        try? FileManager.default.removeItem(atPath: folder)
    }
}
