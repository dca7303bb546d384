/// FNV-1a, 64 bits: spreads names that nobody chooses with bad intent.
/// http://www.isthe.com/chongo/tech/comp/fnv/
package func fnv1a(_ bytes: some Sequence<UInt8>) -> UInt64 {
    bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
}
