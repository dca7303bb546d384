/// Base64 with the URL-safe alphabet and without padding. RFC 4648, section 5.
package enum Base64URL {
    /// What a letter stands for; 0xff for what is none.
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 0xff, count: 256)
        for value in 0..<UInt32(64) { values[Int(letter(value))] = UInt8(value) }
        return values
    }()

    package static func encode(_ bytes: some Sequence<UInt8>) -> String {
        Array(bytes).withUnsafeBytes { encode($0) }
    }

    /// The same of bytes that lie together, without a copy of them.
    package static func encode(_ bytes: UnsafeRawBufferPointer) -> String {
        String(unsafeUninitializedCapacity: length(of: bytes.count)) { write(bytes, to: $0) }
    }

    /// How many letters stand for so many bytes.
    package static func length(of byteCount: Int) -> Int { (byteCount * 4 + 2) / 3 }

    /// Writes letters into a longer text that is being made.
    ///
    /// - Returns: how many: `length(of:)`, for which there must be room.
    package static func write(
        _ bytes: UnsafeRawBufferPointer, to letters: UnsafeMutableBufferPointer<UInt8>
    ) -> Int {
        var written = 0
        var buffer: UInt32 = 0
        var bits: UInt32 = 0
        for byte in bytes {
            buffer = buffer << 8 | UInt32(byte)
            bits += 8
            while bits >= 6 {
                bits -= 6
                letters[written] = letter(buffer >> bits)
                written += 1
            }
        }
        if bits > 0 {
            letters[written] = letter(buffer << (6 - bits))
            written += 1
        }
        return written
    }

    /// The letter of the lowest six bits. Computed, because a table in a global costs more to reach.
    private static func letter(_ bits: UInt32) -> UInt8 {
        let value = UInt8(truncatingIfNeeded: bits & 63)
        return switch value {
        case 0..<26: UInt8(ascii: "A") + value
        case 26..<52: UInt8(ascii: "a") + (value - 26)
        case 52..<62: UInt8(ascii: "0") + (value - 52)
        case 62: UInt8(ascii: "-")
        default: UInt8(ascii: "_")
        }
    }

    /// Two words of 48 bits as 16 letters, without going through bytes.
    static func encode(_ high: UInt64, _ low: UInt64) -> String {
        String(unsafeUninitializedCapacity: 16) { letters in
            for index in 0..<8 {
                let shift = UInt64(42 - 6 * index)
                letters[index] = letter(UInt32(truncatingIfNeeded: high >> shift))
                letters[index + 8] = letter(UInt32(truncatingIfNeeded: low >> shift))
            }
            return 16
        }
    }

    /// Nil unless the text is exactly what `encode(_:)` gives for some bytes: a token cannot be
    /// spelled in two ways.
    package static func decode(_ text: some StringProtocol) -> [UInt8]? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count * 3 / 4)
        var buffer: UInt32 = 0
        var bits = 0
        for letter in text.utf8 {
            let value = values[Int(letter)]
            guard value != 0xff else { return nil }
            buffer = buffer << 6 | UInt32(value)
            bits += 6
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(truncatingIfNeeded: buffer >> UInt32(bits)))
            }
        }
        // Spare bits must be zero, and six of them would be a letter that says nothing.
        guard bits < 6, buffer & (1 << UInt32(bits) - 1) == 0 else { return nil }
        return bytes
    }
}
