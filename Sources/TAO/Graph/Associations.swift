/// Some edges of one list in their order, read where they lie.
package struct Associations: RandomAccessCollection, Sendable {
    private enum Source {
        case rows([Association])
        /// Of a cached list, from its front or its back.
        case list(EdgeList, Range<Int>, isReversed: Bool)
    }

    private let source: Source

    init(_ rows: [Association]) {
        source = .rows(rows)
    }

    init(_ list: EdgeList, _ edges: Range<Int>, isReversed: Bool) {
        source = .list(list, edges, isReversed: isReversed)
    }

    package var startIndex: Int { 0 }

    package var endIndex: Int {
        switch source {
        case .rows(let rows): rows.count
        case .list(_, let edges, _): edges.count
        }
    }

    package subscript(index: Int) -> Association {
        switch source {
        case .rows(let rows): return rows[index]
        case .list(let list, let edges, let isReversed):
            precondition(edges.contains(edges.lowerBound + index))
            return list[isReversed ? edges.upperBound - 1 - index : edges.lowerBound + index]
        }
    }
}

extension Associations: Equatable {
    package static func == (left: Associations, right: Associations) -> Bool {
        left.elementsEqual(right)
    }
}
