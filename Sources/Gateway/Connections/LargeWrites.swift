import NIOCore
import Synchronization

/// Bytes of large pieces of answers that wait for their clients to take them, in all connections together.
///
/// An answer that is in memory as a whole goes out in one piece while there is room for it; then one that is
/// not read keeps its memory, though what it came from has been forgotten.
final class LargeWrites: Sendable {
    /// From how many bytes on a piece counts.
    let pieceBytesMin: Int
    private let bytesMax: Int
    private let bytes = Atomic(0)

    init(_ limits: GatewayLimits) {
        pieceBytesMin = limits.fileChunkBytes
        bytesMax = limits.largeWritesBytesMax
    }

    /// Whether there is room for so many more. Those that find it at the same moment all have it: what is counted
    /// is what has come to a connection.
    func hasRoom(for count: Int) -> Bool {
        count <= pieceBytesMin || bytes.load(ordering: .relaxed) + count <= bytesMax
    }

    /// A piece begins to be written, which a promise tells the end of.
    func add(_ count: Int, until written: EventLoopFuture<Void>) {
        bytes.add(count, ordering: .relaxed)
        written.whenComplete { _ in self.bytes.subtract(count, ordering: .relaxed) }
    }

    /// What waits now.
    var waitingBytes: Int { bytes.load(ordering: .relaxed) }
}
