import TAO

/// The k-way merge of association lists that are each ordered newest first.
struct KWayMerge {
    /// A list that is not used up, known by its next edge.
    private struct Source {
        let page: AssociationPage
        var index: Int

        var next: Association { page.associations[index] }
    }

    /// A binary heap: the source with the newest edge is at the root.
    private var heap: [Source] = []
    /// Whether a list goes on beyond its page, and was taken from to the end of that.
    private var isCutShort = false

    /// Whether all edges of all lists have been given.
    var isUsedUp: Bool { heap.isEmpty && !isCutShort }

    init(_ pages: [AssociationPage]) {
        heap = pages.filter { !$0.associations.isEmpty }.map { Source(page: $0, index: 0) }
        for index in heap.indices.prefix(heap.count / 2).reversed() { siftDown(from: index) }
    }

    /// The newest edge that is left. Nil when the next edge is unknown: all lists are used up, or
    /// the one that was taken from last goes on beyond its page.
    mutating func next() -> Association? {
        guard let source = heap.first else { return nil }
        let edge = source.next
        if source.index + 1 < source.page.associations.count {
            heap[0].index += 1
            siftDown(from: 0)
        } else if source.page.hasMore {
            isCutShort = true
            heap.removeAll()
        } else {
            heap[0] = heap[heap.count - 1]
            heap.removeLast()
            siftDown(from: 0)
        }
        return edge
    }

    private mutating func siftDown(from start: Int) {
        var parent = start
        while true {
            var newest = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count {
                if precedes(heap[child].next, heap[newest].next) { newest = child }
            }
            if newest == parent { return }
            heap.swapAt(parent, newest)
            parent = newest
        }
    }

    private func precedes(_ left: Association, _ right: Association) -> Bool {
        (left.time, left.id2) > (right.time, right.id2)
    }
}
