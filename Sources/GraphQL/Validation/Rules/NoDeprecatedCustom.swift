extension Rule {
    /// Nothing deprecated is asked for or given. Not one of the specified rules; for tools that
    /// check documents of clients.
    package static let noDeprecatedCustom = Rule("NoDeprecatedCustom") { registration in
        registration.on(.field) { index, walker in
            guard let definition = walker.fieldDefinition, let parent = walker.parentType,
                let reason = definition.deprecationReason
            else { return }
            walker.report(
                "The field \(walker.shown(parent)).\(definition.name) is deprecated. \(reason)",
                at: walker.selection(index).start)
        }
        registration.on(.fieldArgument) { index, walker in
            guard let definition = walker.fieldDefinition, let parent = walker.parentType else {
                return
            }
            checkArgument(of: "\(walker.shown(parent)).\(definition.name)", index, walker)
        }
        registration.on(.directiveArgument) { index, walker in
            guard let directive = walker.directive else { return }
            checkArgument(of: "@\(directive.name)", index, walker)
        }
        registration.on(.value) { index, walker in
            if let type = walker.inputType { walker.checkDeprecation(index, type.named) }
        }
    }
}

private func checkArgument(of owner: String, _ index: Int32, _ walker: Walker) {
    guard let argument = walker.argument, let reason = argument.deprecationReason else { return }
    walker.report(
        "The argument \"\(owner)(\(argument.name):)\" is deprecated. \(reason)",
        at: walker.document.arguments[Int(index)].name.start)
}

extension Walker {
    /// Lists need no look at their type: what is inside has the same named type.
    fileprivate func checkDeprecation(_ index: Int32, _ type: TypeID) {
        let value = document.values[Int(index)]
        switch value.kind {
        case .list:
            for item in document.children(ofValue: index) where !isStopped {
                checkDeprecation(item, type)
            }
        case .object:
            for field in document.children(ofValue: index) where !isStopped {
                checkDeprecation(ofField: field, type)
            }
        case .enum:
            let definition = schema.types[Int(type.index)]
            guard let position = definition.enumValueIndices[document.text(value.name)],
                let reason = definition.enumValues[position].deprecationReason
            else { return }
            let name = "\(definition.name).\(definition.enumValues[position].name)"
            report("The enum value \"\(name)\" is deprecated. \(reason)", at: value.start)
        default: break
        }
    }

    private func checkDeprecation(ofField index: Int32, _ type: TypeID) {
        let node = document.values[Int(index)]
        let definition = schema.types[Int(type.index)]
        guard let field = definition.inputField(named: document.text(node.name)) else { return }
        if let reason = field.deprecationReason {
            report(
                "The input field \(definition.name).\(field.name) is deprecated. \(reason)",
                at: node.start)
        }
        checkDeprecation(index + 1, field.type.named)
    }
}
