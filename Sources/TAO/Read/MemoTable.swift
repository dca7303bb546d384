/// Where the answer to a key comes from: a pass, and which of its answers it is.
struct MemoPlace: Sendable {
    static let unasked = MemoPlace(pass: -1, index: -1)

    let pass: Int
    let index: Int

    /// Of a place that an item of the pass answers.
    var item: ItemIndex { ItemIndex(index) }
}

/// One kind of reads of a request: a number for every key that was asked for, and its place.
struct MemoTable<Key: MemoKey>: Sendable {
    private var numbers = KeyNumbers<Key>()
    private var places: [MemoPlace] = []

    mutating func reserve(_ more: Int) {
        guard numbers.count == 0 else { return }
        numbers.reserve(more)
        places.reserveCapacity(more)
    }

    /// The number of a key, a new one if need be.
    mutating func number(of key: Key) -> Int {
        let number = numbers.number(of: key)
        if number == places.count { places.append(.unasked) }
        return number
    }

    subscript(number: Int) -> MemoPlace {
        get { places[number] }
        set { places[number] = newValue }
    }
}
