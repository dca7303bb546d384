extension Rule {
    /// The arguments given to a field or directive are arguments it has.
    static let knownArgumentNames = Rule("KnownArgumentNames") { registration in
        registration.on(.directive) { index, walker in
            let directive = walker.document.directives[Int(index)]
            guard !directive.arguments.isEmpty,
                let names = walker.definedDirective.map({ $0.argumentNames.sorted() })
                    ?? walker.directive.map({ $0.arguments.map(\.name) })
            else { return }
            for index in directive.arguments {
                let node = walker.document.arguments[Int(index)]
                let name = walker.document.text(node.name.name)
                guard !names.contains(name), !walker.isStopped else { continue }
                walker.report(
                    "Unknown argument \"\(excerpt(name))\" on directive "
                        + "\"@\(walker.shown(directive.name.name))\"."
                        + walker.suggestion(for: name, among: names), at: node.name.start)
            }
        }
        registration.on(.fieldArgument) { index, walker in
            guard walker.argument == nil, let parent = walker.parentType,
                let definition = walker.fieldDefinition
            else { return }
            let node = walker.document.arguments[Int(index)]
            let name = walker.document.text(node.name.name)
            walker.report(
                "Unknown argument \"\(excerpt(name))\" on field "
                    + "\"\(walker.shown(parent)).\(definition.name)\"."
                    + walker.suggestion(for: name, among: definition.arguments.map(\.name)),
                at: node.name.start)
        }
    }
}
