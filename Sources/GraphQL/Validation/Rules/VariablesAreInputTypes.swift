extension Rule {
    /// Variables are of scalar, enum or input object types.
    static let variablesAreInputTypes = Rule("VariablesAreInputTypes") { registration in
        registration.on(.variableDefinition) { index, walker in
            let definition = walker.document.variableDefinitions[Int(index)]
            let reference = definition.type
            guard let type = walker.type(named: reference.name.name),
                !walker.schema.types[Int(type.index)].isInput
            else { return }
            let written = reference.wrapping.wrap(walker.shown(reference.name.name))
            walker.report(
                "Variable \"$\(walker.shown(definition.name))\" cannot be non-input type "
                    + "\"\(written)\".", at: reference.start)
        }
    }
}
