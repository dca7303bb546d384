/// What can be resolved for the next payload: the deferred fields of all pending fragments, and the
/// next items of all pending streams.
///
/// All of it is resolved at once, so that its loads leave together; objects of one column still
/// make one call of each resolver.
struct DeliveryStep: Sendable {
    /// Portions of the objects of one column.
    struct Portions: Sendable {
        let selection: SelectionPlan
        let typeName: String
        let objects: AnyColumn
        var indices: [Int]
        var rows: [Int]
    }

    /// Items of the lists that one resolver call gave.
    struct Items: Sendable {
        let rest: StreamedRest
        var streams: [Int]
        var ranges: [Range<Int>]
    }

    private(set) var portions: [Portions] = []
    private(set) var items: [Items] = []

    /// - Parameter itemsMax: most items of the lists that one resolver call gave.
    init(_ deliveries: Deliveries, itemsMax: Int) {
        addPortions(deliveries)
        addItems(deliveries, max: itemsMax)
    }

    private mutating func addPortions(_ deliveries: Deliveries) {
        struct Key: Hashable {
            let deferred: ObjectIdentifier
            let objects: ObjectIdentifier
        }
        var known: [Key: Int] = [:]
        var taken: Set<Int> = []
        for index in deliveries.pendingFragments.lazy.flatMap({ deliveries.fragments[$0].portions })
        {
            let portion = deliveries.portions[index]
            guard case .waiting = portion.state, taken.insert(index).inserted else { continue }
            let key = Key(
                deferred: ObjectIdentifier(portion.deferred),
                objects: ObjectIdentifier(portion.objects))
            if let place = known[key] {
                portions[place].indices.append(index)
                portions[place].rows.append(portion.row)
            } else {
                known[key] = portions.count
                portions.append(
                    Portions(
                        selection: portion.deferred.plan,
                        typeName: portion.objects.variant.typeName,
                        objects: portion.objects.column,
                        indices: [index], rows: [portion.row]))
            }
        }
    }

    private mutating func addItems(_ deliveries: Deliveries, max itemsMax: Int) {
        var known: [ObjectIdentifier: Int] = [:]
        for index in deliveries.pendingStreams {
            let rest = deliveries.streams[index].rest
            if let place = known[ObjectIdentifier(rest)] {
                items[place].streams.append(index)
            } else {
                known[ObjectIdentifier(rest)] = items.count
                items.append(Items(rest: rest, streams: [index], ranges: []))
            }
        }
        for place in items.indices {
            // Lists side by side come on evenly; what does not fit comes with later payloads.
            let share = max(itemsMax / items[place].streams.count, 1)
            items[place].streams.removeSubrange(min(items[place].streams.count, itemsMax)...)
            items[place].ranges = items[place].streams.map {
                deliveries.streams[$0].items.prefix(share).indices
            }
        }
    }

    /// What came of a step, in its order.
    struct Resolved: Sendable {
        var portions: [ResolvedObjects]
        var items: [ResolvedField]
    }

    func resolve(_ resolution: FieldResolution) async -> Resolved {
        async let objects = sideBySide(portions) { part in
            // Planned for the same types as the selection it is deferred from.
            let variant =
                part.selection.variant(of: part.typeName) ?? part.selection.variants[0]
            return await resolution.executeCollectedFields(
                part.selection, variant, part.objects.selecting(part.rows))
        }
        async let fields = sideBySide(items) { part in
            await part.rest.resolve(part.ranges, resolution)
        }
        return Resolved(portions: await objects, items: await fields)
    }

    private func sideBySide<Part: Sendable, Value: Sendable>(
        _ parts: [Part], _ resolve: @escaping @Sendable (Part) async -> Value
    ) async -> [Value] {
        await withTaskGroup(of: (Int, Value).self) { group in
            for (index, part) in parts.enumerated() {
                group.addTask { (index, await resolve(part)) }
            }
            var values = [Value?](repeating: nil, count: parts.count)
            for await (index, value) in group { values[index] = value }
            return values.compactMap(\.self)
        }
    }
}
