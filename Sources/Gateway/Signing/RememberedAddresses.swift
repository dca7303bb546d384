import Synchronization

/// Addresses of pictures that were made not long ago: the same are given out again and again, and to find one
/// costs less than a code of its name. What was not asked for lately is forgotten.
final class RememberedAddresses: Sendable {
    private struct Key: Hashable {
        let name: String
        /// What else it depends on, such as when it stops working.
        let span: Int64
    }

    /// The newer half, and an older one that is forgotten when the newer is full.
    private struct Halves {
        var new: [Key: String] = [:]
        var old: [Key: String] = [:]

        func find(_ key: Key) -> (address: String, isOld: Bool)? {
            if let address = new[key] { return (address, false) }
            return old[key].map { ($0, true) }
        }
    }

    /// Names are digests, so their first letters spread them.
    private let parts: [Part]
    private let countMax: Int

    private final class Part: Sendable {
        let halves = Mutex(Halves())
    }

    private static let partsCount = 16

    /// - Parameter countMax: how many are remembered, about.
    init(countMax: Int) {
        self.countMax = countMax
        parts = (0..<Self.partsCount).map { _ in Part() }
    }

    /// The one of a name, which is made if it is not known.
    func address(of name: String, span: Int64 = 0, make: () -> String) -> String {
        let key = Key(name: name, span: span)
        let part = parts[Int(name.utf8.first ?? 0) % Self.partsCount]
        let known = part.halves.withLock { $0.find(key) }
        if let known, !known.isOld { return known.address }
        let address = known?.address ?? make()
        part.halves.withLock { halves in
            if halves.new.count >= max(countMax / (2 * Self.partsCount), 1) {
                (halves.old, halves.new) = (halves.new, [:])
            }
            halves.new[key] = address
        }
        return address
    }

    /// How many are remembered now.
    var count: Int {
        parts.reduce(0) { sum, part in
            sum + part.halves.withLock { $0.new.count + $0.old.count }
        }
    }
}
