import GraphQL
import TAO

/// The `input` of a mutation. Coercion has run, so required fields are there.
struct MutationInput: Sendable {
    let value: InputValue

    init(_ arguments: Arguments) {
        value = arguments["input"] ?? .object([])
    }

    private init(value: InputValue) {
        self.value = value
    }

    func string(_ field: String) -> String? { value[field]?.string }
    func int(_ field: String) -> Int? { value[field]?.int }

    /// The items of a list of input objects.
    func list(_ field: String) -> [MutationInput] {
        (value[field]?.list ?? []).map(MutationInput.init(value:))
    }

    /// The items of a list of strings.
    func strings(_ field: String) -> [String] {
        (value[field]?.list ?? []).compactMap(\.string)
    }

    func id(_ field: String, _ types: NodeType..., in context: RequestContext) -> ObjectID? {
        guard let text = string(field), let node = context.services.globalIDs.node(text),
            types.contains(node.type)
        else { return nil }
        return node.object
    }
}
