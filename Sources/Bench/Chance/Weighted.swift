import Demo

/// Chooses among elements by their weights.
struct Weighted<Element: Sendable>: Sendable {
    /// The elements with a weight above zero.
    let elements: [Element]
    /// Sums of the weights up to each element, as fractions of all.
    private let bounds: [Double]

    /// - Parameter weights: in any unit, such as percent; at least one above zero.
    init(_ weights: [(Element, Double)]) {
        let present = weights.filter { $0.1 > 0 }
        let total = present.reduce(0) { $0 + $1.1 }
        precondition(total > 0, "nothing can be chosen")
        var sum = 0.0
        elements = present.map(\.0)
        bounds = present.map { weight in
            sum += weight.1
            return sum / total
        }
    }

    func choose(_ random: inout SeededRandom) -> Element {
        let fraction = random.share()
        let index = bounds.firstIndex { fraction < $0 } ?? bounds.count - 1
        return elements[index]
    }
}
