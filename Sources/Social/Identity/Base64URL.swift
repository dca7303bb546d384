/// Base64 with the URL-safe alphabet and without padding. RFC 4648, section 5.
package enum Base64URL {
    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 0xff, count: 256)
        for (value, letter) in alphabet.enumerated() { values[Int(letter)] = UInt8(value) }
        return values
    }()

    package static func encode(_ bytes: some Sequence<UInt8>) -> String {
        let bytes = Array(bytes)
        let length = (bytes.count * 4 + 2) / 3
        return String(unsafeUninitializedCapacity: length) { letters in
            var written = 0
            var buffer: UInt32 = 0
            var bits = 0
            for byte in bytes {
                buffer = buffer << 8 | UInt32(byte)
                bits += 8
                while bits >= 6 {
                    bits -= 6
                    letters[written] = alphabet[Int(buffer >> UInt32(bits) & 63)]
                    written += 1
                }
            }
            if bits > 0 {
                letters[written] = alphabet[Int(buffer << UInt32(6 - bits) & 63)]
                written += 1
            }
            return written
        }
    }

    /// Two words of 48 bits as 16 letters, without going through bytes.
    static func encode(_ high: UInt64, _ low: UInt64) -> String {
        String(unsafeUninitializedCapacity: 16) { letters in
            for index in 0..<8 {
                let shift = UInt64(42 - 6 * index)
                letters[index] = alphabet[Int(high >> shift & 63)]
                letters[index + 8] = alphabet[Int(low >> shift & 63)]
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
