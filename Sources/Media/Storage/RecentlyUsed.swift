/// What was used of late, up to a weight.
///
/// It remembers in two generations. What is asked for is of the younger one; when that is full it becomes
/// the older, and what was there is forgotten. So what is in use stays, and no moment comes in which
/// everything has to be found anew.
package struct RecentlyUsed<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private struct Entry: Sendable {
        let value: Value
        let weight: Int
    }

    private let generationMax: Int
    private var younger: [Key: Entry] = [:]
    private var youngerWeight = 0
    private var older: [Key: Entry] = [:]

    /// - Parameter weightMax: of both generations together; each has room for one thing at least.
    package init(weightMax: Int) {
        generationMax = max(1, weightMax / 2)
    }

    /// What is remembered, and is used now; nil if nothing is.
    package mutating func value(of key: Key) -> Value? {
        if let entry = younger[key] { return entry.value }
        guard let entry = older[key] else { return nil }
        remember(key, entry.value, weight: entry.weight)
        return entry.value
    }

    package mutating func remember(_ key: Key, _ value: Value, weight: Int = 1) {
        forget(key)
        if !younger.isEmpty, youngerWeight + weight > generationMax {
            (older, younger, youngerWeight) = (younger, [:], 0)
        }
        younger[key] = Entry(value: value, weight: weight)
        youngerWeight += weight
    }

    package mutating func forget(_ key: Key) {
        older[key] = nil
        if let entry = younger.removeValue(forKey: key) { youngerWeight -= entry.weight }
    }

    /// Everything that is remembered.
    package var all: [(key: Key, value: Value)] {
        (Array(younger) + Array(older)).map { ($0.key, $0.value.value) }
    }
}
