/// The first edges of one association list, in the form they have in the cache.
///
///     payload = { id2: i64, time: i64 } * count, in the order of the list
///               [ { end: u32 } * count, data ]     with `flagPayload`: where each edge's data ends
///
/// Edges are read where they lie; nothing is decoded that is not asked for.
struct EdgeList: Sendable {
    /// The whole cached value; edges begin behind its header.
    let value: ArraySlice<UInt8>

    /// One edge before it is stored.
    struct Edge: Sendable {
        let place: EdgePlace
        let data: [UInt8]
    }

    private static let edgeBytes = 16

    /// - Parameter value: judged good (`CacheValue.judge`).
    init(verified value: ArraySlice<UInt8>) {
        self.value = value
    }

    /// Whether the lengths in a value fit together.
    static func isWhole(_ bytes: UnsafeRawBufferPointer, _ header: CacheValue.Header) -> Bool {
        let edgeCount = Int(header.count)
        let edges = place(edgeCount)
        if header.flags & CacheValue.flagPayload == 0 { return bytes.count == edges }
        let ends = edges + edgeCount * 4
        guard edgeCount > 0, bytes.count >= ends else { return false }
        var last: UInt32 = 0
        for index in 0..<edgeCount {
            let end: UInt32 = CacheValue.load(bytes, edges + index * 4)
            if end < last { return false }
            last = end
        }
        return Int(last) == bytes.count - ends
    }

    /// The list as it came from PostgreSQL.
    /// - Parameters:
    ///   - type: nil for a type that the catalogue does not have: newest first, as long as may be.
    ///   - edges: the first ones, in any order; more than the type caches prove that the list goes
    ///     on.
    ///   - count: how many edges the list has; nil when they are not counted.
    ///   - edgesMax: how many edges are kept, at most as many as the type caches.
    init(
        _ key: AssociationListKey, _ type: AssociationType?, edges: [Edge], count: Int64?,
        edgesMax: Int = TAOLimits.cachedEdgesMax
    ) {
        let isOldestFirst = type?.order == .oldestFirst
        let ordered = edges.sorted {
            isOldestFirst ? $0.place < $1.place : $0.place > $1.place
        }
        value = Self.encode(key, type, edges: ordered, count: count, edgesMax: edgesMax)[...]
    }

    /// Makes the value of a list from its first edges, in order.
    private static func encode(
        _ key: AssociationListKey, _ type: AssociationType?, edges: [Edge], count: Int64?,
        edgesMax: Int
    ) -> [UInt8] {
        let cachedMax = type?.cachedEdgesMax ?? TAOLimits.cachedEdgesMax
        var kept = edges.prefix(min(edgesMax, cachedMax))
        var dataBytes = kept.reduce(0) { $0 + $1.data.count }
        while dataBytes + kept.count * 20 + CacheValue.headerBytes > TAOLimits.cachedValueBytesMax {
            dataBytes -= kept.removeLast().data.count
        }
        let isComplete = kept.count == edges.count
        // One that has no room for more is not: to read it again would be in vain.
        let isCut = !isComplete && kept.count == edgesMax && edgesMax < cachedMax
        let hasPayload = dataBytes > 0
        var header = CacheValue.Header(kind: .list)
        header.flags =
            (isComplete ? CacheValue.flagComplete : 0) | (hasPayload ? CacheValue.flagPayload : 0)
            | (type?.order == .oldestFirst ? CacheValue.flagOldestFirst : 0)
            | (isCut ? CacheValue.flagCut : 0)
        header.small = key.type
        header.count = UInt16(kept.count)
        header.id = key.id1.rawValue
        // A complete list is its own count. A longer one has at least the edges that were seen: its
        // count was read by another statement, a moment apart.
        header.wide =
            isComplete ? Int64(kept.count) : count.map { max($0, Int64(edges.count)) } ?? -1
        header.payloadBytes = UInt32(kept.count * (hasPayload ? 20 : 16) + dataBytes)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(CacheValue.headerBytes + Int(header.payloadBytes))
        bytes.append(header)
        for edge in kept {
            bytes.append(number: edge.place.id2)
            bytes.append(number: edge.place.time)
        }
        if hasPayload {
            var end: UInt32 = 0
            for edge in kept {
                end += UInt32(edge.data.count)
                bytes.append(number: end)
            }
            for edge in kept { bytes += edge.data }
        }
        bytes.seal(from: 0)
        return bytes
    }

    // MARK: Answers

    /// How many edges are here: the first ones.
    var edgeCount: Int { Int(load(CacheValue.Offset.count) as UInt16) }

    /// Whether these are all edges of the list.
    var isComplete: Bool { flags & CacheValue.flagComplete != 0 }

    /// Whether more edges would be here if they had been asked for.
    var isCut: Bool { flags & CacheValue.flagCut != 0 }

    /// Whether both are of the same state of the list, although this one may be cut shorter.
    func agrees(with whole: EdgeList) -> Bool {
        if !isCut { return value == whole.value }
        return edgeCount < whole.edgeCount && (count == nil || count == whole.count)
            && (0..<edgeCount).allSatisfy { self[$0] == whole[$0] }
    }

    /// How many edges the list has; nil when that is not known here.
    var count: Int? {
        let count: Int64 = load(CacheValue.Offset.wide)
        return count >= 0 ? Int(count) : nil
    }

    /// The answer to a range query, or nil when it lies beyond the edges that are here.
    func page(_ query: RangeQuery) -> AssociationPage? {
        part(query).map { part in
            AssociationPage(
                Associations(
                    self, part.edges, isReversed: query.ascending != isOldestFirst),
                hasMore: part.hasMore)
        }
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
        let edgeCount = edgeCount
        let found = value.withUnsafeBytes { bytes in
            (0..<edgeCount).first { index in
                CacheValue.load(bytes, Self.place(index)) == key.id2.rawValue
            }
        }
        if let found { return .some(key.filtered(self[found])) }
        if isComplete { return .some(nil) }
        guard edgeCount > 0 else { return nil }
        // Beyond the last edge here there are only later ones, or only earlier ones.
        let last = place(edgeCount - 1).time
        let isBeyond =
            isOldestFirst
            ? key.times.map { $0.upperBound < last }
            : (key.notBefore ?? key.times?.lowerBound).map {
                last < max($0, key.times?.lowerBound ?? .min)
            }
        return isBeyond == true ? .some(nil) : nil
    }

    subscript(index: Int) -> Association {
        let place = place(index)
        return Association(
            id1: ObjectID(load(CacheValue.Offset.id)), type: load(CacheValue.Offset.small),
            id2: ObjectID(place.id2), time: place.time,
            data: data(index))
    }

    // MARK: Bytes

    private var flags: UInt8 { load(CacheValue.Offset.flags) }
    private var isOldestFirst: Bool { flags & CacheValue.flagOldestFirst != 0 }

    private func load<Number: FixedWidthInteger>(_ offset: Int) -> Number {
        value.withUnsafeBytes { CacheValue.load($0, offset) }
    }

    /// Where an edge lies in the value.
    private static func place(_ index: Int) -> Int { CacheValue.headerBytes + index * edgeBytes }

    private func place(_ index: Int) -> EdgePlace {
        let offset = Self.place(index)
        return EdgePlace(time: load(offset + 8), id2: load(offset))
    }

    /// Where the data of an edge ends, from where the data of all edges begins.
    private func end(_ index: Int) -> UInt32 { load(Self.place(edgeCount) + index * 4) }

    private func data(_ index: Int) -> Record? {
        guard flags & CacheValue.flagPayload != 0 else { return nil }
        let start = index == 0 ? 0 : Int(end(index - 1))
        let end = Int(end(index))
        if start == end { return nil }
        let base = value.startIndex + Self.place(edgeCount) + edgeCount * 4
        return Record(sharing: value[(base + start)..<(base + end)])
    }

    /// Binary search over the places of the list's own order, the first edge's being the highest: a
    /// list with the oldest first is looked at in the mirror.
    private func firstIndex(where isBehind: (EdgePlace) -> Bool) -> Int {
        var low = 0
        var high = edgeCount
        while low < high {
            let middle = (low + high) / 2
            let place = place(middle)
            if isBehind(isOldestFirst ? place.mirrored : place) {
                high = middle
            } else {
                low = middle + 1
            }
        }
        return low
    }
}
