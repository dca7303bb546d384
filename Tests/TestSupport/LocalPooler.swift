import Foundation
import Glibc

@testable import LocalServices

/// pgbouncer in transaction mode before a private PostgreSQL: a client has another session of the
/// server for every transaction. For tests of what works behind one.
package final class LocalPooler: Sendable {
    private let child: ChildProcess
    private let port: Int

    init(child: ChildProcess, port: Int) {
        self.child = child
        self.port = port
    }

    /// The same database behind the pooler.
    /// - Parameter address: of a database of the PostgreSQL it stands before.
    package func url(of address: String) -> String {
        address.replacing("port=\(PrivatePostgres.port)", with: "port=\(port)")
    }

    package func stop() async {
        child.signal(SIGKILL)
        _ = await child.end(withinMilliseconds: ServiceLimits.immediateStopMilliseconds)
    }
}

extension LocalServices {
    /// Starts a pooler with so many sessions for each database. To be stopped by the caller; it ends
    /// with this process in any case.
    /// - Parameters:
    ///   - port: part of its socket's name, different for each pooler.
    ///   - ignored: settings that a client may ask for in vain; others refuse the connection.
    package func startPooler(
        sessions: Int, port: Int = 6432, ignoring ignored: [String] = []
    ) async throws(LocalServicesError) -> LocalPooler {
        guard let program = Programs.find("pgbouncer") else {
            throw .programMissing(program: "pgbouncer", package: "pgbouncer")
        }
        let folder = postgres.socketFolder
        let (file, users) = ("\(folder)/pgbouncer-\(port).ini", "\(folder)/pgbouncer-\(port).users")
        let log = "\(folder)/pgbouncer-\(port).log"
        let text = """
            [databases]
            * = host=\(folder) port=\(PrivatePostgres.port)
            [pgbouncer]
            unix_socket_dir = \(folder)
            listen_port = \(port)
            auth_type = trust
            auth_file = \(users)
            pool_mode = transaction
            default_pool_size = \(sessions)
            max_client_conn = \(ServiceLimits.postgresConnectionsMax)
            ignore_startup_parameters = \(ignored.joined(separator: ","))
            """
        do {
            try text.write(toFile: file, atomically: false, encoding: .utf8)
            try "\"\(PrivatePostgres.user)\" \"\"\n"
                .write(toFile: users, atomically: false, encoding: .utf8)
        } catch {
            throw .folderUnusable(path: folder, reason: "its files cannot be written")
        }
        let child = try await ChildProcess.spawn(
            Command(
                arguments: try Account.current().command([program, file], deathSignal: "KILL"),
                workingDirectory: folder, outputPath: log))
        let deadline = ContinuousClock.now + .milliseconds(ServiceLimits.startMilliseconds)
        while ContinuousClock.now < deadline && child.ended == nil {
            if accepts("\(folder)/.s.PGSQL.\(port)") {
                return LocalPooler(child: child, port: port)
            }
            try? await Task.sleep(for: .milliseconds(ServiceLimits.pollMilliseconds))
        }
        child.signal(SIGKILL)
        throw .startFailed(
            program: "pgbouncer", reason: lastComplaint(in: log) ?? "it did not become ready",
            log: log)
    }
}
