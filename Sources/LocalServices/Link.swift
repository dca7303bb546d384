import Foundation
import Glibc
import Synchronization

/// A way to a server that can be cut and mended: a network partition between some clients and a
/// server that others still reach. For tests of what depends on these servers. Lives until it is
/// cut.
package final class Link: Sendable {
    /// The address that clients use in place of the server's: a unix socket.
    package let path: String
    private let target: String
    private let state = Mutex(State())

    private struct State {
        /// nil while the link is cut.
        var listener: Int32?
        /// Both ends of every connection, in the order of their making.
        var connections: [(client: Int32, server: Int32)] = []
    }

    /// A link that works.
    init(path: String, to target: String) throws(LocalServicesError) {
        self.path = path
        self.target = target
        try mend()
    }

    /// Refuses new connections and ends the oldest ones.
    /// - Parameter oldest: how many; nil ends all. All clients of a server have the same address for
    ///   it, so the one that is to be cut off connects first.
    package func cut(oldest: Int? = nil) {
        state.withLock { state in
            if let listener = state.listener {
                unlink(path)
                shutdown(listener, Int32(SHUT_RDWR))
            }
            state.listener = nil
            // All are closed by their threads, which this wakes.
            for connection in state.connections.prefix(oldest ?? .max) {
                shutdown(connection.client, Int32(SHUT_RDWR))
                shutdown(connection.server, Int32(SHUT_RDWR))
            }
        }
    }

    /// Takes connections again. Only after a cut.
    package func mend() throws(LocalServicesError) {
        let listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        let isBound = withSocketAddress(path) { bind(listener, $0, $1) == 0 } ?? false
        guard isBound, listen(listener, 64) == 0 else {
            close(listener)
            throw .folderUnusable(path: path, reason: "no socket can be made there")
        }
        state.withLock { $0.listener = listener }
        Thread.detachNewThread { [self] in
            while true {
                let client = accept(listener, nil, nil)
                if client < 0 { break }
                connect(client)
            }
            close(listener)
        }
    }

    private func connect(_ client: Int32) {
        let server = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        let isConnected = withSocketAddress(target) { Glibc.connect(server, $0, $1) == 0 } ?? false
        let isWanted = state.withLock { state in
            guard isConnected, state.listener != nil else { return false }
            state.connections.append((client, server))
            return true
        }
        guard isWanted else {
            close(client)
            close(server)
            return
        }
        Thread.detachNewThread { [self] in
            carry(client, server)
            state.withLock { state in
                state.connections.removeAll { $0.client == client }
                close(client)
                close(server)
            }
        }
    }
}

extension LocalServices {
    /// A way to a memcached that can be cut without harm to who uses the server's own address.
    package func link(toMemcached index: Int = 0) throws(LocalServicesError) -> Link {
        let socket = memcached[index].socket
        let number = UInt16.random(in: .min ... .max)
        return try Link(path: socket + ".\(String(number, radix: 36))", to: socket)
    }
}

/// Copies bytes both ways until one end closes.
private func carry(_ client: Int32, _ server: Int32) {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let ends = [client, server]
    while true {
        var polled = ends.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        guard poll(&polled, 2, -1) > 0 else { return }
        for (from, to) in [(0, 1), (1, 0)] where polled[from].revents != 0 {
            let count = recv(ends[from], &buffer, buffer.count, 0)
            if count <= 0 { return }
            guard sendAll(buffer, count, to: ends[to]) else { return }
        }
    }
}

private func sendAll(_ bytes: [UInt8], _ count: Int, to end: Int32) -> Bool {
    bytes.withUnsafeBytes { bytes in
        var sent = 0
        while sent < count {
            let rest = bytes[sent..<count]
            let more = send(
                end, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count,
                Int32(MSG_NOSIGNAL))
            if more <= 0 { return false }
            sent += more
        }
        return true
    }
}
