extension Rule {
    /// A directive that is not repeatable stands at most once at one place.
    static let uniqueDirectivesPerLocation = Rule("UniqueDirectivesPerLocation") { registration in
        registration.on(.operation) { index, walker in
            if let range = walker.operation(index)?.directives { check(range, walker) }
        }
        registration.on(.fragmentDefinition) { index, walker in
            if let range = walker.fragment(index)?.directives { check(range, walker) }
        }
        registration.on(.variableDefinition) { index, walker in
            check(walker.document.variableDefinitions[Int(index)].directives, walker)
        }
        registration.on([.field, .fragmentSpread, .inlineFragment]) { index, walker in
            check(walker.selection(index).directives, walker)
        }
    }
}

private func check(_ directives: NodeRange, _ walker: Walker) {
    guard directives.count > 1 else { return }
    var known: [Name: UInt32] = [:]
    for index in directives where !walker.isStopped {
        let node = walker.document.directives[Int(index)]
        let name = node.name.name
        guard let first = known[name] else {
            known[name] = node.start
            continue
        }
        guard let directive = walker.schema.directive(named: walker.document.text(name)),
            !directive.isRepeatable
        else { continue }
        walker.report(
            "The directive \"@\(walker.shown(name))\" can only be used once at this location.",
            at: first, node.start)
    }
}
