import Crypto
import Media

/// What an upload address allows: one file of one type and size, with one digest if that was announced,
/// sent in one way, for a while.
package struct UploadTicket: Sendable, Equatable {
    /// How the bytes are sent; the purpose that the address is signed for.
    package enum Way: String, Sendable {
        /// One `PUT`.
        case put
        /// Resumably, by tus.
        case tus
    }

    package var mediaID: Int64
    package var ownerID: Int64
    /// Unix time.
    package var expiresMilliseconds: Int64
    /// Size that was announced; a file of another size is refused.
    package var byteCount: Int64
    /// As announced, such as `image/jpeg`.
    package var contentType: String
    /// SHA-256 that was announced; nil if none was.
    package var digest: ContentHash?
    package var way: Way

    package init(
        mediaID: Int64, ownerID: Int64, expiresMilliseconds: Int64, byteCount: Int64,
        contentType: String, digest: ContentHash? = nil, way: Way = .put
    ) {
        self.mediaID = mediaID
        self.ownerID = ownerID
        self.expiresMilliseconds = expiresMilliseconds
        self.byteCount = byteCount
        self.contentType = contentType
        self.digest = digest
        self.way = way
    }

    // Four numbers of eight bytes, the length of the digest, the digest, the type.

    private static let numbersEnd = 32

    var bytes: [UInt8] {
        var bytes: [UInt8] = []
        for number in [mediaID, ownerID, expiresMilliseconds, byteCount] {
            withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
        }
        let digest = digest?.bytes ?? []
        return bytes + [UInt8(digest.count)] + digest + Array(contentType.utf8)
    }

    init?(bytes: [UInt8], way: Way) {
        guard bytes.count > Self.numbersEnd else { return nil }
        let digestCount = Int(bytes[Self.numbersEnd])
        let digest = bytes.dropFirst(Self.numbersEnd + 1).prefix(digestCount)
        guard digest.count == digestCount, digestCount == 0 || digestCount == SHA256.byteCount,
            let type = String(
                validating: bytes.dropFirst(Self.numbersEnd + 1 + digestCount), as: UTF8.self)
        else { return nil }
        func number(_ index: Int) -> Int64 {
            bytes[index * 8..<index * 8 + 8].reduce(0) { $0 << 8 | Int64($1) }
        }
        self.init(
            mediaID: number(0), ownerID: number(1), expiresMilliseconds: number(2),
            byteCount: number(3), contentType: type, digest: ContentHash(bytes: Array(digest)),
            way: way)
    }
}
