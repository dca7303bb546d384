/// What `KeyNumbers` looks up. Its hash need not be strong, but quick: a request may look up
/// thousands of keys for each of which memcached needs less than a microsecond.
protocol MemoKey: Equatable, Sendable {
    /// Some bits of the key, of which most keys have others. They are mixed.
    var memoBits: UInt64 { get }
}

/// Numbers for keys, from 0 in the order in which they come.
struct KeyNumbers<Key: MemoKey>: Sendable {
    private var keys: [Key] = []
    /// Open addressing: the slot of a key holds its number + 1; 0 is free. None at all for few
    /// keys.
    private var slots: [Int32] = []

    /// So many keys are compared one by one.
    private static var comparedMax: Int { 8 }

    var count: Int { keys.count }

    /// For the first keys: reserving exactly each time would copy at every call.
    mutating func reserve(_ count: Int) {
        keys.reserveCapacity(count)
        if count > Self.comparedMax { makeSlots(for: count) }
    }

    /// The number of a key, a new one if need be.
    mutating func number(of key: Key) -> Int {
        if slots.isEmpty {
            if let number = keys.firstIndex(of: key) { return number }
            if keys.count >= Self.comparedMax { makeSlots(for: keys.count * 4) }
        } else if keys.count * 2 > slots.count {
            makeSlots(for: keys.count * 2)
        }
        if slots.isEmpty { return append(key) }
        let slot = slot(of: key)
        if slots[slot] == 0 { slots[slot] = Int32(append(key) + 1) }
        return Int(slots[slot]) - 1
    }

    /// nil for a key that has none.
    func knownNumber(of key: Key) -> Int? {
        if slots.isEmpty { return keys.firstIndex(of: key) }
        let number = Int(slots[slot(of: key)]) - 1
        return number < 0 ? nil : number
    }

    // MARK: Slots

    private mutating func append(_ key: Key) -> Int {
        keys.append(key)
        return keys.count - 1
    }

    /// At least twice as many as keys, a power of two.
    private mutating func makeSlots(for count: Int) {
        var size = 16
        while size < count * 2 { size *= 2 }
        slots = Array(repeating: 0, count: size)
        for (number, key) in keys.enumerated() { slots[slot(of: key)] = Int32(number + 1) }
    }

    /// Where the key is, or would be.
    private func slot(of key: Key) -> Int {
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: mixed(key.memoBits)) & mask
        while slots[slot] != 0 && keys[Int(slots[slot]) - 1] != key { slot = (slot + 1) & mask }
        return slot
    }
}

/// Unlike in any other process, so that no client can choose ids that share a slot.
private let memoSeed = UInt64.random(in: .min ... .max)

/// The finalizer of splitmix64.
private func mixed(_ bits: UInt64) -> UInt64 {
    var mixed = bits ^ memoSeed
    mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
    return mixed ^ mixed >> 31
}

extension ObjectID: MemoKey {
    var memoBits: UInt64 { UInt64(bitPattern: rawValue) }
}

extension AssociationListKey: MemoKey {
    var memoBits: UInt64 { id1.memoBits &+ UInt64(UInt16(bitPattern: type)) << 48 }
}

extension AssociationKey: MemoKey {
    var memoBits: UInt64 { list.memoBits &* 31 &+ id2.memoBits }
}

extension RangeQuery: MemoKey {
    var memoBits: UInt64 {
        let bits = list.memoBits &* 31 &+ UInt64(limit) << 1 &+ (ascending ? 1 : 0)
        return after.map { bits &* 31 &+ $0.id2.memoBits } ?? bits
    }
}

extension NameKey: MemoKey {
    var memoBits: UInt64 { UInt64(bitPattern: Int64(hashValue)) }
}
