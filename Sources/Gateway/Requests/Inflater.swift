import CZlib
import NIOCore

/// Decodes a body of `Content-Encoding: gzip` or `deflate` as it arrives, in pieces of a fixed size:
/// what a few bytes stand for is never in memory at once.
/// https://www.rfc-editor.org/rfc/rfc9110#section-8.4.1
final class Inflater {
    /// zlib keeps the address of its stream.
    private let stream: UnsafeMutablePointer<z_stream>
    private var input = ByteBuffer()
    /// The last piece was full, so there may be more without more input.
    private var mayHaveMore = false
    private var isOver = false

    static let pieceBytes = 64 * 1024
    /// The largest window, and whichever of both formats it is. `inflateInit2`
    private static let windowBits: Int32 = 15 + 32

    /// - Throws: `Problem` (503) if there is no memory. `inflateInit2`
    init() throws(Problem) {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        let size = Int32(MemoryLayout<z_stream>.size)
        if inflateInit2_(stream, Self.windowBits, ZLIB_VERSION, size) != Z_OK {
            throw .tooManyBodies
        }
    }

    /// `inflateEnd`
    deinit {
        inflateEnd(stream)
        stream.deinitialize(count: 1)
        stream.deallocate()
    }

    /// Takes what came next. All pieces of what came before must have been taken.
    func feed(_ encoded: ByteBuffer) {
        input = encoded
    }

    /// The next piece; nil if more must come first. `inflate`
    ///
    /// - Throws: `Problem` (400) if this is not the format, or something stands behind its end.
    func next() throws(Problem) -> ByteBuffer? {
        if isOver {
            guard input.readableBytes == 0 else { throw .badEncoding }
            return nil
        }
        guard input.readableBytes > 0 || mayHaveMore else { return nil }
        var piece = ByteBuffer()
        let result = inflate(into: &piece)
        guard result == Z_OK || result == Z_STREAM_END || result == Z_BUF_ERROR else {
            throw .badEncoding
        }
        isOver = result == Z_STREAM_END
        mayHaveMore = piece.readableBytes == Self.pieceBytes
        return piece.readableBytes > 0 ? piece : nil
    }

    /// - Throws: `Problem` (400) if the end has not come.
    func finish() throws(Problem) {
        if !isOver { throw .badEncoding }
    }

    private func inflate(into piece: inout ByteBuffer) -> Int32 {
        var result = Z_OK
        input.readWithUnsafeMutableReadableBytes { encoded in
            stream.pointee.next_in = encoded.baseAddress?.assumingMemoryBound(to: Bytef.self)
            stream.pointee.avail_in = UInt32(encoded.count)
            piece.writeWithUnsafeMutableBytes(minimumWritableBytes: Self.pieceBytes) { decoded in
                stream.pointee.next_out = decoded.baseAddress?.assumingMemoryBound(to: Bytef.self)
                stream.pointee.avail_out = UInt32(Self.pieceBytes)
                result = CZlib.inflate(stream, Z_NO_FLUSH)
                return Self.pieceBytes - Int(stream.pointee.avail_out)
            }
            return encoded.count - Int(stream.pointee.avail_in)
        }
        stream.pointee.next_in = nil
        stream.pointee.next_out = nil
        return result
    }
}
