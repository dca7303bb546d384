import Hummingbird
import HummingbirdCore
import NIOCore

extension RequestBody {
    /// Hands over each piece of the body as it arrives.
    ///
    /// A sender that stops altogether is cut off by the idle time of its connection; one that drips
    /// is noticed at the first piece behind the deadline, so no timer is needed.
    func forEachPiece(
        bytesMax: Int, arrivalMilliseconds: Int, _ take: (ByteBuffer) async throws -> Void
    ) async throws {
        let deadline = ContinuousClock.now + .milliseconds(arrivalMilliseconds)
        var count = 0
        var pieces = makeAsyncIterator()
        while let piece = try await Self.next(of: &pieces) {
            count += piece.readableBytes
            guard count <= bytesMax else { throw Problem.bodyTooLarge(bytesMax: bytesMax) }
            guard ContinuousClock.now <= deadline else { throw Problem.bodyTooSlow }
            try await take(piece)
        }
    }

    /// A body that breaks off, or is not framed as it should be, is the client's mistake.
    private static func next(of pieces: inout AsyncIterator) async throws -> ByteBuffer? {
        do {
            return try await pieces.next()
        } catch let error as CancellationError {
            throw error
        } catch let problem as Problem {
            throw problem
        } catch {
            throw Problem.bodyCutShort
        }
    }

    /// The whole body, which is small.
    func collected(bytesMax: Int, arrivalMilliseconds: Int) async throws -> ByteBuffer {
        var whole: ByteBuffer?
        try await forEachPiece(bytesMax: bytesMax, arrivalMilliseconds: arrivalMilliseconds) {
            piece in
            // Most bodies come in one piece, which is then not copied.
            guard whole != nil else {
                whole = piece
                return
            }
            whole?.writeImmutableBuffer(piece)
        }
        return whole ?? ByteBuffer()
    }
}

extension Request {
    /// The length that the client announces; nil if it sends in chunks.
    var announcedLength: Int? {
        headers[.contentLength].flatMap { Int($0) }
    }
}
