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
    /// What one server answered to a multi-get, perhaps of several requests. An object, so that
    /// looking at one value does not copy the rest.
    final class Part: Sendable {
        let said: Said
        /// Of the connection.
        let generation: UInt64

        init(_ said: Said, generation: UInt64) {
            self.said = said
            self.generation = generation
        }
    }

    /// What a connection has read.
    struct Said: Sendable {
        /// Where a value lies in `values`; a negative length is a miss.
        struct Entry {
            var start = 0
            var length = -1
            var unique: UInt64 = 0
        }

        var values: [UInt8] = []
        var entries: [Entry] = []
        /// If it was asked for and is there.
        var fence: UInt64?
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

    private func place(_ index: Int) -> Place {
        places?[index] ?? Place(part: 0, entry: Int32(index))
    }

    package subscript(index: Int) -> Lookup {
        let place = place(index)
        guard place.entry >= 0 else { return .miss }
        guard let part = parts[Int(place.part)] else { return .unavailable }
        let entry = part.said.entries[Int(place.entry)]
        guard entry.length >= 0 else { return .miss }
        return .hit(part.said.values[entry.start..<entry.start + entry.length])
    }

    /// nil unless the key was hit and tokens were asked for.
    package func swapToken(_ index: Int) -> SwapToken? {
        let place = place(index)
        guard place.entry >= 0, let part = parts[Int(place.part)] else { return nil }
        let entry = part.said.entries[Int(place.entry)]
        guard entry.length >= 0, entry.unique != 0 else { return nil }
        return SwapToken(unique: entry.unique, generation: part.generation)
    }

    /// How many deletes the server of this key had processed when it had looked for all keys; nil
    /// unless that was asked for and is known.
    package func fence(_ index: Int) -> Fence? {
        let place = place(index)
        guard place.entry >= 0, let part = parts[Int(place.part)] else { return nil }
        return part.said.fence.map { Fence(generation: part.generation, number: $0) }
    }
}
