/// What memcached said about one key.
package enum Lookup: Sendable {
    /// The value shares the memory of the whole reply.
    case hit(ArraySlice<UInt8>)
    case miss
    /// The server is down or was too slow: nothing is known about the key.
    case unavailable
}

/// What a compare-and-swap needs to know: the item's unique number, and the connection on which it
/// was read. memcached counts from 1 again after a restart, so the number alone could match another
/// item; a swap is dropped when the connection is not the same any more.
package struct SwapToken: Sendable, Hashable {
    let unique: UInt64
    let generation: UInt64
}

/// The answer to a multi-get, key by key in the order of the request.
package struct GetReply: Sendable {
    /// What one server answered to a multi-get, perhaps of several requests.
    struct Part: Sendable {
        /// Where a value lies in `values`; a negative length is a miss.
        struct Entry {
            var start = 0
            var length = -1
            var unique: UInt64 = 0
        }

        var values: [UInt8] = []
        var entries: [Entry] = []
        var generation: UInt64 = 0
    }

    /// Which entry of which part answers a key; entry -1 is a refused key.
    struct Place {
        var part: Int32
        var entry: Int32
    }

    private let parts: [Part?]
    /// nil when the entries of the only part answer the keys in order.
    private let places: [Place]?
    package let count: Int

    init(parts: [Part?], places: [Place]) {
        self.parts = parts
        self.places = places
        count = places.count
    }

    /// The answer of the only server.
    init(_ outcome: Request.Outcome, count: Int) {
        self.count = count
        switch outcome {
        case .unavailable:
            parts = [nil]
            places = nil
        case .answered(let part, let positions):
            parts = [part]
            places = positions.map { $0.map { Place(part: 0, entry: $0) } }
        }
    }

    package subscript(index: Int) -> Lookup {
        let place = places?[index] ?? Place(part: 0, entry: Int32(index))
        guard place.entry >= 0 else { return .miss }
        guard let part = parts[Int(place.part)] else { return .unavailable }
        let entry = part.entries[Int(place.entry)]
        guard entry.length >= 0 else { return .miss }
        return .hit(part.values[entry.start..<entry.start + entry.length])
    }

    /// nil unless the key was hit and tokens were asked for.
    package func swapToken(_ index: Int) -> SwapToken? {
        let place = places?[index] ?? Place(part: 0, entry: Int32(index))
        guard place.entry >= 0, let part = parts[Int(place.part)] else { return nil }
        let entry = part.entries[Int(place.entry)]
        guard entry.length >= 0, entry.unique != 0 else { return nil }
        return SwapToken(unique: entry.unique, generation: part.generation)
    }
}
