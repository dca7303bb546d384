import Memcached

/// An item whose value has come.
struct Landed: Sendable {
    let seat: SeatNumber
    let item: ItemIndex
    let value: CacheValue.Item
}

/// What a pass puts into the cache.
struct Fill {
    private(set) var mutations = Mutations()
    private var lifetimes = ValueLifetimes()
    private let pass: Pass

    /// Of a value, as a first guess.
    private static let valueBytes = 256

    init(_ pass: Pass, count: Int) {
        self.pass = pass
        mutations.reserve(
            count, keyBytes: pass.keys.byteCount, valueBytes: count * Self.valueBytes)
    }

    mutating func add(_ item: ItemIndex, _ value: CacheValue.Item, _ token: SwapToken) {
        mutations.swap(pass.keys[item.rawValue], seconds: lifetimes.next(), token: token) {
            value.append(to: &$0, for: pass.wants.key(item))
        }
    }

    /// Takes our token away, so that others need not wait for a value.
    mutating func release(_ item: ItemIndex, _ token: SwapToken) {
        mutations.release(pass.keys[item.rawValue], token: token)
    }
}

/// How long values live: spread over a tenth, so that what was filled together does not expire
/// together. One random number is enough for many: asking the system for each costs more than the
/// rest of a fill.
private struct ValueLifetimes {
    private var shorter = Int.random(in: 0..<Self.spreadSeconds)

    private static var spreadSeconds: Int { TAOLimits.valueSeconds / 10 }

    mutating func next() -> Int {
        // No common divisor with the spread: every second of it comes up.
        shorter = (shorter + 5_351) % Self.spreadSeconds
        return TAOLimits.valueSeconds - shorter
    }
}
