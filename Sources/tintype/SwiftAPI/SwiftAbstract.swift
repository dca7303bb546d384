import GraphQL

/// An interface or union: an enum over the types it may be, and for an interface what the fields of
/// those types have in common.
struct SwiftAbstract {
    let types: SwiftTypes
    let type: TypeDefinition
    let id: TypeID

    func write(to text: inout SwiftText) {
        if isGiven { writeEnum(&text) }
        if isGiven, type.name == "Node" { writeNodes(&text) }
        if Self.hasProtocol(type, types) { writeProtocol(&text) }
        for field in type.fields where !field.arguments.isEmpty {
            guard types.interface(withSameArgumentsAs: field, in: type) == nil else { continue }
            SwiftArguments(types: types, field: field, owner: type).write(to: &text)
        }
    }

    /// Whether any field gives it.
    private var isGiven: Bool {
        types.schema.types.contains { $0.fields.contains { $0.type.named == id } }
    }

    private func writeEnum(_ text: inout SwiftText) {
        let names = type.possibleTypes.map(types.name(of:))
        text.gap()
        text.documentation(type.description)
        text.block("enum Any\(type.name): FieldResult") { text in
            for name in names { text.line("case \(Self.caseName(name))(\(name))") }
            text.gap()
            text.block("func slot(in outcome: inout OutcomeBuilder) -> Slot") { text in
                text.line("switch self {")
                for name in names {
                    text.line("case .\(Self.caseName(name))(let it): it.slot(in: &outcome)")
                }
                text.line("}")
            }
        }
    }

    /// Relay's `Node`: the types that have global ids.
    private func writeNodes(_ text: inout SwiftText) {
        let names = type.possibleTypes.map(types.name(of:))
        text.gap()
        text.block("extension AnyNode") { text in
            text.documentation("What it may be.")
            text.list("static let types: [any NodeObject.Type] =", names.map { $0 + ".self" })
        }
        for name in names {
            text.gap()
            text.block("extension \(name)") { text in
                text.line("var asNode: AnyNode { .\(Self.caseName(name))(self) }")
            }
        }
    }

    /// `StoryTray` -> `storyTray`
    private static func caseName(_ name: String) -> String {
        (name.prefix(1).lowercased() + name.dropFirst()).escaped
    }

    /// Whether two types of the plain kind share its fields, so that one resolver may serve both.
    static func hasProtocol(_ type: TypeDefinition, _ types: SwiftTypes) -> Bool {
        guard type.kind == .interface else { return false }
        return type.possibleTypes.count {
            if case .plain = types.family(of: types.schema[$0]) { true } else { false }
        } > 1
    }

    private func writeProtocol(_ text: inout SwiftText) {
        text.gap()
        text.documentation("Fields that every `\(type.name)` has.")
        text.block("protocol \(type.name)Fields: Sendable") { text in
            text.line("associatedtype Parent: SchemaObject")
            text.gap()
            for field in type.fields where isSame(field) {
                text.documentation(field.description)
                let value =
                    "Field<Parent, \(types.swift(field.type)), "
                    + "\(types.arguments(of: field, in: type))>"
                text.line("var \(field.name.escaped): \(value) { get }")
            }
        }
    }

    /// Whether the field is of the same Swift type in all types that implement it.
    private func isSame(_ field: FieldDefinition) -> Bool {
        type.possibleTypes.allSatisfy { id in
            let object = types.schema[id]
            guard let own = object.field(named: field.name) else { return false }
            return own.type == field.type
                && types.arguments(of: own, in: object) == types.arguments(of: field, in: type)
        }
    }
}
