extension Rule {
    /// Every variable that an operation defines is used by it or by a fragment it reaches.
    static let noUnusedVariables = Rule("NoUnusedVariables") { registration in
        var operations: [(index: Int32, order: ErrorOrder)] = []
        registration.on(.operation) { index, walker in
            guard walker.operation(index)?.variableDefinitions.isEmpty == false else { return }
            operations.append((index, walker.order))
        }
        // Only at the end are the uses in all fragments known.
        registration.on(.leaveDocument) { _, walker in
            for (index, order) in operations where !walker.isStopped {
                reportUnused(in: index, order, walker)
            }
        }
    }
}

private func reportUnused(in index: Int32, _ order: ErrorOrder, _ walker: Walker) {
    guard let operation = walker.operation(index) else { return }
    var used: Set<Name> = []
    for range in walker.usages(of: index) {
        for usage in walker.variableUsages[range] { used.insert(usage.name) }
    }
    for index in operation.variableDefinitions where !walker.isStopped {
        let definition = walker.document.variableDefinitions[Int(index)]
        guard !used.contains(definition.name) else { continue }
        walker.report(
            "Variable \"$\(walker.shown(definition.name))\" is never used"
                + walker.byOperation(operation, "in") + ".",
            at: [definition.start], order: order)
    }
}
