import Foundation
import Glibc
import Synchronization

/// A private PostgreSQL cluster and private memcached servers, children of this process.
///
/// They keep their files below one folder and listen on unix sockets only, so they need no free
/// port and meet no other server of the machine. The cluster keeps its data from one start to the
/// next. The children end with this process, however it ends; what an earlier run left behind is
/// cleared away by the next start. One process at a time uses a folder.
///
/// Started by root, the servers run as the user `postgres`, because PostgreSQL refuses root.
package final class LocalServices: Sendable {
    /// Address of the database `tintype`, as a libpq URI.
    package let databaseURL: String
    /// One address a server, as libmemcached takes it: the absolute path of a unix socket.
    package let memcachedServers: [String]
    /// What ended by itself after the start. Ends when `stop()` is called; for one reader.
    package let failures: AsyncStream<LocalServicesError>

    let postgres: PrivatePostgres
    let memcached: [PrivateMemcached]
    private let lock: FolderLock
    private let endOfFailures: AsyncStream<LocalServicesError>.Continuation
    private let databasesCreated = Mutex(0)

    /// Starts everything and returns when all servers accept connections.
    ///
    /// - Parameters:
    ///   - directory: Created if it does not exist.
    ///   - memcachedCount: How many memcached servers.
    ///   - memcachedMegabytes: Memory of each, kept between 64 and 256.
    ///   - startsEmpty: Whether a cluster that is there, or what is left of one, is removed first.
    ///   - isReplicated: Whether replicas may be started (`startReplica`).
    ///   - isDurable: False makes the cluster faster and lets a power cut destroy it: for tests.
    ///   - log: Receives a sentence at a time for the person at the terminal.
    package static func start(
        in directory: String, memcachedCount: Int = 1, memcachedMegabytes: Int = 128,
        startsEmpty: Bool = false, isReplicated: Bool = false, isDurable: Bool = true,
        log: @escaping @Sendable (String) -> Void = { _ in }
    ) async throws(LocalServicesError) -> LocalServices {
        let directory = try ServiceFolders.make(directory)
        let lock = try FolderLock(folder: directory)
        let account = try Account.current()
        let folders = try await ServiceFolders(directory: directory, account: account, log: log)
        await Orphans.end(named: "memcached", in: folders.sockets, orderly: SIGTERM)
        if startsEmpty { try await removeCluster(folders.cluster) }

        let (failures, continuation) = AsyncStream.makeStream(of: LocalServicesError.self)
        let report: @Sendable (LocalServicesError) -> Void = { failure in
            log(failure.description)
            continuation.yield(failure)
        }
        let postgres = try PrivatePostgres(
            folders: folders, account: account, isDurable: isDurable,
            replication: isReplicated ? .primary : .none, report: report)
        var memcached: [PrivateMemcached] = []
        for index in 0..<memcachedCount {
            memcached.append(
                try PrivateMemcached(
                    index: index, folders: folders, account: account,
                    megabytes: memcachedMegabytes, report: report))
        }
        let services = LocalServices(
            postgres: postgres, memcached: memcached, lock: lock, failures: failures,
            endOfFailures: continuation)
        do throws(LocalServicesError) {
            try await postgres.start()
            for server in memcached { try await server.start() }
        } catch {
            await services.stop()
            throw error
        }
        return services
    }

    private static func removeCluster(_ folder: String) async throws(LocalServicesError) {
        await Orphans.end(named: "postgres", in: folder, orderly: SIGINT)
        guard access(folder, F_OK) == 0 else { return }
        do {
            try FileManager.default.removeItem(atPath: folder)
        } catch {
            throw .folderUnusable(path: folder, reason: "its files cannot be removed")
        }
    }

    private init(
        postgres: PrivatePostgres, memcached: [PrivateMemcached], lock: FolderLock,
        failures: AsyncStream<LocalServicesError>,
        endOfFailures: AsyncStream<LocalServicesError>.Continuation
    ) {
        self.postgres = postgres
        self.memcached = memcached
        self.lock = lock
        self.failures = failures
        self.endOfFailures = endOfFailures
        databaseURL = postgres.url(database: PrivatePostgres.database)
        memcachedServers = memcached.map(\.socket)
    }

    /// Stops all servers, waits for their end and gives the folder back.
    package func stop() async {
        for server in memcached { await server.stop() }
        await postgres.stop()
        endOfFailures.finish()
        lock.release()
    }

    /// Creates an empty database in the cluster and returns its address.
    package func freshDatabase() async throws(LocalServicesError) -> String {
        let number = databasesCreated.withLock { count in
            count += 1
            return count
        }
        let name = "fresh_\(getpid())_\(number)"
        try await postgres.createDatabase(name)
        return postgres.url(database: name)
    }
}
