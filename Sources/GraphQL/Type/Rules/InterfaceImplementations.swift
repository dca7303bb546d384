extension TypeSystemContext {
    /// What a type says it implements, it does.
    /// https://spec.graphql.org/September2026/#IsValidImplementation()
    mutating func checkInterfaces(of id: TypeID) {
        let type = schema[id]
        for interface in type.interfaces { implementer[Int(interface.index)] = id.index }
        var known: Set<TypeID> = []
        for interface in type.interfaces where !errors.isFull {
            let name = schema[interface].name
            guard schema[interface].kind == .interface else {
                errors.report(
                    "Type \(type.name) must only implement Interface types,"
                        + " it cannot implement \(name).",
                    at: implementsPositions(of: interface, on: id))
                continue
            }
            if interface == id {
                errors.report(
                    "Type \(type.name) cannot implement itself"
                        + " because it would create a circular reference.",
                    at: implementsPositions(of: interface, on: id))
            }
            guard known.insert(interface).inserted else {
                errors.report(
                    "Type \(type.name) can only implement \(name) once.",
                    at: implementsPositions(of: interface, on: id))
                continue
            }
            checkAncestors(of: interface, on: id)
            checkImplementation(of: interface, by: id)
        }
    }

    /// A type that implements an interface also says so of the interfaces that one implements.
    private mutating func checkAncestors(of interface: TypeID, on id: TypeID) {
        for ancestor in schema[interface].interfaces {
            if implementer[Int(ancestor.index)] == id.index || errors.isFull { continue }
            let name = schema[id].name
            let interfaceName = schema[interface].name
            let message =
                ancestor == id
                ? "Type \(name) cannot implement \(interfaceName)"
                    + " because it would create a circular reference."
                : "Type \(name) must implement \(schema[ancestor].name)"
                    + " because it is implemented by \(interfaceName)."
            errors.report(
                message,
                at: implementsPositions(of: ancestor, on: interface)
                    + implementsPositions(of: interface, on: id))
        }
    }

    private mutating func checkImplementation(of interface: TypeID, by id: TypeID) {
        let interfaceType = schema[interface]
        let type = schema[id]
        let interfaceNodes = built.fields[Int(interface.index)]
        let nodes = built.fields[Int(id.index)]
        for (expected, expectedNode) in zip(interfaceType.fields, interfaceNodes) {
            if errors.isFull { return }
            let coordinate = "\(interfaceType.name).\(expected.name)"
            guard let index = type.fieldIndices[expected.name] else {
                errors.report(
                    "Interface field \(coordinate) expected but \(type.name) does not provide it.",
                    at: [built.position(of: expectedNode)] + built.positions(of: id))
                continue
            }
            checkField(
                ImplementedField(
                    expected: expected, expectedNode: expectedNode,
                    expectedCoordinate: coordinate, field: type.fields[index], node: nodes[index],
                    coordinate: "\(type.name).\(expected.name)"))
        }
    }

    /// Where a type names an interface.
    private func implementsPositions(of interface: TypeID, on id: TypeID) -> [SDLPosition] {
        let name = schema[interface].name
        return built.types[Int(id.index)].flatMap { node in
            let document = built.document(of: node)
            return node.node.interfaces.filter { document.text($0.name) == name }
                .map { node.position($0.start) }
        }
    }
}

// MARK: - Fields

/// A field of an interface and the field of a type that implements it.
private struct ImplementedField {
    let expected: FieldDefinition
    let expectedNode: Located<FieldDefinitionNode>
    let expectedCoordinate: String
    let field: FieldDefinition
    let node: Located<FieldDefinitionNode>
    let coordinate: String
}

extension TypeSystemContext {
    private mutating func checkField(_ pair: ImplementedField) {
        if !schema.isSubtype(pair.field.type, of: pair.expected.type) {
            errors.report(
                "Interface field \(pair.expectedCoordinate) expects type"
                    + " \(schema.typeName(pair.expected.type)) but \(pair.coordinate)"
                    + " is type \(schema.typeName(pair.field.type)).",
                at: [
                    pair.expectedNode.position(pair.expectedNode.node.type.start),
                    pair.node.position(pair.node.node.type.start),
                ])
        }
        checkExpectedArguments(pair)
        checkFurtherArguments(pair)
        if pair.field.deprecationReason != nil, pair.expected.deprecationReason == nil {
            let deprecation = built.deprecation(
                of: pair.node, directives: pair.node.node.directives)
            errors.report(
                "Interface field \(pair.expectedCoordinate) is not deprecated, so implementation"
                    + " field \(pair.coordinate) must not be deprecated.",
                at: (deprecation.map { [$0] } ?? [])
                    + [pair.node.position(pair.node.node.type.start)])
        }
    }

    /// Arguments of the interface's field are there, with the same types.
    private mutating func checkExpectedArguments(_ pair: ImplementedField) {
        if pair.expected.arguments.isEmpty { return }
        let indices = argumentIndices(of: pair.field)
        let nodes = pair.node.node.arguments
        for (argument, node) in zip(
            pair.expected.arguments, built.argumentNodes(of: pair.expectedNode))
        {
            let expectedName = "\(pair.expectedCoordinate)(\(argument.name):)"
            guard let index = indices[argument.name] else {
                errors.report(
                    "Interface field argument \(expectedName) expected but \(pair.coordinate)"
                        + " does not provide it.",
                    at: [built.position(of: node), built.position(of: pair.node)])
                continue
            }
            let given = pair.field.arguments[index]
            if given.type == argument.type { continue }
            errors.report(
                "Interface field argument \(expectedName) expects type"
                    + " \(schema.typeName(argument.type)) but"
                    + " \(pair.coordinate)(\(argument.name):) is type"
                    + " \(schema.typeName(given.type)).",
                at: [
                    node.position(node.node.type.start),
                    pair.node.position(nodes[index].type.start),
                ])
        }
    }

    /// Arguments that only the type has can be left out.
    private mutating func checkFurtherArguments(_ pair: ImplementedField) {
        if pair.field.arguments.isEmpty { return }
        let expected = argumentIndices(of: pair.expected)
        for (argument, node) in zip(pair.field.arguments, built.argumentNodes(of: pair.node))
        where argument.isRequired && expected[argument.name] == nil {
            errors.report(
                "Argument \"\(pair.coordinate)(\(argument.name):)\" must not be required type"
                    + " \"\(schema.typeName(argument.type))\" if not provided by the Interface"
                    + " field \"\(pair.expectedCoordinate)\".",
                at: [built.position(of: node), built.position(of: pair.expectedNode)])
        }
    }

    private func argumentIndices(of field: FieldDefinition) -> [String: Int] {
        Dictionary(
            zip(field.arguments.map(\.name), 0...), uniquingKeysWith: { first, _ in first })
    }
}
