import Glibc

/// A streaming replica of a private PostgreSQL, for tests of what reads from replicas.
package final class LocalReplica: Sendable {
    private let postgres: PrivatePostgres

    fileprivate init(postgres: PrivatePostgres) {
        self.postgres = postgres
    }

    /// The address of a database as the replica has it, as a libpq URI.
    package func url(database: String) -> String { postgres.url(database: database) }

    /// Clients lose their connections; the primary goes on.
    package func stop() async {
        await postgres.stop()
    }

    /// Starts it after a stop; it catches up with the primary.
    package func start() async throws(LocalServicesError) {
        try await postgres.start()
    }

    /// It stays connected but answers nothing. `SIGSTOP`
    package func pause() {
        postgres.signalEveryProcess(SIGSTOP)
    }

    /// Ends a pause. `SIGCONT`
    package func resume() {
        postgres.signalEveryProcess(SIGCONT)
    }
}

extension LocalServices {
    /// Copies the cluster, which must have been started with `isReplicated`, and follows its log.
    /// To be stopped by the caller; it ends with this process in any case.
    /// - Parameter directory: created if it does not exist.
    package func startReplica(
        in directory: String
    ) async throws(LocalServicesError) -> LocalReplica {
        let account = try Account.current()
        let folders = try await ServiceFolders(
            directory: ServiceFolders.make(directory), account: account, log: { _ in })
        let replica = try PrivatePostgres(
            folders: folders, account: account, isDurable: false,
            replication: .replica(of: postgres),
            report: { _ in })
        try await replica.start()
        return LocalReplica(postgres: replica)
    }
}
