/// The newest edges of one association list, in the form they have in the cache.
///
///     payload = { id2: i64, time: i64 } * count, newest first
///               [ { end: u32 } * count, data ]      with `flagPayload`: where each edge's data ends
///
/// Edges are read where they lie; nothing is decoded that is not asked for.
struct EdgeList: Sendable {
    let key: AssociationListKey
    /// How many edges are here: the newest ones.
    let edgeCount: Int
    /// Whether these are all edges of the list.
    let isComplete: Bool
    private let total: Int64
    private let hasPayload: Bool
    /// The whole cached value; edges begin behind its header.
    let value: ArraySlice<UInt8>

    /// One edge before it is stored.
    struct Edge: Sendable {
        let id2: Int64
        let time: Int64
        let data: [UInt8]

        /// Newest first; of equal times, the larger id2 first.
        static func isNewer(_ left: Edge, _ right: Edge) -> Bool {
            (left.time, left.id2) > (right.time, right.id2)
        }
    }

    private static let edgeBytes = 16

    /// nil when the lengths do not fit together.
    init?(_ value: ArraySlice<UInt8>, _ header: CacheValue.Header, key: AssociationListKey) {
        self.key = key
        edgeCount = Int(header.count)
        isComplete = header.flags & CacheValue.flagComplete != 0
        total = header.wide
        hasPayload = header.flags & CacheValue.flagPayload != 0
        self.value = value
        let edges = CacheValue.headerBytes + edgeCount * Self.edgeBytes
        if hasPayload {
            let ends = edges + edgeCount * 4
            guard edgeCount > 0, value.count >= ends,
                Int(end(edgeCount - 1)) == value.count - ends,
                (1..<edgeCount).allSatisfy({ end($0 - 1) <= end($0) })
            else { return nil }
        } else {
            guard value.count == edges else { return nil }
        }
    }

    /// The list as it came from PostgreSQL.
    init(_ key: AssociationListKey, edges: [Edge], count: Int64?) {
        let (header, bytes) = Self.encode(key, edges: edges, count: count)
        self.key = key
        edgeCount = Int(header.count)
        isComplete = header.flags & CacheValue.flagComplete != 0
        total = header.wide
        hasPayload = header.flags & CacheValue.flagPayload != 0
        value = bytes[...]
    }

    /// Makes the value of a list from its newest edges, in order.
    /// - Parameters:
    ///   - edges: more than `TAOLimits.cachedEdgesMax` prove that the list goes on.
    ///   - count: how many edges the list has; nil when nobody counts them.
    private static func encode(
        _ key: AssociationListKey, edges: [Edge], count: Int64?
    ) -> (CacheValue.Header, [UInt8]) {
        var kept = edges.prefix(TAOLimits.cachedEdgesMax)
        var dataBytes = kept.reduce(0) { $0 + $1.data.count }
        while dataBytes + kept.count * 20 + CacheValue.headerBytes > TAOLimits.cachedValueBytesMax {
            dataBytes -= kept.removeLast().data.count
        }
        let isComplete = kept.count == edges.count
        let hasPayload = dataBytes > 0
        var header = CacheValue.Header(kind: .list)
        header.flags =
            (isComplete ? CacheValue.flagComplete : 0) | (hasPayload ? CacheValue.flagPayload : 0)
        header.small = key.type
        header.count = UInt16(kept.count)
        header.id = key.id1.rawValue
        // A complete list is its own count. A longer one has at least the edges that were seen: its
        // count was read by another statement, a moment apart.
        header.wide =
            isComplete ? Int64(kept.count) : count.map { max($0, Int64(edges.count)) } ?? -1
        header.payloadBytes = UInt32(kept.count * (hasPayload ? 20 : 16) + dataBytes)
        var writer = CacheWriter(header)
        for edge in kept {
            writer.append(edge.id2)
            writer.append(edge.time)
        }
        if hasPayload {
            var end: UInt32 = 0
            for edge in kept {
                end += UInt32(edge.data.count)
                writer.append(end)
            }
            for edge in kept { writer.append(edge.data) }
        }
        return (header, writer.bytes)
    }

    // MARK: Answers

    /// How many edges the list has; nil when that is not known here.
    var count: Int? { total >= 0 ? Int(total) : nil }

    /// The answer to a range query, or nil when it lies beyond the edges that are here.
    func page(_ query: RangeQuery) -> AssociationPage? {
        query.ascending ? ascendingPage(query) : descendingPage(query)
    }

    private func descendingPage(_ query: RangeQuery) -> AssociationPage? {
        let start = query.after.map(firstIndex(olderThan:)) ?? 0
        let end = min(start + query.limit, edgeCount)
        if end - start < query.limit && !isComplete { return nil }
        if start == edgeCount && !isComplete { return nil }
        return AssociationPage(
            associations: (start..<end).map(association),
            hasMore: end < edgeCount || !isComplete)
    }

    /// The newer side of the cursor is here even if the list goes on, unless the cursor itself lies
    /// beyond the oldest edge.
    private func ascendingPage(_ query: RangeQuery) -> AssociationPage? {
        var newer = edgeCount
        if let after = query.after {
            newer = firstIndex(notNewerThan: after)
            if newer == edgeCount && !isComplete { return nil }
        } else if !isComplete {
            return nil
        }
        let end = max(0, newer - query.limit)
        return AssociationPage(
            associations: (end..<newer).reversed().map(association), hasMore: end > 0)
    }

    /// Whether the edge exists: `.some(nil)` is a sure no, nil means that it is not known here.
    func find(_ key: AssociationKey) -> Association?? {
        for index in 0..<edgeCount where edge(index).id2 == key.id2.rawValue {
            return .some(association(index))
        }
        if isComplete { return .some(nil) }
        if let notBefore = key.notBefore, edgeCount > 0, edge(edgeCount - 1).time < notBefore {
            return .some(nil)
        }
        return nil
    }

    private func association(_ index: Int) -> Association {
        let (id2, time) = edge(index)
        return Association(
            id1: key.id1, type: key.type, id2: ObjectID(id2), time: time, data: data(index))
    }

    // MARK: Bytes

    private func edge(_ index: Int) -> (id2: Int64, time: Int64) {
        value.withUnsafeBytes { bytes in
            let at = CacheValue.headerBytes + index * Self.edgeBytes
            return (CacheValue.load(bytes, at), CacheValue.load(bytes, at + 8))
        }
    }

    private func end(_ index: Int) -> UInt32 {
        let at = CacheValue.headerBytes + edgeCount * Self.edgeBytes + index * 4
        return value.withUnsafeBytes { CacheValue.load($0, at) }
    }

    private func data(_ index: Int) -> Record? {
        guard hasPayload else { return nil }
        let base =
            value.startIndex + CacheValue.headerBytes + edgeCount * (Self.edgeBytes + 4)
        let start = index == 0 ? 0 : Int(end(index - 1))
        let end = Int(end(index))
        return start == end ? nil : Record(sharing: value[(base + start)..<(base + end)])
    }

    private func firstIndex(olderThan cursor: AssociationCursor) -> Int {
        firstIndex { ($0.time, $0.id2) < (cursor.time, cursor.id2.rawValue) }
    }

    private func firstIndex(notNewerThan cursor: AssociationCursor) -> Int {
        firstIndex { ($0.time, $0.id2) <= (cursor.time, cursor.id2.rawValue) }
    }

    /// Binary search: the edges stand newest first.
    private func firstIndex(where isBehind: ((id2: Int64, time: Int64)) -> Bool) -> Int {
        var low = 0
        var high = edgeCount
        while low < high {
            let middle = (low + high) / 2
            if isBehind(edge(middle)) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
