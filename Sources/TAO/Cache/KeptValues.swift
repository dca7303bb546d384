import Memcached

/// Values that live in memcached alone, for a while, and may be lost at any time: what they were made from
/// makes them again. No write of the graph deletes them. Whoever reads one tells by itself what it is: it
/// may be another one's, or damaged.
package struct KeptValues: Sendable {
    let backends: Backends

    /// What a value is called: a kind, which is a number that is never used again, and a few bytes.
    package struct Key: Hashable, Sendable {
        package let kind: Int16
        package let subject: [UInt8]

        package init(kind: Int16, subject: [UInt8]) {
            self.kind = kind
            self.subject = subject
        }
    }

    /// nil if there is none, or memcached does not answer. One round trip.
    package func value(of key: Key, trips: Trips) async -> [UInt8]? {
        guard let cache = backends.cache else { return nil }
        var keys = KeyBatch()
        keys.append { $0 += backends.keys.kept(key) }
        trips.append(
            .cache(verb: "kept", keys: keys, hiddenBytes: backends.keys.prefixCount))
        guard case .hit(let bytes) = await cache.get(keys)[0] else { return nil }
        return Array(bytes)
    }

    /// Not waited for.
    package func keep(_ value: [UInt8], as key: Key, seconds: Int) {
        guard let cache = backends.cache else { return }
        var mutations = Mutations()
        mutations.set(backends.keys.kept(key), value, seconds: seconds)
        cache.post(mutations)
    }
}

extension TAO {
    package var kept: KeptValues { KeptValues(backends: backends) }
}
