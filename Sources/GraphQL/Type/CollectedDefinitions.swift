/// The definitions of several documents and of the specification, by name.
struct CollectedDefinitions {
    /// The documents, the last of which holds the specification's definitions.
    let documents: [Document]
    /// The names of the types that the documents define, in source order.
    private(set) var typeNames: [String] = []
    private(set) var schemaDefinition: Located<SchemaDefinition>?

    private let standardDirectives: [String]
    private var definitions: [String: Located<TypeSystemTypeDefinition>] = [:]
    private var extensions: [String: [Located<TypeSystemTypeDefinition>]] = [:]
    private var standardTypes: [String: Located<TypeSystemTypeDefinition>] = [:]
    private var ownDirectives: [Located<TypeSystemDirectiveDefinition>] = []
    private var directiveExtensions: [String: [Located<TypeSystemDirectiveDefinition>]] = [:]
    private var standardDirectiveNodes: [String: Located<TypeSystemDirectiveDefinition>] = [:]
    private var schemaExtensions: [Located<SchemaDefinition>] = []

    /// - Parameters:
    ///   - documents: Documents that keep the rules for type system documents.
    ///   - standardDirectives: The directives of the specification that the schema has.
    init(_ documents: [Document], standardDirectives: [String]) {
        self.documents = documents + [StandardSchema.document]
        self.standardDirectives = standardDirectives
        for (number, document) in self.documents.enumerated() {
            for definition in document.definitions {
                collect(definition, of: document, number: Int32(number))
            }
        }
    }

    /// The number of the document that holds the specification's definitions.
    var standardNumber: Int32 { Int32(documents.count - 1) }

    /// The schema definition, then its extensions.
    var schemaNodes: [Located<SchemaDefinition>] {
        (schemaDefinition.map { [$0] } ?? []) + schemaExtensions
    }

    func document<Node>(of node: Located<Node>) -> Document { documents[Int(node.document)] }

    /// Whether the documents define a type of this name.
    func defines(_ name: String) -> Bool { definitions[name] != nil }

    /// The specification's definition of a type.
    func standardType(_ name: String) -> Located<TypeSystemTypeDefinition>? {
        standardTypes[name]
    }

    /// The definition of a type, then its extensions. A definition of a type of the specification
    /// stands for the latter.
    func nodes(ofType name: String) -> [Located<TypeSystemTypeDefinition>] {
        if let standard = standardTypes[name] { return [standard] }
        return (definitions[name].map { [$0] } ?? []) + (extensions[name] ?? [])
    }

    /// The directives defined, then those of the specification that are not among them; each with
    /// its extensions.
    func directives() -> [[Located<TypeSystemDirectiveDefinition>]] {
        let ownNames = Set(ownDirectives.map { document(of: $0).text($0.node.name.name) })
        let missing = standardDirectives.filter { !ownNames.contains($0) }
        return ownDirectives.map { node in
            [node] + (directiveExtensions[document(of: node).text(node.node.name.name)] ?? [])
        } + missing.compactMap { standardDirectiveNodes[$0].map { [$0] } }
    }

    /// The names of the root types: those given, or without a schema definition those of the usual
    /// names. https://spec.graphql.org/September2026/#sec-Root-Operation-Types
    func rootTypeNames() -> [OperationType: String] {
        var roots: [OperationType: String] = [:]
        for node in schemaNodes {
            for definition in node.node.operationTypes {
                roots[definition.operation] = document(of: node).text(definition.type.name)
            }
        }
        guard schemaDefinition == nil else { return roots }
        let usual: [(OperationType, String)] = [
            (.query, "Query"), (.mutation, "Mutation"), (.subscription, "Subscription"),
        ]
        for (operation, name) in usual where defines(name) { roots[operation] = name }
        return roots
    }
}

extension CollectedDefinitions {
    private mutating func collect(_ definition: Definition, of document: Document, number: Int32) {
        switch definition {
        case .type(let node):
            collect(Located(document: number, node: node), name: document.text(node.name.name))
        case .directive(let node):
            collect(Located(document: number, node: node), name: document.text(node.name.name))
        case .schema(let node) where node.isExtension:
            schemaExtensions.append(Located(document: number, node: node))
        case .schema(let node):
            schemaDefinition = Located(document: number, node: node)
        case .operation, .fragment:
            break
        }
    }

    private mutating func collect(_ type: Located<TypeSystemTypeDefinition>, name: String) {
        if type.document == standardNumber {
            standardTypes[name] = type
        } else if type.node.isExtension {
            extensions[name, default: []].append(type)
        } else {
            typeNames.append(name)
            definitions[name] = type
        }
    }

    private mutating func collect(
        _ directive: Located<TypeSystemDirectiveDefinition>, name: String
    ) {
        if directive.document == standardNumber {
            standardDirectiveNodes[name] = directive
        } else if directive.node.isExtension {
            directiveExtensions[name, default: []].append(directive)
        } else {
            ownDirectives.append(directive)
        }
    }
}
