import CVips
import Foundation

/// Bytes on GLib's heap, for libvips to read while they last.
package final class HeapBytes {
    let start: UnsafeMutableRawPointer
    let count: Int

    /// Takes over memory that g_free releases.
    init(owning start: UnsafeMutableRawPointer, count: Int) {
        self.start = start
        self.count = count
    }

    /// Copies. A megabyte takes a tenth of a millisecond; in return there is no need to prove that a lazy
    /// decoder is done before an array moves.
    package init(_ bytes: [UInt8]) {
        count = bytes.count
        start = g_malloc(gsize(max(bytes.count, 1)))
        UnsafeMutableRawBufferPointer(start: start, count: count).copyBytes(from: bytes)
    }

    /// So many zeros.
    package init(zeros count: Int) {
        self.count = count
        start = g_malloc0(gsize(max(count, 1)))
    }

    deinit { g_free(start) }

    /// Sets a range to one value.
    package func fill(_ range: Range<Int>, _ value: UInt8) {
        precondition(range.lowerBound >= 0 && range.upperBound <= count)
        memset(start + range.lowerBound, Int32(value), range.count)
    }

    /// Lends the bytes for the time of a call.
    func withBytes<Value>(_ body: (UnsafeRawBufferPointer) -> Value) -> Value {
        defer { withExtendedLifetime(self) {} }
        return body(UnsafeRawBufferPointer(start: start, count: count))
    }

    /// Stays alive at least as long as `image`, which reads from here. Whatever is computed from
    /// that image holds it in turn. g_object_set_data_full
    func outlive(_ image: UnsafeMutablePointer<VipsImage>) {
        g_object_set_data_full(
            UnsafeMutableRawPointer(image).assumingMemoryBound(to: GObject.self), "tintype-bytes",
            Unmanaged.passRetained(self).toOpaque(),
            { data in
                if let data { Unmanaged<HeapBytes>.fromOpaque(data).release() }
            })
    }
}
