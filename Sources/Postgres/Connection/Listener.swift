import Glibc
import Synchronization

/// What another session has notified.
package struct Notification: Sendable, Equatable {
    package let channel: String
    package let payload: String
}

/// Waits for notifications on a connection of its own, which is made again whenever it is lost.
/// `Database.listen` makes it.
package final class Listener: Sendable {
    private let parameters: ConnectionParameters
    private let timeout: Duration
    private let channels: [String]
    private let hear: @Sendable (Notification?) -> Void
    private let wake: WakeSignal
    private let isClosed = Atomic(false)

    init(
        _ configuration: DatabaseConfiguration, channels: [String],
        _ hear: @escaping @Sendable (Notification?) -> Void
    ) throws(PostgresError) {
        parameters = try configuration.parameters()
        timeout = configuration.connectTimeout
        self.channels = channels
        self.hear = hear
        wake = try WakeSignal()
        // The thread keeps it until it is closed.
        guard startThread({ self.run() }) else {
            throw PostgresError(.unavailable, "no thread is left to listen to the database")
        }
    }

    /// Hears no more from now on. The connection is closed soon after.
    package func close() {
        isClosed.store(true, ordering: .sequentiallyConsistent)
        wake.raise()
    }

    private var isOpen: Bool { !isClosed.load(ordering: .sequentiallyConsistent) }

    // MARK: On the thread

    private func run() {
        var backoff = Backoff()
        while isOpen {
            // Why it cannot be made or was lost, those learn who have something to ask.
            if let server = try? connectAndListen() {
                backoff = Backoff()
                if isOpen { hear(nil) }
                hearAll(server)
            }
            if isOpen { wait(for: [], atMost: backoff.next().pollMilliseconds) }
        }
    }

    private func connectAndListen() throws(PostgresError) -> ServerConnection {
        let server = try connect(parameters, within: timeout)
        for channel in channels {
            // A channel is a name of the program's.
            let query = Query(unescaped: "LISTEN \"\(channel)\"")
            _ = try server.firstValue(of: query, by: .now + timeout)
        }
        return server
    }

    /// Returns when the connection is lost, or this is closed.
    private func hearAll(_ server: ServerConnection) {
        while server.consumeInput() {
            while let heard = server.nextNotification() {
                if isOpen { hear(heard) }
            }
            if !isOpen { return }
            wait(for: [pollfd(server.socket)], atMost: -1)
        }
    }

    private func wait(for sockets: [pollfd], atMost milliseconds: Int32) {
        var ready = [pollfd(wake.descriptor)] + sockets
        _ = poll(&ready, nfds_t(ready.count), milliseconds)
        if ready[0].revents != 0 { wake.lower() }
    }
}
