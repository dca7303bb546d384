extension TypeSystemContext {
    /// Objects and interfaces have fields, and those have output types and proper arguments.
    /// https://spec.graphql.org/September2026/#sec-Objects.Type-Validation
    mutating func checkFields(of id: TypeID) {
        let type = schema[id]
        if type.fields.isEmpty {
            errors.report(
                "Type \(type.name) must define one or more fields.", at: built.positions(of: id))
        }
        for (field, node) in zip(type.fields, built.fields[Int(id.index)]) {
            let coordinate = "\(type.name).\(field.name)"
            checkName(field.name, at: built.position(of: node))
            if schema[field.type.named].kind == .inputObject {
                errors.report(
                    "The type of \(coordinate) must be Output Type but got:"
                        + " \(schema.typeName(field.type)).",
                    at: node.position(node.node.type.start))
            }
            for (argument, argumentNode) in zip(field.arguments, built.argumentNodes(of: node)) {
                checkInput(
                    argument, argumentNode, coordinate: "\(coordinate)(\(argument.name):)",
                    kind: "argument",
                    typeProblemAt: argumentNode.position(argumentNode.node.type.start))
            }
        }
    }
}
