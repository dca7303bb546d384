import GraphQL

/// An object type: its fields as coordinates, and the arguments that they take.
struct SwiftOutput {
    let types: SwiftTypes
    let type: TypeDefinition

    func write(to text: inout SwiftText) {
        if case .edge = types.family(of: type) {
            // Its connection's kind says what it is.
        } else {
            text.gap()
            text.documentation(type.description)
        }
        switch types.family(of: type) {
        case .root(let name) where name == "MutationRoot": writeMutationRoot(name, &text)
        case .root(let name): writePlain(name, &text)
        case .plain: writePlain(type.name, &text)
        case .connection(let kind): writeConnection(kind, &text)
        case .edge: break
        case .payload(let mutation): writeMutation(mutation, &text)
        case .userError(let code): writeUserError(code, &text)
        }
        writeFields(to: &text)
        for field in type.fields where !field.arguments.isEmpty {
            guard types.interface(withSameArgumentsAs: field, in: type) == nil else { continue }
            if case .root("MutationRoot") = types.family(of: type) { continue }
            SwiftArguments(types: types, field: field, owner: type).write(to: &text)
        }
    }

    private var fieldsName: String { type.name + "Fields" }

    private func writePlain(_ name: String, _ text: inout SwiftText) {
        text.block("extension \(name): SchemaObject") { text in
            text.line("static let typeName = \"\(type.name)\"")
            text.line("static let fields = \(fieldsName)()")
        }
    }

    /// Its fields are those of the mutations themselves.
    private func writeMutationRoot(_ name: String, _ text: inout SwiftText) {
        text.block("extension \(name): ObjectResult") { text in
            text.line("static let typeName = \"\(type.name)\"")
            text.gap()
            text.documentation("One for each field.")
            let mutations = type.fields.filter { field in
                if case .payload = types.family(of: types.schema[field.type.named]) {
                    true
                } else {
                    false
                }
            }
            text.list(
                "static let mutations: [any Mutation.Type] =",
                mutations.map { SwiftTypes.capitalized($0.name) + ".self" })
        }
    }

    private func writeConnection(_ kind: String, _ text: inout SwiftText) {
        guard let nodes = type.field(named: "nodes") else { return }
        text.block("enum \(kind): ConnectionKind") { text in
            text.line("typealias Node = \(types.name(of: nodes.type.named))")
            text.line("static let connectionName = \"\(type.name)\"")
            text.line("static let edgeName = \"\(edgeName)\"")
            text.line("static let connectionFields = \(fieldsName)()")
            text.line("static let edgeFields = \(edgeName)Fields()")
        }
    }

    private var edgeName: String { (type.name.without(suffix: "Connection") ?? "") + "Edge" }

    private func writeUserError(_ code: String, _ text: inout SwiftText) {
        text.block("extension \(code): UserErrorCode") { text in
            text.line("static let errorTypeName = \"\(type.name)\"")
            text.line("static let errorFields = \(fieldsName)()")
        }
    }

    private func writeMutation(_ mutation: FieldDefinition, _ text: inout SwiftText) {
        let kind = SwiftTypes.capitalized(mutation.name)
        let input = mutation.arguments.first { $0.name == "input" }
        let inputName = input.map { types.name(of: $0.type.named) }
        text.block("extension \(kind)") { text in
            text.line("typealias Input = \(inputName ?? "NoInput")")
            if let code = codeName { text.line("typealias Code = \(code)") }
            text.line("typealias ResultFields = \(fieldsName)")
            text.line("static let name = \"\(mutation.name)\"")
            text.line("static let payloadName = \"\(type.name)\"")
            text.line("static let payloadFields = \(fieldsName)()")
        }
    }

    /// The enum of the codes of a payload's `userErrors`.
    private var codeName: String? {
        type.field(named: "userErrors").flatMap { errors in
            guard case .userError(let code) = types.family(of: types.schema[errors.type.named])
            else { return nil }
            return code
        }
    }

    private func writeFields(to text: inout SwiftText) {
        var inherited = ["Sendable"]
        switch types.family(of: type) {
        case .root("MutationRoot"): return
        case .connection: inherited = ["ConnectionFields"]
        case .edge: inherited = ["EdgeFields"]
        case .userError: inherited = ["UserErrorFields"]
        case .payload where codeName != nil: inherited = ["PayloadFields"]
        case .payload, .root: break
        case .plain:
            let interfaces = type.interfaces.map { types.schema[$0] }
                .filter { SwiftAbstract.hasProtocol($0, types) }
            if !interfaces.isEmpty { inherited = interfaces.map { $0.name + "Fields" } }
        }
        let parent = types.schema.type(named: type.name).map(types.name(of:)) ?? type.name
        text.gap()
        text.documentation("Fields of `\(type.name)`.")
        text.block("struct \(fieldsName): \(inherited.joined(separator: ", "))") { text in
            text.line("typealias Parent = \(parent)")
            text.gap()
            for field in type.fields {
                text.documentation(field.description)
                let arguments = types.arguments(of: field, in: type)
                text.call(
                    "let \(field.name.escaped) = Field",
                    of: "Parent, \(types.swift(field.type)), \(arguments)", "\"\(field.name)\"")
            }
        }
    }
}

/// The arguments of a field as a struct.
struct SwiftArguments {
    let types: SwiftTypes
    let field: FieldDefinition
    let owner: TypeDefinition

    func write(to text: inout SwiftText) {
        let name = owner.name + SwiftTypes.capitalized(field.name) + "Arguments"
        text.gap()
        text.documentation("Arguments of `\(owner.name).\(field.name)`.")
        text.block("struct \(name)\(paging)") { text in
            for argument in field.arguments {
                text.documentation(argument.description)
                text.line(
                    "var \(argument.name.escaped): \(types.swift(argument, in: nil))"
                        + types.initialValue(argument, in: nil))
            }
        }
        text.gap()
        text.block("extension \(name): FieldArguments") { text in
            text.block("init(_ given: Arguments) throws") { text in
                text.line("let fields = InputFields(given)")
                for argument in field.arguments {
                    text.line("\(argument.name.escaped) = try fields.read(\"\(argument.name)\")")
                }
            }
        }
    }

    /// Which pages of a connection can be asked for.
    private var paging: String {
        let names = Set(field.arguments.map(\.name))
        if names.isSuperset(of: ["first", "after", "last", "before"]) { return ": PagingBothWays" }
        return names.isSuperset(of: ["first", "after"]) ? ": Paging" : ""
    }
}
