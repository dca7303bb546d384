extension TypeSystemContext {
    /// There is a query root, and the roots are different object types.
    /// https://spec.graphql.org/September2026/#sec-Root-Operation-Types
    mutating func checkRootTypes() {
        if schema.queryType == nil {
            let definition = built.schemaNodes.first { !$0.node.isExtension }
            errors.report(
                "Query root type must be provided.",
                at: definition.map { [position(of: $0)] } ?? [])
        }
        var operationsByType: [(type: TypeID, operations: [OperationType])] = []
        for operation in OperationType.allCases {
            guard let type = schema.rootType(of: operation) else { continue }
            guard schema[type].kind == .object else {
                reportRoot(type, of: operation)
                continue
            }
            if let index = operationsByType.firstIndex(where: { $0.type == type }) {
                operationsByType[index].operations.append(operation)
            } else {
                operationsByType.append((type, [operation]))
            }
        }
        for (type, operations) in operationsByType where operations.count > 1 {
            let list = joined(operations.map(\.rawValue), by: "and")
            errors.report(
                "All root types must be different, \"\(schema[type].name)\" type is used as"
                    + " \(list) root types.",
                at: operations.compactMap { rootPosition(of: $0) })
        }
    }

    private mutating func reportRoot(_ type: TypeID, of operation: OperationType) {
        let name = operation.rawValue.prefix(1).uppercased() + operation.rawValue.dropFirst()
        let condition = operation == .query ? "" : " if provided"
        errors.report(
            "\(name) root type must be Object type\(condition), it cannot be"
                + " \(schema[type].name).",
            at: (rootPosition(of: operation) ?? built.positions(of: type).first).map { [$0] } ?? [])
    }

    private func position(of node: Located<SchemaDefinition>) -> SDLPosition {
        node.position(
            built.document(of: node).start(
                of: node.node.start, description: node.node.description))
    }

    /// Where a schema definition or extension names the root of an operation.
    private func rootPosition(of operation: OperationType) -> SDLPosition? {
        for node in built.schemaNodes {
            let definition = node.node.operationTypes.first { $0.operation == operation }
            if let definition { return node.position(definition.type.start) }
        }
        return nil
    }
}
