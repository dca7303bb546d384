extension Rule {
    /// Fields with one response name are the same field with the same arguments, and their
    /// selections can be merged likewise; or they belong to objects of different types, and then
    /// give values of one shape.
    ///
    /// `ConflictDetector` first answers in about linear time whether there is a conflict at all.
    /// Only if there may be one, `ConflictReporter` compares pairs of fields, which can take long
    /// and is bounded, to tell which.
    static let overlappingFieldsCanBeMerged = Rule("OverlappingFieldsCanBeMerged") { registration in
        var candidates: [(set: SelectionSet, order: ErrorOrder)] = []
        registration.on(.selectionSet) { _, walker in
            let set = walker.selectionSet
            guard let first = set.range.first else { return }
            let hasOneSelection = walker.selection(first).end == set.range.upperBound
            if hasOneSelection && walker.selection(first).kind != .inlineFragment { return }
            candidates.append((set, walker.order))
        }
        registration.on(.leaveDocument) { _, walker in
            guard !candidates.isEmpty else { return }
            var detector = ConflictDetector(walker)
            guard detector.mayFindConflict() else { return }
            let reporter = ConflictReporter(walker)
            for (set, order) in candidates where !walker.isStopped {
                reporter.report(within: set, order: order)
            }
        }
    }
}
