/// Every type that is referred to exists.
/// https://spec.graphql.org/September2026/#sec-Fragment-Spread-Type-Existence
struct SDLKnownTypeNames: SDLRule {
    /// All names there are, once one was asked for that is not among them.
    private var options: [String]?

    init(_ index: SDLIndex) {}

    mutating func enter(_ node: SDLNode, _ context: inout SDLContext) {
        guard case .typeName(let node) = node else { return }
        let name = context.text(node.name)
        let index = context.index
        if index.types[name] != nil || index.standardTypeNames.contains(name) { return }
        let options = self.options ?? index.knownTypeNames
        self.options = options
        let suggestion = context.suggestion(for: name, among: options)
        context.errors.report(
            "Unknown type \"\(name)\".\(suggestion)", at: context.position(node.start))
    }
}

/// An extension extends a type of its own kind that the documents define.
/// https://spec.graphql.org/September2026/#sec-Type-Extensions
struct PossibleTypeExtensions: SDLRule {
    init(_ index: SDLIndex) {}

    mutating func enter(_ node: SDLNode, _ context: inout SDLContext) {
        guard case .type(let type) = node, type.isExtension else { return }
        let name = context.text(type.name.name)
        guard let definition = context.index.types[name] else {
            let suggestion = context.suggestion(for: name, among: context.index.typeNames)
            context.errors.report(
                "Cannot extend type \"\(name)\" because it is not defined.\(suggestion)",
                at: context.position(type.name.start))
            return
        }
        if definition.kind != type.kind {
            context.errors.report(
                "Cannot extend non-\(type.kind.nameInSentences) type \"\(name)\".",
                at: [definition.position, context.position(type.start)])
        }
    }
}

extension TypeKind {
    /// The kind as messages call it.
    fileprivate var nameInSentences: String {
        switch self {
        case .scalar: "scalar"
        case .object: "object"
        case .interface: "interface"
        case .union: "union"
        case .enum: "enum"
        case .inputObject: "input object"
        }
    }
}
