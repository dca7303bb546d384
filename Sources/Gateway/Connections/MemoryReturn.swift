import Foundation
import Media
import Synchronization

/// Gives memory back to the system when many connections have closed.
///
/// The allocator keeps what is freed for what may come: behind a crowd that has gone, that is most of
/// the process.
final class MemoryReturn: Sendable {
    private let connections: OpenConnections
    private let closedMin: Int
    private let period: Duration
    private let closedBefore = Atomic(0)

    init(_ connections: OpenConnections, _ limits: GatewayLimits) {
        self.connections = connections
        closedMin = limits.memoryReturnConnections
        period = .milliseconds(limits.memoryReturnMilliseconds)
    }

    /// Looks every now and then, until it is cancelled.
    func run() async {
        while (try? await Task.sleep(for: period)) != nil {
            let closed = connections.statistics.closed
            guard closed - closedBefore.load(ordering: .relaxed) >= closedMin else { continue }
            closedBefore.store(closed, ordering: .relaxed)
            // On a thread of its own: it holds each of the allocator's arenas for some milliseconds.
            Thread.detachNewThread { Allocator.giveBack() }
        }
    }
}
