/// The checksum in the header of a cached value (`CacheValue`): 32 bits over all of it, so also over
/// the key it was made for. It finds what memory and networks do to bytes; it is no signature.
///
///     value    = blocks of 64 bytes, the last one filled with zeros; the checksum's own four bytes
///                count as zeros
///     block    = eight words of 64 bits, little-endian
///     fold     = the upper half of the 128-bit product of two words XOR the lower half
///     lane i   : s[i] = fold(word[2i] ^ s[i], word[2i + 1] ^ pi[4 + i])     s[i] = pi[i] at first
///     checksum = both halves, XOR, of
///                fold(fold(s[0], s[1]) ^ pi[0], fold(s[2], s[3]) ^ pi[1])
///
/// Multiplying and folding is how wyhash mixes (https://github.com/wangyi-fudan/wyhash): 16 bytes by
/// one instruction. There are four lanes because a product is ready only some cycles later. `pi` is
/// the first 512 bits behind the point of the number.
struct ValueChecksum {
    /// Bytes of a value that lie before its checksum.
    static let offset = 12
    private static let blockBytes = 64

    private var lanes = (
        0x243f_6a88_85a3_08d3 as UInt64, 0x1319_8a2e_0370_7344 as UInt64,
        0xa409_3822_299f_31d0 as UInt64, 0x082e_fa98_ec4e_6c89 as UInt64
    )

    /// - Parameter value: at least as long as a header.
    static func of(_ value: UnsafeRawBufferPointer) -> UInt32 {
        var sum = ValueChecksum()
        // Leaves out the checksum itself: the upper half of the second word.
        var mask: UInt64 = 0xffff_ffff
        var start = 0
        while value.count - start >= blockBytes {
            sum.take(UnsafeRawBufferPointer(rebasing: value[start..<start + blockBytes]), mask)
            mask = .max
            start += blockBytes
        }
        if start < value.count {
            withUnsafeTemporaryAllocation(byteCount: blockBytes, alignment: 8) { block in
                block.initializeMemory(as: UInt8.self, repeating: 0)
                block.copyMemory(from: UnsafeRawBufferPointer(rebasing: value[start...]))
                sum.take(UnsafeRawBufferPointer(block), mask)
            }
        }
        return sum.end
    }

    @inline(__always)
    private mutating func take(_ block: UnsafeRawBufferPointer, _ mask: UInt64) {
        func word(_ index: Int) -> UInt64 { CacheValue.load(block, index * 8) }
        lanes.0 = Self.fold(word(0) ^ lanes.0, word(1) & mask ^ 0x4528_21e6_38d0_1377)
        lanes.1 = Self.fold(word(2) ^ lanes.1, word(3) ^ 0xbe54_66cf_34e9_0c6c)
        lanes.2 = Self.fold(word(4) ^ lanes.2, word(5) ^ 0xc0ac_29b7_c97c_50dd)
        lanes.3 = Self.fold(word(6) ^ lanes.3, word(7) ^ 0x3f84_d5b5_b547_0917)
    }

    private var end: UInt32 {
        let first = ValueChecksum().lanes
        let sum = Self.fold(
            Self.fold(lanes.0, lanes.1) ^ first.0, Self.fold(lanes.2, lanes.3) ^ first.1)
        return UInt32(truncatingIfNeeded: sum ^ sum >> 32)
    }

    @inline(__always)
    private static func fold(_ one: UInt64, _ other: UInt64) -> UInt64 {
        let product = one.multipliedFullWidth(by: other)
        return product.high ^ product.low
    }
}

extension [UInt8] {
    /// Puts the checksum into a value that has been appended whole.
    /// - Parameter start: where the value begins.
    mutating func seal(from start: Int) {
        withUnsafeMutableBytes { bytes in
            let value = UnsafeMutableRawBufferPointer(rebasing: bytes[start...])
            let checksum = ValueChecksum.of(UnsafeRawBufferPointer(value))
            value.storeBytes(
                of: checksum.littleEndian, toByteOffset: ValueChecksum.offset, as: UInt32.self)
        }
    }
}
