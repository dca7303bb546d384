/// Tells whether some fields of a document cannot be merged, without telling which.
///
/// Instead of pairs of fields it looks at groups. The fields of a selection set, fragments put in
/// their places, are grouped by response name; each field of a group is compared with the first
/// only, as being mergeable is transitive; then the selection sets of the whole group are taken
/// together as one. Each such union is looked at once. (After S. Adameit's "GraphQL: Validating
/// field merges in (almost) linear time", XING, 2019, in one pass instead of two.)
///
/// The answer "no" is certain. "Yes" may also mean that the document is too intricate to tell.
struct ConflictDetector {
    private let walker: Walker
    /// Fields of the collections being looked at, the innermost last.
    private var entries: [Entry] = []
    /// By `Name.id`: the collection that has used the response name, and its first entry there.
    private var nameRounds: [UInt32]
    private var firstEntries: [Int32]
    /// By fragment: the collection that has entered it.
    private var fragmentRounds: [UInt32]
    private var round: UInt32 = 0
    /// By selection: whether its selection set was looked at on its own.
    private var isChecked: [Bool]
    private var checkedUnions: Set<Union> = []
    private var pending: [NodeRange] = []
    private var visitsLeft: Int
    private var depth = 0

    private struct Entry {
        let selection: Int32
        var isFirst: Bool
        /// The next field of the same response name, or -1.
        var next: Int32 = -1
        /// Of a first entry: the last of the chain.
        var last: Int32
    }

    private struct Union: Hashable {
        let selections: [Int32]
        let comparison: Comparison
    }

    /// What fields of a group must have in common.
    private enum Comparison: Hashable {
        /// Everything.
        case full
        /// Types only: their objects are never of the same type.
        case shape
    }

    /// A visit is about a tenth of a comparison of the reporter.
    private static let visitsPerComparison = 10

    init(_ walker: Walker) {
        self.walker = walker
        let names = walker.document.names.count
        nameRounds = .init(repeating: 0, count: names)
        firstEntries = .init(repeating: 0, count: names)
        fragmentRounds = .init(repeating: 0, count: walker.fragments.fragments.count)
        isChecked = .init(repeating: false, count: walker.document.selections.count)
        visitsLeft = walker.limits.fieldMergeComparisonsMax.times(Self.visitsPerComparison)
    }

    mutating func mayFindConflict() -> Bool {
        for definition in walker.document.definitions {
            let range: NodeRange
            switch definition {
            case .operation(let operation): range = operation.selectionSet.range
            // Also for fragments that nothing spreads.
            case .fragment(let fragment): range = fragment.selectionSet.range
            case .schema, .type, .directive: continue
            }
            if !isSpreadOnly(range), !isMergeable([range], .full) { return true }
        }
        return false
    }

    // MARK: Collections

    /// Whether the fields in these selection sets, taken as one, can be merged.
    private mutating func isMergeable(_ ranges: [NodeRange], _ comparison: Comparison) -> Bool {
        guard depth < walker.limits.nestingMax.times(2) else { return false }
        depth += 1
        let base = entries.count
        defer {
            entries.removeLast(entries.count - base)
            depth -= 1
        }
        guard collect(ranges) else { return false }
        var index = base
        let end = entries.count
        while index < end {
            let entry = entries[index]
            if entry.isFirst {
                let isMergeable =
                    entry.next < 0
                    ? comparison == .shape || isMergeable(alone: entry.selection)
                    : isMergeable(group: index, comparison)
                guard isMergeable else { return false }
            }
            index += 1
        }
        return true
    }

    /// Adds the fields of selection sets to `entries`; false when that takes too long.
    private mutating func collect(_ ranges: [NodeRange]) -> Bool {
        round += 1
        pending = ranges
        while let range = pending.popLast() {
            var index = range.lowerBound
            while index < range.upperBound {
                let selection = walker.selection(index)
                switch selection.kind {
                case .field: add(index, selection.responseName)
                case .inlineFragment: pending.append(index + 1..<selection.end)
                case .fragmentSpread: enter(selection.name.name)
                }
                visitsLeft -= 1
                index = selection.end
            }
            if visitsLeft < 0 { return false }
        }
        return true
    }

    private mutating func enter(_ name: Name) {
        guard let fragment = walker.fragments.index(of: name), fragmentRounds[fragment] != round
        else { return }
        fragmentRounds[fragment] = round
        pending.append(walker.fragments.fragments[fragment].selectionSet.range)
    }

    private mutating func add(_ selection: Int32, _ name: Name) {
        let new = Int32(entries.count)
        let isFirst = nameRounds[Int(name.id)] != round
        entries.append(Entry(selection: selection, isFirst: isFirst, last: new))
        if isFirst {
            nameRounds[Int(name.id)] = round
            firstEntries[Int(name.id)] = new
        } else {
            let first = Int(firstEntries[Int(name.id)])
            entries[Int(entries[first].last)].next = new
            entries[first].last = new
        }
    }

    /// Whether the selection set of a field can be merged when no other is taken with it.
    private mutating func isMergeable(alone selection: Int32) -> Bool {
        let end = walker.selection(selection).end
        guard selection + 1 < end, !isChecked[Int(selection)] else { return true }
        isChecked[Int(selection)] = true
        let range = selection + 1..<end
        return isSpreadOnly(range) || isMergeable([range], .full)
    }

    /// Whether a selection set is just a fragment, which is looked at where it is defined.
    private func isSpreadOnly(_ range: NodeRange) -> Bool {
        range.count == 1 && walker.selection(range.lowerBound).kind == .fragmentSpread
    }

    // MARK: Groups

    private mutating func isMergeable(group first: Int, _ comparison: Comparison) -> Bool {
        var selections: [Int32] = []
        var entry = Int32(first)
        while entry >= 0 {
            selections.append(entries[Int(entry)].selection)
            entry = entries[Int(entry)].next
        }
        visitsLeft -= selections.count
        guard haveOneShape(selections), !selections.contains(where: walker.isStreamed) else {
            return false
        }
        if comparison == .shape { return isMergeable(union: selections, .shape) }
        let parts = partsByObject(selections)
        for part in parts {
            guard part.dropFirst().allSatisfy({ isSameField(part[0], $0) }) else { return false }
            if !isMergeable(union: part, .full) { return false }
        }
        return parts.count == 1 || isMergeable(union: selections, .shape)
    }

    /// Fields that can belong to one object: those of each object type, together with those of
    /// interfaces and unions, which any object may be.
    private mutating func partsByObject(_ selections: [Int32]) -> [[Int32]] {
        let objects = selections.map { walker.objectParent(of: $0) }
        let distinct = Set(objects.lazy.compactMap(\.self))
        guard distinct.count > 1 else { return [selections] }
        visitsLeft -= selections.count * distinct.count
        guard visitsLeft >= 0 else { return [selections] }
        return distinct.map { object in
            selections.indices.filter { objects[$0] == nil || objects[$0] == object }
                .map { selections[$0] }
        }
    }

    private mutating func isMergeable(union selections: [Int32], _ comparison: Comparison) -> Bool {
        let parents = selections.filter { $0 + 1 < walker.selection($0).end }
        guard let first = parents.first else { return true }
        guard parents.count > 1 else {
            return comparison == .shape || isMergeable(alone: first)
        }
        let union = Union(selections: parents.sorted(), comparison: comparison)
        guard checkedUnions.insert(union).inserted else { return true }
        return isMergeable(
            parents.map { $0 + 1..<walker.selection($0).end }, comparison)
    }

    private func isSameField(_ one: Int32, _ other: Int32) -> Bool {
        let (one, other) = (walker.selection(one), walker.selection(other))
        // An argument given twice makes a difference one way only.
        return one.name.name == other.name.name
            && walker.document.haveSameArguments(one.arguments, other.arguments)
            && walker.document.haveSameArguments(other.arguments, one.arguments)
    }

    private func haveOneShape(_ selections: [Int32]) -> Bool {
        var known: SchemaType?
        for selection in selections {
            guard let type = walker.fieldType(of: selection) else { continue }
            if let known, walker.typesConflict(known, type) { return false }
            known = known ?? type
        }
        return true
    }
}
