import Memcached
import Synchronization

/// One round trip of a request: a PostgreSQL pipeline sync or a memcached multi-operation that was
/// waited for. Its text is made when it is asked for.
package struct Trip: Sendable, CustomStringConvertible {
    enum Content: Sendable {
        /// A verb and the keys, whose first bytes (the namespace) are not shown.
        case cache(verb: String, keys: KeyBatch, hiddenBytes: Int)
        case sql(statements: [String])
    }

    let content: Content

    package var isSQL: Bool {
        if case .sql = content { true } else { false }
    }

    /// The keys of a multi-get, as memcached has them; nil for any other trip.
    package var multiGetKeys: KeyBatch? {
        guard case .cache("get", let keys, _) = content else { return nil }
        return keys
    }

    /// "get o:1 o:2", "lease o:1", or the statements without values, on one line.
    package var text: String {
        switch content {
        case .cache(let verb, let keys, let hidden):
            let items = (0..<keys.count).map {
                String(decoding: keys[$0].dropFirst(hidden), as: UTF8.self)
            }
            return verb + " " + items.joined(separator: " ")
        case .sql(let statements):
            return statements.map {
                $0.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            }
            .joined(separator: "; ")
        }
    }

    /// "cache: get o:1 o:2" or "sql: SELECT …".
    package var description: String { (isSQL ? "sql: " : "cache: ") + text }
}

/// The round trips of one request in the order they were begun. A fill of the cache is not waited
/// for and is none; leases are one even where they are taken beside the read of PostgreSQL, so that
/// the number does not depend on how many items are missing.
package final class Trips: Sendable {
    private let trips = Mutex<[Trip]>([])

    package init() {}

    package var all: [Trip] { trips.withLock { $0 } }

    /// How many were PostgreSQL's.
    package var sqlCount: Int { trips.withLock { $0.count { $0.isSQL } } }

    /// How many were memcached's.
    package var cacheCount: Int { trips.withLock { $0.count { !$0.isSQL } } }

    /// A trip to PostgreSQL that was not made by the loader.
    package func append(sql statements: [String]) {
        append(.sql(statements: statements))
    }

    func append(_ content: Trip.Content) {
        trips.withLock { $0.append(Trip(content: content)) }
    }
}
