import Media
import Synchronization

/// Addresses of pictures that were made not long ago: the same are given out again and again, and to find one
/// costs less than a code of its name. What was not asked for lately is forgotten.
final class RememberedAddresses: Sendable {
    private struct Key: Hashable {
        let name: String
        /// What else it depends on, such as when it stops working.
        let span: Int64
    }

    /// Requests that ask at the same moment seldom wait for one another.
    private let parts: [Part]

    private final class Part: Sendable {
        let addresses: Mutex<RecentlyUsed<Key, String>>

        init(countMax: Int) {
            addresses = Mutex(RecentlyUsed(weightMax: countMax))
        }
    }

    private static let partsCount = 16

    /// - Parameter countMax: how many are remembered, about.
    init(countMax: Int) {
        parts = (0..<Self.partsCount).map { _ in Part(countMax: countMax / Self.partsCount) }
    }

    /// The one of a name, which is made if it is not known.
    func address(of name: String, span: Int64 = 0, make: () -> String) -> String {
        let key = Key(name: name, span: span)
        // Names are digests in hexadecimal, so two digits spread them.
        let digits = name.utf8.prefix(2).reduce(0) { 7 &* $0 &+ Int($1) }
        let part = parts[digits % Self.partsCount]
        if let known = part.addresses.withLock({ $0.value(of: key) }) { return known }
        let address = make()
        part.addresses.withLock { $0.remember(key, address) }
        return address
    }

    /// How many are remembered now.
    var count: Int { parts.reduce(0) { $0 + $1.addresses.withLock { $0.all.count } } }
}
