/// The types of a schema in their order, which is that of the reference implementation: as they are
/// defined, and those of the specification behind the first type that refers to them.
struct TypeOrder {
    private(set) var names: [String] = []
    private(set) var ids: [String: TypeID] = [:]
    private let definitions: CollectedDefinitions

    init(_ definitions: CollectedDefinitions) {
        self.definitions = definitions
        for name in definitions.typeNames {
            append(name)
            for node in definitions.nodes(ofType: name) { appendStandardTypes(in: node) }
        }
        let roots = definitions.rootTypeNames()
        for operation in OperationType.allCases {
            if let name = roots[operation] { appendIfStandard(name) }
        }
        for nodes in definitions.directives() {
            let document = definitions.document(of: nodes[0])
            for argument in nodes[0].node.arguments {
                appendIfStandard(document.text(argument.type.name.name))
            }
        }
        appendIfStandard("__Schema")
    }

    private mutating func append(_ name: String) {
        guard ids[name] == nil else { return }
        ids[name] = TypeID(names.count)
        names.append(name)
    }

    /// Adds a type of the specification and what it refers to, unless it was defined or added.
    private mutating func appendIfStandard(_ name: String) {
        guard ids[name] == nil, !definitions.defines(name),
            let node = definitions.standardType(name)
        else { return }
        append(name)
        appendStandardTypes(in: node)
    }

    /// Nests no deeper than the introspection types refer to each other.
    private mutating func appendStandardTypes(in located: Located<TypeSystemTypeDefinition>) {
        let document = definitions.document(of: located)
        let node = located.node
        for name in node.memberTypes + node.interfaces {
            appendIfStandard(document.text(name.name))
        }
        for field in node.fields {
            appendIfStandard(document.text(field.type.name.name))
            for argument in field.arguments {
                appendIfStandard(document.text(argument.type.name.name))
            }
        }
        for field in node.inputFields { appendIfStandard(document.text(field.type.name.name)) }
    }
}
