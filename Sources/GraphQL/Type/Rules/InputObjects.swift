extension TypeSystemContext {
    /// Input objects have fields of input types; those of a OneOf input object can be left out.
    /// https://spec.graphql.org/September2026/#sec-Input-Objects.Type-Validation
    mutating func checkInputFields(of id: TypeID) {
        let type = schema[id]
        if type.inputFields.isEmpty {
            errors.report(
                "Input Object type \(type.name) must define one or more fields.",
                at: built.positions(of: id))
        }
        checkOneOfIsOnDefinition(id)
        for (field, node) in zip(type.inputFields, built.inputFields[Int(id.index)]) {
            let coordinate = "\(type.name).\(field.name)"
            checkInput(
                field, node, coordinate: coordinate, kind: "input field",
                typeProblemAt: node.position(node.node.type.start))
            guard type.isOneOf else { continue }
            if field.type.isNonNull {
                errors.report(
                    "OneOf input field \(coordinate) must be nullable.",
                    at: node.position(node.node.type.start))
            }
            if field.defaultValue != nil {
                errors.report(
                    "OneOf input field \(coordinate) cannot have a default value.",
                    at: built.position(of: node))
            }
        }
    }

    /// Whether an input object is a OneOf is settled where it is defined.
    /// https://spec.graphql.org/September2026/#sec-Input-Object-Extensions
    private mutating func checkOneOfIsOnDefinition(_ id: TypeID) {
        for node in built.types[Int(id.index)] where node.node.isExtension {
            let document = built.document(of: node)
            for index in node.node.directives {
                let directive = document.directives[Int(index)]
                guard document.text(directive.name.name) == "oneOf" else { continue }
                errors.report(
                    "Directive \"@oneOf\" may not be used on an extension of Input Object"
                        + " \(schema[id].name).",
                    at: node.position(directive.start))
            }
        }
    }
}
