import NIOCore
import Synchronization

/// Tells running work that the client it is for has gone, so that nothing is read for nobody.
///
/// A client that has closed its connection looks from here like one that only sends no more; both
/// count as gone, as they do for most proxies.
final class Departures: Sendable {
    /// By the channel: one request of a connection runs at a time.
    private let running = Mutex<[ObjectIdentifier: @Sendable () -> Void]>([:])

    /// What the work gives; it is cancelled when the client of the channel leaves.
    func run<Value: Sendable>(
        for channel: any Channel, _ work: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        let task = Task { try await work() }
        let id = ObjectIdentifier(channel)
        running.withLock { $0[id] = { task.cancel() } }
        defer { running.withLock { $0[id] = nil } }
        return try await withTaskCancellationHandler {
            try await task.value
        } onCancel: {
            task.cancel()
        }
    }

    func leave(_ channel: any Channel) {
        running.withLock { $0[ObjectIdentifier(channel)] }?()
    }
}
