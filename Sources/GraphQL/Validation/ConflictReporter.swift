/// Finds every pair of fields that cannot be merged, and says why, as the reference
/// implementation does: sets of fields are compared within themselves once, then between each
/// other, with the fragments they spread, and fragments among each other, each pair once.
///
/// Conflicts come out in that order, so their messages and places are the known ones. Pairs can
/// grow with the square of the document, so they are counted.
final class ConflictReporter {
    private let walker: Walker
    private var collections: [Int32: FieldCollection] = [:]
    private var comparedFragments = ComparedPairs()
    private var comparedFieldsAndFragments = ComparedPairs()
    private var comparisonsLeft: Int
    private var depth = 0

    struct Conflict {
        let responseName: Name
        let reason: String
        /// Start bytes of the fields on either side.
        let fields: (one: [UInt32], other: [UInt32])
    }

    init(_ walker: Walker) {
        self.walker = walker
        comparisonsLeft = walker.limits.fieldMergeComparisonsMax
    }

    func report(within set: SelectionSet, order: ErrorOrder) {
        for conflict in conflicts(within: set) where !walker.isStopped {
            walker.report(
                "Fields \"\(walker.shown(conflict.responseName))\" conflict because "
                    + "\(conflict.reason). Use different aliases on the fields to fetch both if "
                    + "this was intentional.",
                at: conflict.fields.one + conflict.fields.other, order: order)
        }
    }

    /// Counts one comparison; false when there were too many and validation ends.
    private func next() -> Bool {
        comparisonsLeft -= 1
        // Recursion follows fragments, which may form cycles.
        if comparisonsLeft < 0 || depth > walker.limits.nestingMax.times(4) {
            walker.abort(
                "Document needs more than \(walker.limits.fieldMergeComparisonsMax) comparisons "
                    + "of fields to find out whether they conflict.")
        }
        return !walker.isStopped
    }

    private func collection(of set: SelectionSet) -> FieldCollection {
        // An empty set starts where the next selection does, which has a collection of its own.
        guard let key = set.range.first else { return FieldCollection(set, walker) }
        if let known = collections[key] { return known }
        let collection = FieldCollection(set, walker)
        collections[key] = collection
        return collection
    }

    private func collection(ofFragment fragment: Int) -> FieldCollection {
        collection(of: walker.fragments.fragments[fragment].selectionSet)
    }

    // MARK: Sets of fields

    private func conflicts(within set: SelectionSet) -> [Conflict] {
        let fields = collection(of: set)
        var conflicts: [Conflict] = []
        for (name, group) in fields.groups where group.count > 1 {
            for (position, one) in group.enumerated() where !walker.isStopped {
                for other in group[(position + 1)...] where !walker.isStopped {
                    if let conflict = conflict(name, one, other, areExclusive: false) {
                        conflicts.append(conflict)
                    }
                }
            }
        }
        for (position, fragment) in fields.fragments.enumerated() where !walker.isStopped {
            compare(fields, fragment: fragment, areExclusive: false, &conflicts)
            for other in fields.fragments[(position + 1)...] {
                compare(fragments: fragment, other, areExclusive: false, &conflicts)
            }
        }
        return conflicts
    }

    private func compare(
        _ one: FieldCollection, _ other: FieldCollection, areExclusive: Bool,
        _ conflicts: inout [Conflict]
    ) {
        guard !one.groups.isEmpty, !other.groups.isEmpty else { return }
        for (name, group) in one.groups {
            guard next() else { return }
            guard let otherGroup = other[name] else { continue }
            for field in group where !walker.isStopped {
                for otherField in otherGroup where !walker.isStopped {
                    let conflict = conflict(name, field, otherField, areExclusive: areExclusive)
                    if let conflict { conflicts.append(conflict) }
                }
            }
        }
    }

    private func compare(
        _ fields: FieldCollection, fragment: Int, areExclusive: Bool,
        _ conflicts: inout [Conflict]
    ) {
        guard next(), !fields.groups.isEmpty,
            comparedFieldsAndFragments.insert(fields.id, Int32(fragment), areExclusive)
        else { return }
        let other = collection(ofFragment: fragment)
        guard fields !== other else { return }
        compare(fields, other, areExclusive: areExclusive, &conflicts)
        depth += 1
        for inner in other.fragments where !walker.isStopped {
            compare(fields, fragment: inner, areExclusive: areExclusive, &conflicts)
        }
        depth -= 1
    }

    private func compare(
        fragments one: Int, _ other: Int, areExclusive: Bool, _ conflicts: inout [Conflict]
    ) {
        guard next(), one != other,
            !comparedFragments.contains(Int32(other), Int32(one), areExclusive),
            comparedFragments.insert(Int32(one), Int32(other), areExclusive)
        else { return }
        let (fields, otherFields) = (collection(ofFragment: one), collection(ofFragment: other))
        compare(fields, otherFields, areExclusive: areExclusive, &conflicts)
        depth += 1
        for inner in otherFields.fragments where !walker.isStopped {
            compare(fragments: one, inner, areExclusive: areExclusive, &conflicts)
        }
        for inner in fields.fragments where !walker.isStopped {
            compare(fragments: inner, other, areExclusive: areExclusive, &conflicts)
        }
        depth -= 1
    }

    // MARK: Pairs of fields

    private func conflict(
        _ name: Name, _ one: Int32, _ other: Int32, areExclusive: Bool
    ) -> Conflict? {
        guard next() else { return nil }
        let (left, right) = (walker.selection(one), walker.selection(other))
        let areExclusive = areExclusive || belongToDifferentObjects(one, other)
        if let reason = reason(left, right, one, other, areExclusive) {
            return Conflict(
                responseName: name, reason: reason, fields: ([left.start], [right.start]))
        }
        guard left.hasSelectionSet, right.hasSelectionSet else { return nil }
        depth += 1
        let inner = conflicts(
            between: collection(of: walker.document.selectionSet(of: one)),
            collection(of: walker.document.selectionSet(of: other)), areExclusive: areExclusive)
        depth -= 1
        return inner.isEmpty ? nil : combined(inner, name, left, right)
    }

    private func belongToDifferentObjects(_ one: Int32, _ other: Int32) -> Bool {
        guard let left = walker.objectParent(of: one), let right = walker.objectParent(of: other)
        else { return false }
        return left != right
    }

    /// Why two fields conflict in themselves.
    private func reason(
        _ left: Selection, _ right: Selection, _ one: Int32, _ other: Int32, _ areExclusive: Bool
    ) -> String? {
        let document = walker.document
        if !areExclusive {
            if left.name.name != right.name.name {
                return "\"\(walker.shown(left.name.name))\" and "
                    + "\"\(walker.shown(right.name.name))\" are different fields"
            }
            if !document.haveSameArguments(left.arguments, right.arguments) {
                return "they have differing arguments"
            }
        }
        if let reason = streamReason(left, right) { return reason }
        guard let type = walker.fieldType(of: one), let otherType = walker.fieldType(of: other),
            walker.typesConflict(type, otherType)
        else { return nil }
        return "they return conflicting types \"\(walker.shown(type))\" and "
            + "\"\(walker.shown(otherType))\""
    }

    private func streamReason(_ left: Selection, _ right: Selection) -> String? {
        let document = walker.document
        let one = document.directive("stream", in: left.directives)
        let other = document.directive("stream", in: right.directives)
        guard one != nil || other != nil else { return nil }
        let reason = "they have overlapping stream directives"
        guard let one, let other, document.haveSameArguments(one.arguments, other.arguments) else {
            return reason
        }
        return reason + ". See https://github.com/graphql/defer-stream-wg/discussions/100"
    }

    private func conflicts(
        between one: FieldCollection, _ other: FieldCollection, areExclusive: Bool
    ) -> [Conflict] {
        var conflicts: [Conflict] = []
        compare(one, other, areExclusive: areExclusive, &conflicts)
        for fragment in other.fragments {
            compare(one, fragment: fragment, areExclusive: areExclusive, &conflicts)
        }
        for fragment in one.fragments {
            compare(other, fragment: fragment, areExclusive: areExclusive, &conflicts)
        }
        for fragment in one.fragments where !walker.isStopped {
            for otherFragment in other.fragments where !walker.isStopped {
                compare(
                    fragments: fragment, otherFragment, areExclusive: areExclusive, &conflicts)
            }
        }
        return conflicts
    }

    /// One conflict of two fields that tells of all those inside them.
    private func combined(
        _ inner: [Conflict], _ name: Name, _ left: Selection, _ right: Selection
    ) -> Conflict {
        var reason = ""
        for conflict in inner where reason.utf8.count <= Limits.detailCharactersMax {
            reason += reason.isEmpty ? "" : " and "
            let name = walker.shown(conflict.responseName)
            reason += "subfields \"\(name)\" conflict because \(conflict.reason)"
        }
        reason = excerpt(
            reason, charactersMax: Limits.detailCharactersMax, cutMark: "...")
        return Conflict(
            responseName: name, reason: reason,
            fields: (
                starts(left, inner.lazy.map(\.fields.one)),
                starts(right, inner.lazy.map(\.fields.other))
            ))
    }

    private func starts(_ field: Selection, _ inner: some Sequence<[UInt32]>) -> [UInt32] {
        var starts = [field.start]
        for fields in inner where starts.count < Limits.conflictFieldsMax {
            starts += fields.suffix(Limits.conflictFieldsMax - starts.count)
        }
        return starts
    }
}

/// The fields of a selection set by response name, inline fragments put in their places, and the
/// fragments that it spreads.
private final class FieldCollection {
    let id: Int32
    private(set) var groups: [(name: Name, fields: [Int32])] = []
    /// Indices in `walker.fragments`, each once.
    private(set) var fragments: [Int] = []
    private var groupIndices: [Name: Int] = [:]

    init(_ set: SelectionSet, _ walker: Walker) {
        id = set.range.lowerBound
        var known: Set<Int> = []
        // Inline fragments lie between their siblings, so going straight on visits their fields in
        // the order of the text; only the inside of fields is passed over.
        var index = set.range.lowerBound
        while index < set.range.upperBound {
            let selection = walker.selection(index)
            switch selection.kind {
            case .field:
                add(index, selection.responseName)
                index = selection.end
            case .fragmentSpread:
                if let fragment = walker.fragments.index(of: selection.name.name),
                    known.insert(fragment).inserted
                {
                    fragments.append(fragment)
                }
                index += 1
            case .inlineFragment: index += 1
            }
        }
    }

    private func add(_ field: Int32, _ name: Name) {
        if let index = groupIndices[name] {
            groups[index].fields.append(field)
        } else {
            groupIndices[name] = groups.count
            groups.append((name, [field]))
        }
    }

    subscript(name: Name) -> [Int32]? { groupIndices[name].map { groups[$0].fields } }
}

/// Pairs that were compared, and whether only as parts of objects of different types, which tells
/// less.
private struct ComparedPairs {
    private struct Pair: Hashable {
        let one: Int32
        let other: Int32
    }

    private var areExclusive: [Pair: Bool] = [:]

    func contains(_ one: Int32, _ other: Int32, _ areExclusive: Bool) -> Bool {
        guard let known = self.areExclusive[Pair(one: one, other: other)] else { return false }
        return areExclusive || !known
    }

    /// Returns false if the pair was compared as thoroughly before.
    mutating func insert(_ one: Int32, _ other: Int32, _ areExclusive: Bool) -> Bool {
        guard !contains(one, other, areExclusive) else { return false }
        self.areExclusive[Pair(one: one, other: other)] = areExclusive
        return true
    }
}
