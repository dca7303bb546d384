extension Rule {
    /// Variables are of types that fit wherever they are used.
    static let variablesInAllowedPosition = Rule("VariablesInAllowedPosition") { registration in
        var operations: [(index: Int32, order: ErrorOrder)] = []
        registration.on(.leaveOperation) { index, walker in
            operations.append((index, walker.order))
        }
        // Only at the end are the uses in all fragments known.
        registration.on(.leaveDocument) { _, walker in
            guard !walker.variableUsages.isEmpty else { return }
            for (index, order) in operations where !walker.isStopped {
                checkUsages(in: index, order, walker)
            }
        }
    }
}

private func checkUsages(in index: Int32, _ order: ErrorOrder, _ walker: Walker) {
    guard let operation = walker.operation(index) else { return }
    var definitions: [Name: DefinedVariable] = [:]
    for index in operation.variableDefinitions {
        let definition = walker.document.variableDefinitions[Int(index)]
        definitions[definition.name] = DefinedVariable(definition, walker)
    }
    for range in walker.usages(of: index) {
        for usage in walker.variableUsages[range] where !walker.isStopped {
            guard let variable = definitions[usage.name] else { continue }
            check(usage, of: variable, order, walker)
        }
    }
}

private struct DefinedVariable {
    let start: UInt32
    /// Nil if it does not exist.
    let type: SchemaType?
    /// Whether there is a default and it is not null.
    let hasValueByDefault: Bool

    init(_ definition: VariableDefinition, _ walker: Walker) {
        start = definition.start
        type = walker.schema.type(for: definition.type, in: walker.document)
        hasValueByDefault =
            definition.defaultValue.map { walker.document.values[Int($0)].kind != .null } ?? false
    }
}

private func check(
    _ usage: VariableUsage, of variable: DefinedVariable, _ order: ErrorOrder, _ walker: Walker
) {
    guard let expected = usage.position.type, let type = variable.type else { return }
    if !isAllowed(type, variable.hasValueByDefault, at: usage.position, expected, walker.schema) {
        walker.report(
            "Variable \"$\(walker.shown(usage.name))\" of type \"\(walker.shown(type))\" used in "
                + "position expecting type \"\(walker.shown(expected))\".",
            at: [variable.start, usage.start], order: order)
    }
    if let object = usage.position.oneOf, !type.isNonNull {
        walker.report(
            "Variable \"$\(walker.shown(usage.name))\" is of type \"\(walker.shown(type))\" but "
                + "must be non-nullable to be used for OneOf Input Object "
                + "\"\(walker.shown(object))\".", at: [variable.start, usage.start], order: order)
    }
}

/// https://spec.graphql.org/September2026/#IsVariableUsageAllowed()
private func isAllowed(
    _ type: SchemaType, _ hasValueByDefault: Bool, at position: VariablePosition,
    _ expected: SchemaType, _ schema: Schema
) -> Bool {
    guard expected.isNonNull, !type.isNonNull else {
        return schema.isSubtype(type, of: expected)
    }
    guard hasValueByDefault || position.hasDefault else { return false }
    return schema.isSubtype(type, of: expected.asNullable)
}
