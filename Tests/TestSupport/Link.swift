import Foundation
import Glibc
import Synchronization

@testable import LocalServices

/// What happens to bytes on their way through a `Link`.
package struct LinkFault: Sendable, Equatable {
    /// How much later they arrive. They keep their order, and what comes later is not held up by it:
    /// a longer way, not a narrower one.
    package var delayMilliseconds: Int
    /// They are taken and lost, so that the other end waits for ever.
    package var drops: Bool
    /// Of this many bytes one has a bit turned; 0: none.
    package var garblesOneIn: Int

    package init(delayMilliseconds: Int = 0, drops: Bool = false, garblesOneIn: Int = 0) {
        self.delayMilliseconds = delayMilliseconds
        self.drops = drops
        self.garblesOneIn = garblesOneIn
    }

    package static let none = LinkFault()
}

/// A way to a server that can be cut, mended and made worse: a network partition or a bad network
/// between some clients and a server that others still reach. For tests of what depends on these
/// servers. Lives until it is cut.
package final class Link: Sendable {
    /// Which bytes a fault is about.
    package enum Direction: Int, Sendable, CaseIterable { case requests, replies }

    /// The address that clients use in place of the server's: a unix socket.
    package let path: String
    private let target: String
    private let state = Mutex(State())

    private struct State {
        /// nil while the link is cut.
        var listener: Int32?
        /// In the order of their making.
        var connections: [Carriage] = []
        var faults: [LinkFault] = [.none, .none]
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
            for carriage in state.connections.prefix(oldest ?? .max) { carriage.end() }
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
        // Servers that dropped root may still be reached by clients that did.
        chmod(path, 0o777)
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

    /// From now on, on all connections.
    package func set(_ fault: LinkFault, on direction: Direction = .replies) {
        state.withLock { $0.faults[direction.rawValue] = fault }
    }

    /// Ends all connections and goes on to take new ones: what a server does with those that are idle.
    package func endConnections() {
        for carriage in state.withLock({ $0.connections }) { carriage.end() }
    }

    /// Tells all clients that the server will send no more, while what they send still arrives.
    package func halfClose() {
        for carriage in state.withLock({ $0.connections }) { carriage.endReplies() }
    }

    fileprivate func fault(on direction: Direction) -> LinkFault {
        state.withLock { $0.faults[direction.rawValue] }
    }

    private func connect(_ client: Int32) {
        let server = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        let isConnected = withSocketAddress(target) { Glibc.connect(server, $0, $1) == 0 } ?? false
        let carriage = Carriage(client: client, server: server)
        let isWanted = state.withLock { state in
            guard isConnected, state.listener != nil else { return false }
            state.connections.append(carriage)
            return true
        }
        guard isWanted else { return carriage.close() }
        for direction in Direction.allCases {
            Thread.detachNewThread { [self] in
                carriage.carry(direction) { self.fault(on: direction) }
                guard carriage.finish() else { return }
                state.withLock { state in
                    state.connections.removeAll { $0 === carriage }
                    carriage.close()
                }
            }
        }
    }
}

/// One connection through a link. Its descriptors are closed when both directions have ended.
private final class Carriage: Sendable {
    private let client: Int32
    private let server: Int32
    private let directionsEnded = Mutex(0)

    /// Most bytes on their way in one direction; a sender waits for the rest.
    private static let bytesMax = 1 << 20

    init(client: Int32, server: Int32) {
        self.client = client
        self.server = server
    }

    func end() {
        shutdown(client, Int32(SHUT_RDWR))
        shutdown(server, Int32(SHUT_RDWR))
    }

    func endReplies() {
        shutdown(client, Int32(SHUT_WR))
    }

    func close() {
        Glibc.close(client)
        Glibc.close(server)
    }

    /// One direction has ended. Whether it was the last.
    func finish() -> Bool {
        end()
        return directionsEnded.withLock { ended in
            ended += 1
            return ended == Link.Direction.allCases.count
        }
    }

    private struct Parcel {
        var due: ContinuousClock.Instant
        var bytes: [UInt8]
    }

    /// Copies bytes until an end closes. Blocks its thread.
    func carry(_ direction: Link.Direction, fault: () -> LinkFault) {
        let (from, to) = direction == .requests ? (client, server) : (server, client)
        var buffer = [UInt8](repeating: 0, count: 65_536)
        var underway: [Parcel] = []
        var byteCount = 0
        var carried = 0
        while true {
            let mayRead = byteCount < Self.bytesMax
            var polled = pollfd(fd: from, events: mayRead ? Int16(POLLIN) : 0, revents: 0)
            let wait = underway.first.map { Self.milliseconds(until: $0.due) } ?? -1
            guard poll(&polled, 1, wait) >= 0 else { return }
            if mayRead, polled.revents != 0 {
                let count = recv(from, &buffer, buffer.count, 0)
                if count <= 0 { return }
                let fault = fault()
                if !fault.drops {
                    var bytes = Array(buffer[..<count])
                    Self.garble(&bytes, fault, carried: carried)
                    let due = ContinuousClock.now + .milliseconds(fault.delayMilliseconds)
                    underway.append(Parcel(due: due, bytes: bytes))
                    byteCount += count
                }
                carried += count
            }
            while let first = underway.first, first.due <= .now {
                guard sendAll(first.bytes, to: to) else { return }
                byteCount -= first.bytes.count
                underway.removeFirst()
            }
        }
    }

    private static func milliseconds(until due: ContinuousClock.Instant) -> Int32 {
        let left = (due - .now) / .milliseconds(1)
        return Int32(max(0, left.rounded(.up)))
    }

    private static func garble(_ bytes: inout [UInt8], _ fault: LinkFault, carried: Int) {
        guard fault.garblesOneIn > 0 else { return }
        for index in bytes.indices where (carried + index + 1) % fault.garblesOneIn == 0 {
            bytes[index] ^= 1
        }
    }
}

private func sendAll(_ bytes: [UInt8], to end: Int32) -> Bool {
    bytes.withUnsafeBytes { bytes in
        var sent = 0
        while sent < bytes.count {
            let rest = UnsafeRawBufferPointer(rebasing: bytes[sent...])
            let more = send(end, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL))
            if more <= 0 { return false }
            sent += more
        }
        return true
    }
}

extension LocalServices {
    /// A way to a memcached that can be cut without harm to who uses the server's own address.
    package func link(toMemcached index: Int = 0) throws(LocalServicesError) -> Link {
        let socket = memcached[index].socket
        let number = UInt16.random(in: .min ... .max)
        return try Link(path: socket + ".\(String(number, radix: 36))", to: socket)
    }

    /// A way to PostgreSQL, and the address of a database by it.
    /// - Parameter url: of a database of this server.
    package func linkToPostgres(
        _ url: String
    ) throws(LocalServicesError) -> (link: Link, url: String) {
        let folder = postgres.socketFolder
        let way = folder + "/" + String(UInt16.random(in: .min ... .max), radix: 36)
        guard mkdir(way, 0o755) == 0 else {
            throw .folderUnusable(path: way, reason: lastSystemError())
        }
        let name = "/" + postgres.socketName
        let link = try Link(path: way + name, to: folder + name)
        return (link, url.replacing(postgres.socketHost, with: PrivatePostgres.escaped(way)))
    }
}
