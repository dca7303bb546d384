import Foundation
import NIOCore

/// A file that may be packed with gzip.
package enum PackedFile {
    /// - Throws: `GatewayError` if it cannot be read, or holds more than `bytesMax` when unpacked.
    package static func text(_ path: String, bytesMax: Int) throws(GatewayError) -> String {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw GatewayError("\(path) cannot be read.")
        }
        guard path.hasSuffix(".gz") else { return String(decoding: data, as: UTF8.self) }
        var unpacked = ByteBuffer()
        do {
            let inflater = try Inflater()
            inflater.feed(ByteBuffer(bytes: data))
            while unpacked.readableBytes <= bytesMax, var piece = try inflater.next() {
                unpacked.writeBuffer(&piece)
            }
        } catch {
            throw GatewayError("\(path) is not packed with gzip.")
        }
        guard unpacked.readableBytes <= bytesMax else {
            throw GatewayError("\(path) holds more than \(bytesMax) bytes.")
        }
        return String(buffer: unpacked)
    }
}
