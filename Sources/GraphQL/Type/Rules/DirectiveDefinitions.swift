extension TypeSystemContext {
    /// The name and the arguments of a directive.
    /// https://spec.graphql.org/September2026/#sec-Type-System.Directives.Type-Validation
    mutating func checkDirective(_ index: Int) {
        let directive = schema.directives[index]
        if directive.isBuiltIn && isStandard(index) { return }
        let node = built.directives[index][0]
        checkName(directive.name, at: built.position(of: node))
        for (argument, argumentNode) in zip(directive.arguments, node.node.arguments) {
            let located = Located(document: node.document, node: argumentNode)
            checkInput(
                argument, located, coordinate: "@\(directive.name)(\(argument.name):)",
                kind: "argument", typeProblemAt: built.position(of: located))
        }
    }

    private func isStandard(_ index: Int) -> Bool {
        Int(built.directives[index][0].document) == built.documents.count - 1
    }
}
