/// The items of streamed lists that are not in the response yet: all lists that one resolver call
/// gave, so that they go on together.
final class StreamedRest: Sendable {
    let call: FieldCall
    let stream: StreamPlan
    let initialCount: Int
    private let items: [Slot]
    private let leaves: [LeafValue]
    private let errors: [any Error]
    private let columns: [ObjectColumn]
    /// For each parent, where in `items` the rest of its list lies.
    let ranges: [Range<Int>]

    private init(
        _ call: FieldCall, _ stream: StreamPlan, initialCount: Int, _ outcome: OutcomeBuilder,
        columns: [ObjectColumn], ranges: [Range<Int>]
    ) {
        self.call = call
        self.stream = stream
        self.initialCount = initialCount
        items = outcome.items
        leaves = outcome.leaves
        errors = outcome.errors
        self.columns = columns
        self.ranges = ranges
    }

    /// Cuts what is to be streamed off what a resolver gave.
    ///
    /// - Returns: nil if no list is longer than its beginning.
    static func cut(
        _ call: FieldCall, _ slots: inout [Slot], _ outcome: inout OutcomeBuilder
    ) -> (rest: StreamedRest, columns: [ObjectColumn])? {
        guard let stream = call.field.stream else { return nil }
        for index in slots.indices where slots[index].kind == .leaf {
            slots[index] = outcome.listed(slots[index])
        }
        let count = call.initialCount
        guard count >= 0 else {
            let failure = outcome.failure(StreamPlan.wrongCount)
            for index in slots.indices where slots[index].kind == .list { slots[index] = failure }
            return nil
        }
        guard slots.contains(where: { $0.kind == .list && Int($0.count) > count }) else {
            return nil
        }
        let columns = outcome.columns.map { ObjectColumn($0) }
        var excerpt = OutcomeExcerpt(columns: columns.count)
        var ranges: [Range<Int>] = []
        ranges.reserveCapacity(slots.count)
        for index in slots.indices {
            let slot = slots[index]
            guard slot.kind == .list else {
                ranges.append(0..<0)
                slots[index] = excerpt.take(slot, from: outcome.items)
                continue
            }
            let start = Int(slot.index)
            let end = start + Int(slot.count)
            let cut = min(start + count, end)
            ranges.append(cut..<end)
            slots[index] = excerpt.takeList(start..<cut, from: outcome.items)
        }
        let rest = StreamedRest(
            call, stream, initialCount: count, outcome, columns: columns, ranges: ranges)
        outcome.items = excerpt.items
        return (rest, excerpt.columns(of: columns))
    }

    /// Cuts what is to be streamed off a list of leaves.
    static func cut(
        _ call: FieldCall, _ value: inout LeafValue
    ) throws(GraphQLError) -> StreamedRest? {
        guard let stream = call.field.stream, case .list(let all) = value else { return nil }
        guard call.initialCount >= 0 else { throw StreamPlan.wrongCount }
        guard all.count > call.initialCount else { return nil }
        value = .list(Array(all.prefix(call.initialCount)))
        var outcome = OutcomeBuilder()
        let slots = all.dropFirst(call.initialCount).map { outcome.leaf($0) }
        outcome.items = slots
        return StreamedRest(
            call, stream, initialCount: call.initialCount, outcome, columns: [],
            ranges: [0..<slots.count])
    }

    /// Resolves the fields of some of the items.
    ///
    /// - Returns: slots of the items, in the order of the ranges.
    func resolve(_ ranges: [Range<Int>], _ resolution: FieldResolution) async -> ResolvedField {
        var excerpt = OutcomeExcerpt(columns: columns.count)
        var slots: [Slot] = []
        for index in ranges.joined() { slots.append(excerpt.take(items[index], from: items)) }
        var children: [ResolvedObjects?] = []
        if case .objects(let plans) = stream.completion {
            children = await resolution.executeSelectionSets(excerpt.columns(of: columns), plans)
        }
        return ResolvedField(
            call: call, slots: slots, items: excerpt.items, leaves: leaves, errors: errors,
            children: children)
    }
}

/// Objects of one type, as a resolver gave them.
struct ObjectColumn: Sendable {
    let typeName: String
    let values: AnyColumn

    init(_ builder: ColumnBuilder) {
        typeName = builder.typeName
        values = builder.finish()
    }

    fileprivate init(typeName: String, values: AnyColumn) {
        self.typeName = typeName
        self.values = values
    }
}

/// Part of what a resolver gave, with its lists and the rows of its objects counted anew. Leaves
/// and errors stay where they are.
private struct OutcomeExcerpt {
    private(set) var items: [Slot] = []
    private var rows: [[Int]]

    init(columns: Int) {
        rows = Array(repeating: [], count: columns)
    }

    /// Copies a value with what is in it.
    mutating func take(_ slot: Slot, from all: [Slot]) -> Slot {
        switch slot.kind {
        case .null, .error, .leaf: return slot
        case .list: return takeList(Int(slot.index)..<Int(slot.index + slot.count), from: all)
        case .object:
            var slot = slot
            rows[Int(slot.column)].append(Int(slot.index))
            slot.index = Int32(rows[Int(slot.column)].count - 1)
            return slot
        }
    }

    mutating func takeList(_ range: Range<Int>, from all: [Slot]) -> Slot {
        let start = items.count
        items.append(contentsOf: repeatElement(.null, count: range.count))
        for (offset, index) in range.enumerated() {
            let slot = take(all[index], from: all)
            items[start + offset] = slot
        }
        return Slot(kind: .list, index: Int32(start), count: Int32(range.count))
    }

    /// The objects that were taken.
    func columns(of all: [ObjectColumn]) -> [ObjectColumn] {
        zip(all, rows).map { column, rows in
            ObjectColumn(typeName: column.typeName, values: column.values.selecting(rows))
        }
    }
}

extension OutcomeBuilder {
    /// A list that was given as one leaf, as a list of slots.
    fileprivate mutating func listed(_ slot: Slot) -> Slot {
        guard case .list(let values) = leaves[Int(slot.index)] else { return slot }
        return list(values.map { leaf($0) })
    }
}
