/// The first edges of one association list, in the form they have in the cache.
///
///     payload = { id2: i64, time: i64 } * count, in the order of the list
///               [ { end: u32 } * count, data ]     with `flagPayload`: where each edge's data ends
///
/// Edges are read where they lie; nothing is decoded that is not asked for.
struct EdgeList: Sendable {
    let key: AssociationListKey
    /// How many edges are here: the first ones.
    let edgeCount: Int
    /// Whether these are all edges of the list.
    let isComplete: Bool
    private let isOldestFirst: Bool
    private let total: Int64
    private let hasPayload: Bool
    /// The whole cached value; edges begin behind its header.
    let value: ArraySlice<UInt8>

    /// One edge before it is stored.
    struct Edge: Sendable {
        let place: EdgePlace
        let data: [UInt8]
    }

    private static let edgeBytes = 16

    /// nil when the lengths do not fit together.
    init?(_ value: ArraySlice<UInt8>, _ header: CacheValue.Header, key: AssociationListKey) {
        self.key = key
        edgeCount = Int(header.count)
        isComplete = header.flags & CacheValue.flagComplete != 0
        isOldestFirst = header.flags & CacheValue.flagOldestFirst != 0
        total = header.wide
        hasPayload = header.flags & CacheValue.flagPayload != 0
        self.value = value
        let edges = CacheValue.headerBytes + edgeCount * Self.edgeBytes
        let hasRightEnds = value.withUnsafeBytes { bytes in
            if !hasPayload { return bytes.count == edges }
            let ends = edges + edgeCount * 4
            guard edgeCount > 0, bytes.count >= ends else { return false }
            var last: UInt32 = 0
            for index in 0..<edgeCount {
                let end = end(index, bytes)
                if end < last { return false }
                last = end
            }
            return Int(last) == bytes.count - ends
        }
        guard hasRightEnds else { return nil }
    }

    /// The list as it came from PostgreSQL.
    /// - Parameters:
    ///   - type: nil for a type that the catalogue does not have: newest first, as long as may be.
    ///   - edges: the first ones, in any order; more than the type caches prove that the list goes
    ///     on.
    ///   - count: how many edges the list has; nil when nobody counts them.
    init(_ key: AssociationListKey, _ type: AssociationType?, edges: [Edge], count: Int64?) {
        let isOldestFirst = type?.order == .oldestFirst
        let ordered = edges.sorted {
            isOldestFirst ? $0.place < $1.place : $0.place > $1.place
        }
        let (header, bytes) = Self.encode(key, type, edges: ordered, count: count)
        self.key = key
        self.isOldestFirst = isOldestFirst
        edgeCount = Int(header.count)
        isComplete = header.flags & CacheValue.flagComplete != 0
        total = header.wide
        hasPayload = header.flags & CacheValue.flagPayload != 0
        value = bytes[...]
    }

    /// Makes the value of a list from its first edges, in order.
    private static func encode(
        _ key: AssociationListKey, _ type: AssociationType?, edges: [Edge], count: Int64?
    ) -> (CacheValue.Header, [UInt8]) {
        var kept = edges.prefix(type?.cachedEdgesMax ?? TAOLimits.cachedEdgesMax)
        var dataBytes = kept.reduce(0) { $0 + $1.data.count }
        while dataBytes + kept.count * 20 + CacheValue.headerBytes > TAOLimits.cachedValueBytesMax {
            dataBytes -= kept.removeLast().data.count
        }
        let isComplete = kept.count == edges.count
        let hasPayload = dataBytes > 0
        var header = CacheValue.Header(kind: .list)
        header.flags =
            (isComplete ? CacheValue.flagComplete : 0) | (hasPayload ? CacheValue.flagPayload : 0)
            | (type?.order == .oldestFirst ? CacheValue.flagOldestFirst : 0)
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
            writer.append(edge.place.id2)
            writer.append(edge.place.time)
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
        guard let part = part(query) else { return nil }
        var associations: [Association] = []
        associations.reserveCapacity(part.edges.count)
        value.withUnsafeBytes { bytes in
            for index in part.edges {
                let isInOrder = query.ascending == isOldestFirst
                let mirrored = part.edges.lowerBound + part.edges.upperBound - 1 - index
                associations.append(association(isInOrder ? index : mirrored, bytes))
            }
        }
        return AssociationPage(associations: associations, hasMore: part.hasMore)
    }

    /// Whether a range query does not reach beyond the edges that are here.
    func answers(_ query: RangeQuery) -> Bool { part(query) != nil }

    /// Which edges the answer to a range query has, and whether more follow; nil when it lies
    /// beyond the edges that are here.
    private func part(_ query: RangeQuery) -> (edges: Range<Int>, hasMore: Bool)? {
        let stretch = isOldestFirst ? query.stretch.mirrored : query.stretch
        let front = stretch.newest == .last ? 0 : firstIndex { $0 <= stretch.newest }
        let back = stretch.oldest == .first ? edgeCount : firstIndex { $0 < stretch.oldest }
        // Whether the end of the stretch is here, or of the list.
        let hasEnd = isComplete || back < edgeCount
        if query.ascending == isOldestFirst {
            let start = min(front + query.offset, back)
            let end = min(start + query.limit, back)
            if !hasEnd {
                if end - start < query.limit || start == edgeCount { return nil }
                // The list goes on, but perhaps beyond the stretch.
                if end == edgeCount && stretch.oldest > .first { return nil }
            }
            return (start..<end, end < back || !hasEnd)
        }
        guard hasEnd else { return nil }
        let start = max(front, back - query.offset)
        let end = max(front, start - query.limit)
        return (end..<start, end > front)
    }

    /// Whether the edge exists: `.some(nil)` is a sure no, nil means that it is not known here.
    func find(_ key: AssociationKey) -> Association?? {
        let found: Association? = value.withUnsafeBytes { bytes in
            for index in 0..<edgeCount where edge(index, bytes).id2 == key.id2.rawValue {
                return association(index, bytes)
            }
            return nil
        }
        if let found { return .some(key.filtered(found)) }
        if isComplete { return .some(nil) }
        guard edgeCount > 0 else { return nil }
        // Beyond the last edge here there are only later ones, or only earlier ones.
        let last = value.withUnsafeBytes { edge(edgeCount - 1, $0).time }
        let isBeyond =
            isOldestFirst
            ? key.times.map { $0.upperBound < last }
            : (key.notBefore ?? key.times?.lowerBound).map {
                last < max($0, key.times?.lowerBound ?? .min)
            }
        return isBeyond == true ? .some(nil) : nil
    }

    // MARK: Bytes

    private func association(_ index: Int, _ bytes: UnsafeRawBufferPointer) -> Association {
        let place = edge(index, bytes)
        return Association(
            id1: key.id1, type: key.type, id2: ObjectID(place.id2), time: place.time,
            data: data(index, bytes))
    }

    private func edge(_ index: Int, _ bytes: UnsafeRawBufferPointer) -> EdgePlace {
        let at = CacheValue.headerBytes + index * Self.edgeBytes
        return EdgePlace(time: CacheValue.load(bytes, at + 8), id2: CacheValue.load(bytes, at))
    }

    /// Where the data of an edge ends, from where the data of all edges begins.
    private func end(_ index: Int, _ bytes: UnsafeRawBufferPointer) -> UInt32 {
        CacheValue.load(
            bytes, CacheValue.headerBytes + edgeCount * Self.edgeBytes + index * 4)
    }

    private func data(_ index: Int, _ bytes: UnsafeRawBufferPointer) -> Record? {
        guard hasPayload else { return nil }
        let start = index == 0 ? 0 : Int(end(index - 1, bytes))
        let end = Int(end(index, bytes))
        if start == end { return nil }
        let base =
            value.startIndex + CacheValue.headerBytes + edgeCount * (Self.edgeBytes + 4)
        return Record(sharing: value[(base + start)..<(base + end)])
    }

    /// Binary search over the places of the list's own order, the first edge's being the highest: a
    /// list with the oldest first is looked at in the mirror.
    private func firstIndex(where isBehind: (EdgePlace) -> Bool) -> Int {
        value.withUnsafeBytes { bytes in
            var low = 0
            var high = edgeCount
            while low < high {
                let middle = (low + high) / 2
                let place = edge(middle, bytes)
                if isBehind(isOldestFirst ? place.mirrored : place) {
                    high = middle
                } else {
                    low = middle + 1
                }
            }
            return low
        }
    }
}
