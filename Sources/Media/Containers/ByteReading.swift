import Foundation

/// Numbers out of files that are not checked yet: past the end is an error, never a trap.
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
    func has(_ text: StaticString, at offset: Int) -> Bool {
        let length = text.utf8CodeUnitCount
        guard offset >= 0, offset <= count - length else { return false }
        return withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress else { return length == 0 }
            return memcmp(base + offset, text.utf8Start, length) == 0
        }
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

    mutating func appendBigEndian16(_ value: Int) {
        append(UInt8(truncatingIfNeeded: value >> 8))
        append(UInt8(truncatingIfNeeded: value))
    }

    mutating func appendBigEndian32(_ value: Int) {
        appendBigEndian16(value >> 16)
        appendBigEndian16(value)
    }

    mutating func appendLittleEndian16(_ value: Int) {
        append(UInt8(truncatingIfNeeded: value))
        append(UInt8(truncatingIfNeeded: value >> 8))
    }

    mutating func appendLittleEndian24(_ value: Int) {
        appendLittleEndian16(value)
        append(UInt8(truncatingIfNeeded: value >> 16))
    }

    mutating func appendLittleEndian32(_ value: Int) {
        appendLittleEndian16(value)
        appendLittleEndian16(value >> 16)
    }
}
