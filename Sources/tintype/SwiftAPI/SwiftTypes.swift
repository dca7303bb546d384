import GraphQL

/// Which Swift type stands for which type of a schema.
struct SwiftTypes {
    let schema: Schema
    /// By the name of its payload type.
    private let mutations: [String: FieldDefinition]
    /// Input types of updates, in which null and absent differ.
    private let updates: Set<TypeID>

    /// What the conventions of the schema make of an object type.
    enum Family {
        case root(String)
        /// `kind` is the Swift type that `XConnection` and `XEdge` share.
        case connection(kind: String)
        case edge(kind: String)
        case payload(of: FieldDefinition)
        /// With the enum of its codes.
        case userError(code: String)
        case plain
    }

    init(_ schema: Schema) {
        self.schema = schema
        let fields = schema.mutationType.map { schema[$0].fields } ?? []
        mutations = Dictionary(
            fields.map { (schema[$0.type.named].name, $0) }, uniquingKeysWith: { first, _ in first }
        )
        updates = Self.reachable(
            from: schema.types.indices.map(TypeID.init).filter {
                schema[$0].kind == .inputObject && schema[$0].name.hasSuffix("UpdateInput")
            }, in: schema)
    }

    private static func reachable(from starts: [TypeID], in schema: Schema) -> Set<TypeID> {
        var found: Set<TypeID> = []
        var open = starts
        while let id = open.popLast() {
            guard schema[id].kind == .inputObject, found.insert(id).inserted else { continue }
            open += schema[id].inputFields.map(\.type.named)
        }
        return found
    }

    func family(of type: TypeDefinition) -> Family {
        for (root, name) in [
            (schema.queryType, "Query"), (schema.mutationType, "Mutation"),
            (schema.subscriptionType, "Subscription"),
        ] where root.map({ schema[$0].name }) == type.name {
            return .root(name + "Root")
        }
        if let name = type.name.without(suffix: "Connection"), isConnection(name) {
            return .connection(kind: name + "ConnectionKind")
        }
        if let name = type.name.without(suffix: "Edge"), isConnection(name) {
            return .edge(kind: name + "ConnectionKind")
        }
        if let mutation = mutations[type.name], type.name.hasSuffix("Payload") {
            return .payload(of: mutation)
        }
        let isUserError = type.interfaces.contains { schema[$0].name == "UserError" }
        if isUserError, let code = type.field(named: "code") {
            return .userError(code: schema[code.type.named].name)
        }
        return .plain
    }

    private func isConnection(_ name: String) -> Bool {
        guard let connection = schema.type(named: name + "Connection"),
            schema.type(named: name + "Edge") != nil
        else { return false }
        return ["edges", "nodes", "pageInfo"].allSatisfy {
            schema[connection].field(named: $0) != nil
        }
    }

    /// The Swift type whose values are the type's.
    func name(of id: TypeID) -> String {
        let type = schema[id]
        switch type.kind {
        case .scalar: return Self.builtIn[type.name] ?? type.name + "Scalar"
        case .enum, .inputObject: return type.name
        case .interface, .union: return "Any" + type.name
        case .object:
            return switch family(of: type) {
            case .root(let name): name
            case .connection(let kind): "Connection<\(kind)>"
            case .edge(let kind): "Edge<\(kind)>"
            case .payload(let mutation): "Payload<\(Self.capitalized(mutation.name))>"
            case .userError(let code): "UserError<\(code)>"
            case .plain: type.name
            }
        }
    }

    private static let builtIn = [
        "ID": "ID", "String": "String", "Int": "Int", "Float": "Double", "Boolean": "Bool",
    ]

    /// The Swift type of a value, with its lists and optionals.
    func swift(_ type: SchemaType) -> String {
        guard type.isNonNull else {
            return swift(SchemaType(type.named, type.wrapping.asNonNull)) + "?"
        }
        return type.isList ? "[\(swift(type.item))]" : name(of: type.named)
    }

    /// The type of an argument or input field.
    /// - Parameter owner: the input type that the field belongs to; nil for arguments.
    func swift(_ input: InputValueDefinition, in owner: TypeID?) -> String {
        guard let owner, updates.contains(owner), !input.type.isNonNull,
            input.defaultValue == nil, !schema[owner].isOneOf
        else { return swift(input.type) }
        return "Change<\(swift(SchemaType(input.type.named, input.type.wrapping.asNonNull)))>"
    }

    /// What a property has when nothing is given, with the equals sign; empty if it must be given.
    func initialValue(_ input: InputValueDefinition, in owner: TypeID?) -> String {
        let type = swift(input, in: owner)
        if type.hasPrefix("Change<") { return " = .keep" }
        // The compiler gives an optional its nil.
        guard let value = input.defaultValue, value != .null else { return "" }
        return Self.literal(value).map { " = " + $0 } ?? ""
    }

    /// nil for what has no literal in Swift that needs no type.
    private static func literal(_ value: InputValue) -> String? {
        switch value {
        case .int(let number): return String(number)
        case .float(let number): return String(number)
        case .string(let text): return String(reflecting: text)
        case .boolean(let truth): return String(truth)
        case .enum(let name): return "." + SwiftEnum.caseName(name)
        case .list(let items):
            let literals = items.compactMap(literal)
            guard literals.count == items.count else { return nil }
            return "[" + literals.joined(separator: ", ") + "]"
        case .null, .object, .number: return nil
        }
    }

    /// The Swift type of a field's arguments.
    func arguments(of field: FieldDefinition, in type: TypeDefinition) -> String {
        if field.arguments.isEmpty { return "NoArguments" }
        let owner = interface(withSameArgumentsAs: field, in: type) ?? type
        return owner.name + Self.capitalized(field.name) + "Arguments"
    }

    /// The interface that the arguments come from, if the type takes no others.
    func interface(
        withSameArgumentsAs field: FieldDefinition, in type: TypeDefinition
    ) -> TypeDefinition? {
        type.interfaces.map { schema[$0] }.first { interface in
            guard let inherited = interface.field(named: field.name) else { return false }
            return inherited.arguments.elementsEqual(field.arguments) {
                $0.name == $1.name && $0.type == $1.type && $0.defaultValue == $1.defaultValue
            }
        }
    }

    static func capitalized(_ name: String) -> String {
        name.prefix(1).uppercased() + name.dropFirst()
    }
}

extension String {
    func without(suffix: String) -> String? {
        hasSuffix(suffix) ? String(dropLast(suffix.count)) : nil
    }

    /// Fit to be a name in Swift.
    var escaped: String { SwiftEnum.keywords.contains(self) ? "`\(self)`" : self }
}
