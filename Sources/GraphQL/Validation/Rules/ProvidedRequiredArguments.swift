extension Rule {
    /// Arguments that must be given are given.
    static let providedRequiredArguments = Rule("ProvidedRequiredArguments") { registration in
        registration.on(.leaveDirective) { index, walker in
            let node = walker.document.directives[Int(index)]
            let required =
                walker.definedDirective?.requiredArguments
                ?? walker.directive.map { walker.requiredArguments($0.arguments) } ?? []
            for argument in required where !walker.isGiven(argument.name, in: node.arguments) {
                walker.report(
                    "Argument \"@\(walker.shown(node.name.name))(\(argument.name):)\" of type "
                        + "\"\(argument.type)\" is required, but it was not provided.",
                    at: node.start)
            }
        }
        registration.on(.leaveField) { index, walker in
            guard let definition = walker.fieldDefinition, !definition.arguments.isEmpty else {
                return
            }
            let selection = walker.selection(index)
            for argument in walker.requiredArguments(definition.arguments)
            where !walker.isGiven(argument.name, in: selection.arguments) {
                walker.report(
                    "Argument \"\(owner(of: definition, walker))\(definition.name)"
                        + "(\(argument.name):)\" of type \"\(argument.type)\" is "
                        + "required, but it was not provided.", at: selection.start)
            }
        }
    }
}

extension Walker {
    /// The arguments that must be given, with their types as text.
    fileprivate func requiredArguments(
        _ definitions: [InputValueDefinition]
    ) -> [(name: String, type: String)] {
        definitions.lazy.filter(\.isRequired).map { ($0.name, self.shown($0.type)) }
    }

    fileprivate func isGiven(_ name: String, in arguments: NodeRange) -> Bool {
        arguments.contains { document.text(document.arguments[Int($0)].name.name) == name }
    }
}

/// `Type.`, or `<meta>.` for a field of introspection.
private func owner(of field: FieldDefinition, _ walker: Walker) -> String {
    if walker.isIntrospection(field.type.named) { return "<meta>." }
    return walker.parentType.map { walker.shown($0) + "." } ?? ""
}
