import Foundation

/// Numbers out of files nobody has checked: past the end is an error, never a trap.
extension [UInt8] {
    func byte(at offset: Int) throws(MediaError) -> UInt8 {
        guard offset >= 0, offset < count else { throw .damaged(detail: "breaks off") }
        return self[offset]
    }

    func bigEndian16(at offset: Int) throws(MediaError) -> Int {
        try Int(byte(at: offset)) << 8 | Int(byte(at: offset + 1))
    }

    func bigEndian32(at offset: Int) throws(MediaError) -> Int {
        try bigEndian16(at: offset) << 16 | bigEndian16(at: offset + 2)
    }

    func littleEndian16(at offset: Int) throws(MediaError) -> Int {
        try Int(byte(at: offset)) | Int(byte(at: offset + 1)) << 8
    }

    func littleEndian24(at offset: Int) throws(MediaError) -> Int {
        try littleEndian16(at: offset) | Int(byte(at: offset + 2)) << 16
    }

    func littleEndian32(at offset: Int) throws(MediaError) -> Int {
        try littleEndian16(at: offset) | littleEndian16(at: offset + 2) << 16
    }

    /// Whether these bytes stand at `offset`.
    func has(_ text: String, at offset: Int) -> Bool {
        offset >= 0 && offset + text.utf8.count <= count
            && self[offset..<offset + text.utf8.count].elementsEqual(text.utf8)
    }

    /// The first 0xFF at or after `offset`. memchr, because entropy-coded data is long.
    func firstMarkerPrefix(from offset: Int) -> Int? {
        guard offset < count else { return nil }
        return withUnsafeBytes { bytes -> Int? in
            guard let base = bytes.baseAddress,
                let found = memchr(base + offset, 0xFF, count - offset)
            else { return nil }
            return base.distance(to: UnsafeRawPointer(found))
        }
    }
}
