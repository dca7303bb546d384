/// The keys of several requests as one multi-get without repetition: a thousand readers of one hot
/// key ask for it once.
struct MergedKeys {
    /// Each key once, none of them refused.
    private(set) var keys = KeyBatch()
    /// For each request, which key of `keys` answers each of its own; -1 for a refused one; nil if
    /// they are the same keys.
    private(set) var places: [[Int32]?] = []
    /// Open addressing: the slot of a key holds its index + 1; 0 is free.
    private var slots: [Int32]

    init(_ batches: [KeyBatch]) {
        let total = batches.reduce(0) { $0 + $1.count }
        if batches.count == 1, let only = batches.first, !only.hasRefusedKey {
            slots = []
            keys = only
            places = [nil]
            return
        }
        var size = 16
        while size < total * 2 { size *= 2 }
        slots = Array(repeating: 0, count: size)
        keys.reserve(keys: total, bytes: batches.reduce(0) { $0 + $1.bytes.count })
        for batch in batches {
            places.append((0..<batch.count).map { insert(batch[$0]) })
        }
    }

    private mutating func insert(_ key: ArraySlice<UInt8>) -> Int32 {
        if key.isEmpty { return -1 }
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: key.withUnsafeBytes { HashRing.hash($0) }) & mask
        while slots[slot] != 0 {
            let index = slots[slot] - 1
            if keys[Int(index)] == key { return index }
            slot = (slot + 1) & mask
        }
        keys.append(key)
        slots[slot] = Int32(keys.count)
        return slots[slot] - 1
    }
}
