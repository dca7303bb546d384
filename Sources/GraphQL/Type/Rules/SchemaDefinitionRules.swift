/// A document holds at most one schema definition.
/// https://spec.graphql.org/September2026/#sec-Schema
struct LoneSchemaDefinition: SDLRule {
    private var isDefined = false

    init(_ index: SDLIndex) {}

    mutating func enter(_ node: SDLNode, _ context: inout SDLContext) {
        guard case .schema(let schema) = node, !schema.isExtension else { return }
        if isDefined {
            let start = context.document.start(of: schema.start, description: schema.description)
            context.errors.report(
                "Must provide only one schema definition.", at: context.position(start))
        }
        isDefined = true
    }
}

/// An operation has one root type.
/// https://spec.graphql.org/September2026/#sec-Root-Operation-Types
struct UniqueOperationTypes: SDLRule {
    private var known: [OperationType: SDLPosition] = [:]

    init(_ index: SDLIndex) {}

    mutating func enter(_ node: SDLNode, _ context: inout SDLContext) {
        guard case .schema(let schema) = node else { return }
        for definition in schema.operationTypes {
            let operation = definition.operation
            let position = context.position(definition.start)
            if let first = known[operation] {
                context.errors.report(
                    "There can be only one \(operation.rawValue) type in schema.",
                    at: [first, position])
            } else {
                known[operation] = position
            }
        }
    }
}
