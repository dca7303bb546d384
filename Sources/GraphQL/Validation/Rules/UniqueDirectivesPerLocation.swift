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
        // A type and its extensions are one place.
        var known: [DefinitionOwner: [Name: UInt32]] = [:]
        registration.on(.definitionPart) { _, walker in
            let (directives, owner) = walker.part
            guard let owner else { return check(directives, walker) }
            check(directives, &known[owner, default: [:]], walker)
        }
    }
}

private func check(_ directives: NodeRange, _ walker: Walker) {
    guard directives.count > 1 else { return }
    var known: [Name: UInt32] = [:]
    check(directives, &known, walker)
}

private func check(_ directives: NodeRange, _ known: inout [Name: UInt32], _ walker: Walker) {
    for index in directives where !walker.isStopped {
        let node = walker.document.directives[Int(index)]
        let name = node.name.name
        guard let first = known[name] else {
            known[name] = node.start
            continue
        }
        guard walker.isUnique(name) else { continue }
        walker.report(
            "The directive \"@\(walker.shown(name))\" can only be used once at this location.",
            at: first, node.start)
    }
}

extension Walker {
    /// Whether a directive is known, and not to be repeated.
    fileprivate func isUnique(_ name: Name) -> Bool {
        let text = document.text(name)
        if let defined = definedHere?.directives[text] { return !defined.isRepeatable }
        return schema.directive(named: text).map { !$0.isRepeatable } ?? false
    }
}
