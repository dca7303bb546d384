extension Rule {
    /// A document holds only operations and fragments.
    static let executableDefinitions = Rule("ExecutableDefinitions") { registration in
        registration.on(.document) { _, walker in
            for definition in walker.document.definitions {
                switch definition {
                case .operation, .fragment: break
                case .schema(let schema):
                    walker.report("The schema definition is not executable.", at: schema.start)
                case .type(let type):
                    report(type.name, at: type.start, walker)
                case .directive(let directive):
                    report(directive.name, at: directive.start, walker)
                }
            }
        }
    }
}

private func report(_ name: NameNode, at start: UInt32, _ walker: Walker) {
    walker.report("The \"\(walker.shown(name.name))\" definition is not executable.", at: start)
}
