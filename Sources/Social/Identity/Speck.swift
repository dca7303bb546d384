/// The block cipher Speck with words of 32 or 48 bits: a keyed permutation of 64 or 96 bits.
///
/// It keeps clients from reading anything into ids; it does not guard secrets.
/// R. Beaulieu et al., "The Simon and Speck Families of Lightweight Block Ciphers" (2013).
struct Speck: Sendable, SecretHolder {
    /// Two words, the upper one first.
    typealias Block = (high: UInt64, low: UInt64)

    private let wordBits: UInt64
    private let mask: UInt64
    private let roundKeys: [UInt64]

    /// Speck96/96: words of 48 bits. `key` is two of them, the upper one first.
    static func of96Bits(key: Block) -> Speck {
        Speck(wordBits: 48, rounds: 28, key: [key.low, key.high])
    }

    /// Speck64/128: words of 32 bits.
    /// - Parameter key: four of them, the lowest first.
    static func of64Bits(key: [UInt32]) -> Speck {
        precondition(key.count == 4, "the key has 128 bits")
        return Speck(wordBits: 32, rounds: 27, key: key.map(UInt64.init))
    }

    /// - Parameter key: words, the lowest first.
    private init(wordBits: UInt64, rounds: Int, key: [UInt64]) {
        self.wordBits = wordBits
        mask = (1 << wordBits) - 1
        var word = key[0]
        var others = Array(key.dropFirst())
        var keys: [UInt64] = []
        for round in 0..<rounds {
            keys.append(word)
            let index = round % others.count
            (others[index], word) = Self.mixed(
                others[index], word, UInt64(round), wordBits: wordBits, mask: mask)
        }
        roundKeys = keys
    }

    func encrypted(_ block: Block) -> Block {
        var (high, low) = block
        for key in roundKeys {
            (high, low) = Self.mixed(high, low, key, wordBits: wordBits, mask: mask)
        }
        return (high, low)
    }

    func decrypted(_ block: Block) -> Block {
        var (high, low) = block
        for key in roundKeys.reversed() {
            low = Self.rotatedRight(low ^ high, by: 3, wordBits: wordBits, mask: mask)
            high = Self.rotatedRight(
                ((high ^ key) &- low) & mask, by: wordBits - 8, wordBits: wordBits, mask: mask)
        }
        return (high, low)
    }

    /// One round, which is one step of the key schedule as well.
    @inline(__always)
    private static func mixed(
        _ high: UInt64, _ low: UInt64, _ key: UInt64, wordBits: UInt64, mask: UInt64
    ) -> (UInt64, UInt64) {
        let rotated = rotatedRight(high, by: 8, wordBits: wordBits, mask: mask)
        let newHigh = ((rotated &+ low) & mask) ^ key
        let newLow =
            rotatedRight(low, by: wordBits - 3, wordBits: wordBits, mask: mask) ^ newHigh
        return (newHigh, newLow)
    }

    @inline(__always)
    private static func rotatedRight(
        _ word: UInt64, by count: UInt64, wordBits: UInt64, mask: UInt64
    ) -> UInt64 {
        ((word >> count) | (word << (wordBits - count))) & mask
    }
}
