/// A bounded queue of which strangers cannot take more than their share.
///
/// Each element waits under a path, such as a network address and an account. Those under each first
/// part of the paths take turns, and within one those under each second part. When the queue is full,
/// the longest line loses its last: the one who fills it is in the own way first.
/// https://www.rfc-editor.org/rfc/rfc8290#section-4.2
struct FairQueue<Part: Hashable & Sendable, Element: Sendable>: Sendable {
    private struct Place: Sendable {
        let id: UInt64
        let path: [Part]
        let element: Element
    }

    /// In the order of arrival. There are never more than `countMax`, so looking at all is quick.
    private var places: [Place] = []
    /// When each beginning of a path has its next turn; only of those that wait.
    private var turns: [[Part]: UInt64] = [:]
    private var lastTurn: UInt64 = 0
    private let countMax: Int

    init(countMax: Int) {
        self.countMax = countMax
    }

    var count: Int { places.count }

    /// Lets an element wait.
    ///
    /// - Parameters:
    ///   - id: to remove it by; unique among those that wait.
    ///   - path: of the same length for all elements.
    /// - Returns: the one that has to go for it, which may be itself; nil while there is room.
    mutating func add(_ element: Element, id: UInt64, path: [Part]) -> Element? {
        places.append(Place(id: id, path: path, element: element))
        for beginning in beginnings(of: path) where turns[beginning] == nil {
            turns[beginning] = nextTurn()
        }
        return places.count > countMax ? removeLastOfLongest() : nil
    }

    /// Takes out the element whose turn it is.
    mutating func next() -> Element? {
        let ranks = places.map { place in
            beginnings(of: place.path).map { turns[$0] ?? 0 } + [place.id]
        }
        guard let index = ranks.indices.min(by: { ranks[$0].lexicographicallyPrecedes(ranks[$1]) })
        else { return nil }
        let place = places.remove(at: index)
        for beginning in beginnings(of: place.path) { turns[beginning] = nextTurn() }
        forget(place.path)
        return place.element
    }

    /// Takes out an element that does not want to wait any more; nil if it does not wait.
    mutating func remove(id: UInt64) -> Element? {
        guard let index = places.firstIndex(where: { $0.id == id }) else { return nil }
        let place = places.remove(at: index)
        forget(place.path)
        return place.element
    }

    /// Of lines that are equally long, the one that grew last is cut.
    private mutating func removeLastOfLongest() -> Element? {
        var candidates = places
        for length in 1...(places.first?.path.count ?? 1) {
            let lines = Dictionary(grouping: candidates) { $0.path.prefix(length) }
            let longest = lines.values.map(\.count).max() ?? 0
            candidates = candidates.filter { lines[$0.path.prefix(length)]?.count == longest }
        }
        return candidates.last.flatMap { remove(id: $0.id) }
    }

    private mutating func nextTurn() -> UInt64 {
        lastTurn += 1
        return lastTurn
    }

    /// A key that waits for nothing has no turn.
    private mutating func forget(_ path: [Part]) {
        for beginning in beginnings(of: path)
        where !places.contains(where: { $0.path.starts(with: beginning) }) {
            turns[beginning] = nil
        }
    }

    private func beginnings(of path: [Part]) -> [[Part]] {
        (1...max(1, path.count)).map { Array(path.prefix($0)) }
    }
}
