import NIOCore
import Social
import Synchronization

/// Tells running work that the client it is for has gone, so that nothing is read in vain.
///
/// A client that has closed its connection looks from here like one that only sends no more; both
/// count as gone, as they do for most proxies.
final class DisconnectCancellation: Sendable {
    private struct State {
        /// By the channel: one request of a connection runs at a time.
        var running: [ObjectIdentifier: @Sendable () -> Void] = [:]
        /// Open channels on which no more will come. A request may begin to run only after that.
        var ended: Set<ObjectIdentifier> = []
    }

    private let state = Mutex(State())

    /// What the work gives. Once it runs it tells how it is cancelled, and is when the client of the
    /// channel leaves.
    func run<Value>(
        for channel: any Channel,
        _ work: (_ started: (_ cancel: @escaping @Sendable () -> Void) -> Void) async throws ->
            Value
    ) async rethrows -> Value {
        let id = ObjectIdentifier(channel)
        defer { state.withLock { $0.running[id] = nil } }
        return try await work { cancel in
            state.withLock { $0.running[id] = cancel }
            if hasClosed(channel) { cancel() }
        }
    }

    /// What the work gives; it goes on when the client leaves, which `presence` then knows.
    func tell<Value>(
        _ presence: ClientPresence, of channel: any Channel,
        during work: () async throws -> Value
    ) async rethrows -> Value {
        let id = ObjectIdentifier(channel)
        state.withLock { $0.running[id] = { presence.leave() } }
        defer { state.withLock { $0.running[id] = nil } }
        if hasLeft(channel) { presence.leave() }
        return try await work()
    }

    func leave(_ channel: any Channel) {
        let id = ObjectIdentifier(channel)
        let (action, isNew) = state.withLock { state in
            (state.running[id], channel.isActive && state.ended.insert(id).inserted)
        }
        if isNew {
            channel.closeFuture.whenComplete { _ in
                self.state.withLock { state in _ = state.ended.remove(id) }
            }
        }
        action?()
    }

    private func hasLeft(_ channel: any Channel) -> Bool {
        hasClosed(channel) || state.withLock { $0.ended.contains(ObjectIdentifier(channel)) }
    }

    /// A channel that no server has accepted is a test's, which is never open.
    private func hasClosed(_ channel: any Channel) -> Bool {
        channel.parent != nil && !channel.isActive
    }
}
