import Foundation
import NIOCore

/// A file that may be packed with gzip.
package enum PackedFile {
    private struct TooLong: Error {}

    /// The text of a file; one whose name ends in `.gz` is unpacked.
    ///
    /// - Throws: `GatewayError` if it cannot be read, breaks off, or holds more than `bytesMax`
    ///   when it is unpacked. Not much more than that is read, so it may be a device without an end.
    package static func text(_ path: String, bytesMax: Int) throws(GatewayError) -> String {
        do {
            let file = try FileHandle(forReadingFrom: URL(filePath: path))
            defer { try? file.close() }
            let inflater = path.hasSuffix(".gz") ? try Inflater() : nil
            return String(buffer: try content(of: file, through: inflater, bytesMax: bytesMax))
        } catch is TooLong {
            throw GatewayError("\(path) holds more than \(bytesMax) bytes.")
        } catch is Problem {
            throw GatewayError("\(path) is not packed with gzip, or breaks off.")
        } catch {
            throw GatewayError("\(path) cannot be read.")
        }
    }

    private static func content(
        of file: FileHandle, through inflater: Inflater?, bytesMax: Int
    ) throws -> ByteBuffer {
        var content = ByteBuffer()
        func take(_ piece: ByteBuffer) throws {
            content.writeImmutableBuffer(piece)
            guard content.readableBytes <= bytesMax else { throw TooLong() }
        }
        while let bytes = try file.read(upToCount: Inflater.pieceBytes), !bytes.isEmpty {
            guard let inflater else {
                try take(ByteBuffer(bytes: bytes))
                continue
            }
            inflater.feed(ByteBuffer(bytes: bytes))
            while let piece = try inflater.next() { try take(piece) }
        }
        try inflater?.finish()
        return content
    }
}
