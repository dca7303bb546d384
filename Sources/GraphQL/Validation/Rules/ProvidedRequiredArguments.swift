extension Rule {
    /// Arguments that must be given are given.
    static let providedRequiredArguments = Rule("ProvidedRequiredArguments") { registration in
        registration.on(.leaveDirective) { index, walker in
            guard let directive = walker.directive else { return }
            let node = walker.document.directives[Int(index)]
            let missing = missingArguments(directive.arguments, given: node.arguments, walker)
            for argument in missing {
                walker.report(
                    "Argument \"@\(directive.name)(\(argument.name):)\" of type "
                        + "\"\(walker.shown(argument.type))\" is required, but it was not "
                        + "provided.", at: node.start)
            }
        }
        registration.on(.leaveField) { index, walker in
            guard let definition = walker.fieldDefinition, !definition.arguments.isEmpty else {
                return
            }
            let selection = walker.selection(index)
            let missing = missingArguments(
                definition.arguments, given: selection.arguments, walker)
            for argument in missing {
                walker.report(
                    "Argument \"\(owner(of: definition, walker))\(definition.name)"
                        + "(\(argument.name):)\" of type \"\(walker.shown(argument.type))\" is "
                        + "required, but it was not provided.", at: selection.start)
            }
        }
    }
}

private func missingArguments(
    _ definitions: [InputValueDefinition], given: NodeRange, _ walker: Walker
) -> [InputValueDefinition] {
    definitions.filter { definition in
        definition.isRequired
            && !given.contains { index in
                let name = walker.document.arguments[Int(index)].name.name
                return walker.document.text(name) == definition.name
            }
    }
}

/// `Type.`, or `<meta>.` for a field of introspection.
private func owner(of field: FieldDefinition, _ walker: Walker) -> String {
    if walker.isIntrospection(field.type.named) { return "<meta>." }
    return walker.parentType.map { walker.shown($0) + "." } ?? ""
}
