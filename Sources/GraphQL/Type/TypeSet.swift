/// Types as a sorted array: small for the many types that have few possible types, and quick to
/// compare.
struct TypeSet: Sendable, Equatable {
    private let sorted: [Int32]

    init(_ types: [TypeID] = []) {
        sorted = types.map(\.index).sorted()
    }

    func contains(_ type: TypeID) -> Bool {
        let index = firstIndex(notBelow: type.index, from: 0)
        return index < sorted.count && sorted[index] == type.index
    }

    /// Whether the sets have a type in common. Logarithmic in the larger one for each of the
    /// smaller one.
    func intersects(_ other: TypeSet) -> Bool {
        if sorted.count > other.sorted.count { return other.intersects(self) }
        var index = 0
        for type in sorted {
            index = other.firstIndex(notBelow: type, from: index)
            guard index < other.sorted.count else { return false }
            if other.sorted[index] == type { return true }
        }
        return false
    }

    private func firstIndex(notBelow type: Int32, from start: Int) -> Int {
        var low = start
        var high = sorted.count
        while low < high {
            let middle = (low + high) / 2
            if sorted[middle] < type { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
