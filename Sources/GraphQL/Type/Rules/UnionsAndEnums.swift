extension TypeSystemContext {
    /// A union has members, which are different object types.
    /// https://spec.graphql.org/September2026/#sec-Unions.Type-Validation
    mutating func checkMembers(of id: TypeID) {
        let union = schema[id]
        if union.possibleTypes.isEmpty {
            errors.report(
                "Union type \(union.name) must define one or more member types.",
                at: built.positions(of: id))
        }
        var known: Set<TypeID> = []
        for member in union.possibleTypes where !errors.isFull {
            let name = schema[member].name
            if schema[member].kind != .object {
                errors.report(
                    "Union type \(union.name) can only include Object types,"
                        + " it cannot include \(name).",
                    at: memberPositions(of: name, in: id))
            } else if !known.insert(member).inserted {
                errors.report(
                    "Union type \(union.name) can only include type \(name) once.",
                    at: memberPositions(of: name, in: id))
            }
        }
    }

    private func memberPositions(of name: String, in id: TypeID) -> [SDLPosition] {
        built.types[Int(id.index)].flatMap { node in
            let document = built.document(of: node)
            return node.node.memberTypes.filter { document.text($0.name) == name }
                .map { node.position($0.start) }
        }
    }

    /// An enum has values.
    /// https://spec.graphql.org/September2026/#sec-Enums.Type-Validation
    mutating func checkEnumValues(of id: TypeID) {
        let type = schema[id]
        if type.enumValues.isEmpty {
            errors.report(
                "Enum type \(type.name) must define one or more values.",
                at: built.positions(of: id))
        }
        for (value, node) in zip(type.enumValues, built.enumValues[Int(id.index)]) {
            checkName(value.name, at: built.position(of: node))
        }
    }
}
