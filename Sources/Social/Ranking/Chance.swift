extension UInt64 {
    /// A number of which each bit depends on all bits of this one; two numbers never have the same. The
    /// finalizer of MurmurHash3.
    var mixed: UInt64 {
        var word = self
        word = (word ^ word >> 33) &* 0xff51_afd7_ed55_8ccd
        word = (word ^ word >> 33) &* 0xc4ce_b9fe_1a85_ec53
        return word ^ word >> 33
    }
}

/// Random numbers that follow from a seed. G. L. Steele and others, "Fast Splittable Pseudorandom Number
/// Generators" (2014).
struct SplitMix64: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        return state.mixed
    }
}
