extension Rule {
    /// The arguments given to a field or directive are arguments it has.
    static let knownArgumentNames = Rule("KnownArgumentNames") { registration in
        registration.on(.directive) { index, walker in
            guard let directive = walker.directive else { return }
            for index in walker.document.directives[Int(index)].arguments {
                let node = walker.document.arguments[Int(index)]
                let name = walker.document.text(node.name.name)
                let names = directive.arguments.lazy.map(\.name)
                guard !names.contains(name), !walker.isStopped else { continue }
                walker.report(
                    "Unknown argument \"\(excerpt(name))\" on directive \"@\(directive.name)\"."
                        + walker.suggestion(for: name, among: Array(names)), at: node.name.start)
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
