/// One kind of reads of a request: a place for every key that was asked for.
struct MemoTable<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    enum Entry: Sendable {
        case absent
        /// Will be brought by the pass of this number.
        case wanted(pass: Int)
        case loaded(Value)
    }

    private var places: [Key: Int] = [:]
    private var entries: [Entry] = []

    mutating func reserve(_ more: Int) {
        // Only for a large first load: reserving exactly each time would copy at every call.
        if entries.isEmpty {
            places.reserveCapacity(more)
            entries.reserveCapacity(more)
        }
    }

    /// The place of a key, a new one if need be. One look into the dictionary.
    mutating func place(of key: Key) -> Int {
        let next = entries.count
        let place = Self.take(&places[key, default: -1], next)
        if place == next { entries.append(.absent) }
        return place
    }

    private static func take(_ place: inout Int, _ next: Int) -> Int {
        if place < 0 { place = next }
        return place
    }

    subscript(place: Int) -> Entry {
        get { entries[place] }
        set { entries[place] = newValue }
    }

    /// nil unless the place is loaded.
    func value(_ place: Int) -> Value? {
        if case .loaded(let value) = entries[place] { value } else { nil }
    }

    /// Gives up a place its pass did not fill.
    mutating func clearIfWanted(_ place: Int) {
        if case .wanted = entries[place] { entries[place] = .absent }
    }
}
