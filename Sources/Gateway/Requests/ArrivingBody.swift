import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore

/// A body with what has to happen while it arrives: the client is told to go ahead, its encoding is
/// undone, its bytes are counted. Nothing of it happens before a route asks for the first byte, so
/// refusals come before.
struct ArrivingBody: AsyncSequence, Sendable {
    typealias Element = ByteBuffer

    /// How a body may be encoded.
    enum Coding: Sendable {
        case identity
        case zlib
        /// Not as it is here.
        case refused(Problem)

        /// - Parameter mayBeEncoded: whether the route takes any encoding.
        init(_ header: String?, mayBeEncoded: Bool) {
            switch header?.lowercased() {
            case nil, "identity", "": self = .identity
            case "gzip" where mayBeEncoded, "x-gzip" where mayBeEncoded,
                "deflate" where mayBeEncoded:
                self = .zlib
            default: self = .refused(mayBeEncoded ? .wantsKnownEncoding : .wantsNoEncoding)
            }
        }
    }

    let body: RequestBody
    let coding: Coding
    /// Where bytes are counted that stay in memory; nil for those that go straight to disk.
    let claim: BodyBudget.Claim?
    let goAhead: (@Sendable () -> Void)?

    struct AsyncIterator: AsyncIteratorProtocol {
        fileprivate let arriving: ArrivingBody
        fileprivate var pieces: RequestBody.AsyncIterator
        fileprivate var inflater: Inflater?
        fileprivate var hasBegun = false

        /// - Throws: `Problem`, or what the connection throws.
        mutating func next() async throws -> ByteBuffer? {
            if !hasBegun { try begin() }
            let piece: ByteBuffer?
            if let inflater {
                piece = try await nextDecoded(inflater)
            } else {
                piece = try await pieces.next()
            }
            if let piece { try arriving.claim?.add(piece.readableBytes) }
            return piece
        }

        private mutating func begin() throws(Problem) {
            hasBegun = true
            switch arriving.coding {
            case .identity: break
            case .zlib: inflater = try Inflater()
            case .refused(let problem): throw problem
            }
            arriving.goAhead?()
        }

        private mutating func nextDecoded(_ inflater: Inflater) async throws -> ByteBuffer? {
            while true {
                if let piece = try inflater.next() { return piece }
                guard let encoded = try await pieces.next() else {
                    try inflater.finish()
                    return nil
                }
                inflater.feed(encoded)
            }
        }
    }

    func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(arriving: self, pieces: body.makeAsyncIterator())
    }
}
