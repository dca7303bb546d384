/// Keys of one request, in one buffer.
///
/// A key that memcached cannot hold (empty, longer than `MemcachedLimits.keyBytesMax`, or with a
/// space or control character) keeps its place but is never sent: reading it is a miss, storing it
/// does nothing, deleting it is done already.
package struct KeyBatch: Sendable {
    /// All keys, one after the other; a refused one takes no bytes.
    private(set) var bytes: [UInt8] = []
    /// Where each key ends.
    private var ends: [Int] = []
    private(set) var hasRefusedKey = false

    package init() {}

    package init(_ keys: [String]) {
        for key in keys { append { $0 += Array(key.utf8) } }
    }

    /// Keys of which none is refused: `write` puts each where it is told, in at most `bytesMax`
    /// bytes, and gives its length.
    package init(
        count: Int, bytesMax: Int, write: (Int, UnsafeMutableBufferPointer<UInt8>) -> Int
    ) {
        ends.reserveCapacity(count)
        bytes = Array(unsafeUninitializedCapacity: count * bytesMax) { buffer, end in
            for index in 0..<count {
                let place = UnsafeMutableBufferPointer(rebasing: buffer[end..<end + bytesMax])
                end += write(index, place)
                ends.append(end)
            }
        }
    }

    /// Some keys of another batch.
    package init(_ batch: KeyBatch, at indices: [Int]) {
        if indices.elementsEqual(0..<batch.count) {
            self = batch
            return
        }
        ends.reserveCapacity(indices.count)
        for index in indices {
            let range = batch.range(index)
            if range.isEmpty { hasRefusedKey = true }
            bytes += batch.bytes[range]
            ends.append(bytes.count)
        }
    }

    package var count: Int { ends.count }
    package var byteCount: Int { bytes.count }
    package var isEmpty: Bool { ends.isEmpty }

    package mutating func reserve(keys: Int, bytes count: Int) {
        ends.reserveCapacity(keys)
        bytes.reserveCapacity(count)
    }

    /// Adds the key that `write` appends to the buffer.
    @inline(__always)
    package mutating func append(_ write: (inout [UInt8]) -> Void) {
        let start = bytes.count
        write(&bytes)
        if !Self.isKey(bytes[start...]) {
            bytes.removeSubrange(start...)
            hasRefusedKey = true
        }
        ends.append(bytes.count)
    }

    package mutating func append(_ key: ArraySlice<UInt8>) {
        append { $0 += key }
    }

    /// Where a key lies in `bytes`; empty for a refused one.
    func range(_ index: Int) -> Range<Int> {
        (index == 0 ? 0 : ends[index - 1])..<ends[index]
    }

    package subscript(index: Int) -> ArraySlice<UInt8> { bytes[range(index)] }

    private static func isKey(_ key: ArraySlice<UInt8>) -> Bool {
        guard key.count > 0 && key.count <= MemcachedLimits.keyBytesMax else { return false }
        return key.withUnsafeBufferPointer { $0.allSatisfy { $0 > 0x20 && $0 != 0x7F } }
    }
}

extension KeyBatch: CustomStringConvertible {
    package var description: String {
        (0..<count).map { String(decoding: self[$0], as: UTF8.self) }.joined(separator: " ")
    }
}
