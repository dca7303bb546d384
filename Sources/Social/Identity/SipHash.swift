/// The keyed hash SipHash-2-4: 64 bits that only the holder of the key can make.
///
/// J.-P. Aumasson, D. J. Bernstein, "SipHash: a fast short-input PRF" (2012).
struct SipHash: Sendable, SecretHolder {
    private let key: (UInt64, UInt64)

    init(key: (UInt64, UInt64)) {
        self.key = key
    }

    func hash(_ bytes: some Collection<UInt8>) -> UInt64 {
        var state = State(key: key)
        var word: UInt64 = 0
        var shift: UInt64 = 0
        for byte in bytes {
            word |= UInt64(byte) << shift
            shift += 8
            if shift == 64 {
                state.absorb(word)
                (word, shift) = (0, 0)
            }
        }
        state.absorb(word | UInt64(truncatingIfNeeded: bytes.count) << 56)
        return state.finish()
    }

    private struct State {
        var v0: UInt64
        var v1: UInt64
        var v2: UInt64
        var v3: UInt64

        init(key: (UInt64, UInt64)) {
            v0 = key.0 ^ 0x736f_6d65_7073_6575
            v1 = key.1 ^ 0x646f_7261_6e64_6f6d
            v2 = key.0 ^ 0x6c79_6765_6e65_7261
            v3 = key.1 ^ 0x7465_6462_7974_6573
        }

        mutating func absorb(_ word: UInt64) {
            v3 ^= word
            round()
            round()
            v0 ^= word
        }

        mutating func finish() -> UInt64 {
            v2 ^= 0xff
            for _ in 0..<4 { round() }
            return v0 ^ v1 ^ v2 ^ v3
        }

        private mutating func round() {
            v0 &+= v1
            v1 = rotatedLeft(v1, by: 13) ^ v0
            v0 = rotatedLeft(v0, by: 32)
            v2 &+= v3
            v3 = rotatedLeft(v3, by: 16) ^ v2
            v0 &+= v3
            v3 = rotatedLeft(v3, by: 21) ^ v0
            v2 &+= v1
            v1 = rotatedLeft(v1, by: 17) ^ v2
            v2 = rotatedLeft(v2, by: 32)
        }

        private func rotatedLeft(_ word: UInt64, by count: UInt64) -> UInt64 {
            (word << count) | (word >> (64 - count))
        }
    }
}
