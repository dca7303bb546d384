extension Rule {
    /// Every variable that an operation uses, also in fragments, is defined by it.
    static let noUndefinedVariables = Rule("NoUndefinedVariables") { registration in
        var operations: [(index: Int32, order: ErrorOrder)] = []
        registration.on(.operation) { index, walker in
            operations.append((index, walker.order))
        }
        // Only at the end are the uses in all fragments known.
        registration.on(.leaveDocument) { _, walker in
            guard !walker.variableUsages.isEmpty else { return }
            for (index, order) in operations where !walker.isStopped {
                reportUndefined(in: index, order, walker)
            }
        }
    }
}

private func reportUndefined(in index: Int32, _ order: ErrorOrder, _ walker: Walker) {
    guard let operation = walker.operation(index) else { return }
    let defined = Set(
        operation.variableDefinitions.map { walker.document.variableDefinitions[Int($0)].name })
    for range in walker.usages(of: index) {
        for usage in walker.variableUsages[range]
        where !defined.contains(usage.name) && !walker.isStopped {
            walker.report(
                "Variable \"$\(walker.shown(usage.name))\" is not defined"
                    + walker.byOperation(operation, "by") + ".",
                at: [usage.start, operation.start], order: order)
        }
    }
}

extension Walker {
    /// ` by operation "Name"`, or nothing for an operation without a name.
    func byOperation(_ operation: OperationDefinition, _ preposition: String) -> String {
        let name = operation.name.name
        return name == .none ? "" : " \(preposition) operation \"\(shown(name))\""
    }
}
