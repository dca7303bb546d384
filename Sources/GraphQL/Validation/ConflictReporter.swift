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

    /// Conflicts found in one place, as many as are told of.
    private struct Conflicts {
        private(set) var all: [Conflict] = []
        private let countMax: Int

        init(countMax: Int) {
            self.countMax = countMax
        }

        var isFull: Bool { all.count >= countMax }

        mutating func add(_ conflict: Conflict) {
            if !isFull { all.append(conflict) }
        }
    }

    /// Each has a place of its own and a reason of more than twenty characters, so the message about
    /// the fields around them holds no more.
    private static let innerMax = max(
        Limits.conflictFieldsMax, Limits.detailCharactersMax / 20)

    init(_ walker: Walker) {
        self.walker = walker
        comparisonsLeft = walker.limits.fieldMergeComparisonsMax
    }

    func report(within set: SelectionSet, order: ErrorOrder) {
        for conflict in conflicts(within: set).all where !walker.isStopped {
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

    private func conflicts(within set: SelectionSet) -> Conflicts {
        let fields = collection(of: set)
        // One more than is shown, to know that there are more.
        var conflicts = Conflicts(
            countMax: min(walker.limits.validationErrorsMax, .max - 1) + 1)
        for (name, group) in fields.groups where group.count > 1 {
            for (position, one) in group.enumerated() where !isDone(conflicts) {
                for other in group[(position + 1)...] where !isDone(conflicts) {
                    if let conflict = conflict(name, one, other, areExclusive: false) {
                        conflicts.add(conflict)
                    }
                }
            }
        }
        for (position, fragment) in fields.fragments.enumerated() where !isDone(conflicts) {
            compare(fields, fragment: fragment, areExclusive: false, &conflicts)
            for other in fields.fragments[(position + 1)...] where !isDone(conflicts) {
                compare(fragments: fragment, other, areExclusive: false, &conflicts)
            }
        }
        return conflicts
    }

    /// Whether no more conflicts are looked for.
    private func isDone(_ conflicts: Conflicts) -> Bool {
        conflicts.isFull || walker.isStopped
    }

    private func compare(
        _ one: FieldCollection, _ other: FieldCollection, areExclusive: Bool,
        _ conflicts: inout Conflicts
    ) {
        guard !one.groups.isEmpty, !other.groups.isEmpty else { return }
        for (name, group) in one.groups {
            guard !conflicts.isFull, next() else { return }
            guard let otherGroup = other[name] else { continue }
            for field in group where !isDone(conflicts) {
                for otherField in otherGroup where !isDone(conflicts) {
                    let conflict = conflict(name, field, otherField, areExclusive: areExclusive)
                    if let conflict { conflicts.add(conflict) }
                }
            }
        }
    }

    private func compare(
        _ fields: FieldCollection, fragment: Int, areExclusive: Bool,
        _ conflicts: inout Conflicts
    ) {
        guard next(), !fields.groups.isEmpty,
            comparedFieldsAndFragments.insert(fields.id, Int32(fragment), areExclusive)
        else { return }
        let other = collection(ofFragment: fragment)
        guard fields !== other else { return }
        compare(fields, other, areExclusive: areExclusive, &conflicts)
        depth += 1
        for inner in other.fragments where !isDone(conflicts) {
            compare(fields, fragment: inner, areExclusive: areExclusive, &conflicts)
        }
        depth -= 1
    }

    private func compare(
        fragments one: Int, _ other: Int, areExclusive: Bool, _ conflicts: inout Conflicts
    ) {
        guard next(), one != other,
            !comparedFragments.contains(Int32(other), Int32(one), areExclusive),
            comparedFragments.insert(Int32(one), Int32(other), areExclusive)
        else { return }
        let (fields, otherFields) = (collection(ofFragment: one), collection(ofFragment: other))
        compare(fields, otherFields, areExclusive: areExclusive, &conflicts)
        depth += 1
        for inner in otherFields.fragments where !isDone(conflicts) {
            compare(fragments: one, inner, areExclusive: areExclusive, &conflicts)
        }
        for inner in fields.fragments where !isDone(conflicts) {
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
        var conflicts = Conflicts(countMax: Self.innerMax)
        compare(one, other, areExclusive: areExclusive, &conflicts)
        for fragment in other.fragments where !isDone(conflicts) {
            compare(one, fragment: fragment, areExclusive: areExclusive, &conflicts)
        }
        for fragment in one.fragments where !isDone(conflicts) {
            compare(other, fragment: fragment, areExclusive: areExclusive, &conflicts)
        }
        for fragment in one.fragments where !isDone(conflicts) {
            for otherFragment in other.fragments where !isDone(conflicts) {
                compare(
                    fragments: fragment, otherFragment, areExclusive: areExclusive, &conflicts)
            }
        }
        return conflicts.all
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
