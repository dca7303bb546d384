/// The block cipher Speck96/96: a keyed permutation of 96 bits.
///
/// It keeps clients from reading anything into ids; it does not guard secrets.
/// R. Beaulieu et al., "The Simon and Speck Families of Lightweight Block Ciphers" (2013).
struct Speck96: Sendable, SecretHolder {
    /// Two words of 48 bits.
    typealias Block = (high: UInt64, low: UInt64)

    static let keyBytes = 12
    private static let rounds = 28
    private static let mask: UInt64 = (1 << 48) - 1

    private let roundKeys: [UInt64]

    /// `key` is two words of 48 bits, the upper one first.
    init(key: Block) {
        var word = key.low
        var next = key.high
        var keys: [UInt64] = []
        for round in 0..<UInt64(Self.rounds) {
            keys.append(word)
            (next, word) = Self.mixed(next, word, round)
        }
        roundKeys = keys
    }

    func encrypted(_ block: Block) -> Block {
        var (high, low) = block
        for key in roundKeys {
            (high, low) = Self.mixed(high, low, key)
        }
        return (high, low)
    }

    func decrypted(_ block: Block) -> Block {
        var (high, low) = block
        for key in roundKeys.reversed() {
            low = Self.rotatedRight(low ^ high, by: 3)
            high = Self.rotatedRight(((high ^ key) &- low) & Self.mask, by: 40)
        }
        return (high, low)
    }

    /// One round, which is one step of the key schedule as well.
    @inline(__always)
    private static func mixed(_ high: UInt64, _ low: UInt64, _ key: UInt64) -> (UInt64, UInt64) {
        let newHigh = ((rotatedRight(high, by: 8) &+ low) & mask) ^ key
        return (newHigh, rotatedRight(low, by: 45) ^ newHigh)
    }

    @inline(__always)
    private static func rotatedRight(_ word: UInt64, by count: UInt64) -> UInt64 {
        ((word >> count) | (word << (48 - count))) & mask
    }
}
