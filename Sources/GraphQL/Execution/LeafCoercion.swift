/// How the values of a leaf type are checked and written.
/// https://spec.graphql.org/September2026/#sec-Scalars.Result-Coercion
enum LeafCoercion: Sendable {
    case int, float, string, boolean, id
    indirect case `enum`(name: String, values: Set<String>)
    /// A custom scalar with checks of its own.
    case custom(@Sendable (LeafValue) throws -> LeafValue)
    /// A custom scalar whose values pass as they are.
    case any

    init(_ type: TypeDefinition, scalars: [String: ScalarCoercion]) {
        if type.kind == .enum {
            self = .enum(name: type.name, values: Set(type.enumValues.map(\.name)))
            return
        }
        switch type.name {
        case "Int": self = .int
        case "Float": self = .float
        case "String": self = .string
        case "Boolean": self = .boolean
        case "ID": self = .id
        default: self = scalars[type.name]?.result.map { .custom($0) } ?? .any
        }
    }

    /// Writes a value that is neither null nor a list of the type's values.
    func write(_ value: LeafValue, to json: inout JSONWriter) throws {
        switch self {
        case .string, .id:
            if case .string(let text) = value { return json.string(text) }
        case .int:
            if case .int(let number) = value, NumberRange.int32(number) != nil {
                return json.int(number)
            }
        case .boolean:
            if case .boolean(let flag) = value { return json.boolean(flag) }
        case .float:
            if case .float(let number) = value, number.isFinite { return json.double(number) }
        case .enum(_, let values):
            if case .string(let name) = value, values.contains(name) { return json.string(name) }
        case .custom(let result): return try writeAny(result(value), to: &json)
        case .any: return try writeAny(value, to: &json)
        }
        try writeConverted(value, to: &json)
    }

    /// The conversions that lose nothing, and the errors for those that would.
    private func writeConverted(_ value: LeafValue, to json: inout JSONWriter) throws {
        switch (self, value) {
        case (.int, .float(let number)) where NumberRange.int32(number) != nil:
            json.int(Int(number))
        case (.int, .boolean(let flag)): json.int(flag ? 1 : 0)
        case (.float, .int(let number)): json.int(number)
        case (.float, .boolean(let flag)): json.int(flag ? 1 : 0)
        case (.string, .int(let number)), (.id, .int(let number)): json.string(String(number))
        case (.string, .boolean(let flag)): json.string(flag ? "true" : "false")
        case (.string, .float(let number)) where number.isFinite:
            json.string(inspect(.float(number)))
        case (.boolean, .int(let number)): json.boolean(number != 0)
        default: throw GraphQLError(refusal(of: value))
        }
    }

    private func refusal(of value: LeafValue) -> String {
        let shown = inspect(value.inputValue)
        return switch self {
        case .int:
            switch value {
            case .int: "Int cannot represent non 32-bit signed integer value: \(shown)"
            default: "Int cannot represent non-integer value: \(shown)"
            }
        case .float: "Float cannot represent non numeric value: \(shown)"
        case .string: "String cannot represent value: \(shown)"
        case .boolean: "Boolean cannot represent a non boolean value: \(shown)"
        case .id: "ID cannot represent value: \(shown)"
        case .enum(let name, _): "Enum \"\(name)\" cannot represent value: \(shown)"
        case .custom, .any: "Cannot represent value: \(shown)"
        }
    }

    private func writeAny(_ value: LeafValue, to json: inout JSONWriter) throws {
        if case .float(let number) = value, !number.isFinite {
            throw GraphQLError("A number that is not finite cannot be represented.")
        }
        json.value(value.inputValue)
    }
}

extension LeafValue {
    var inputValue: InputValue {
        switch self {
        case .null: .null
        case .int(let number): .int(number)
        case .float(let number): .float(number)
        case .string(let text): .string(text)
        case .boolean(let flag): .boolean(flag)
        case .list(let items): .list(items.map(\.inputValue))
        }
    }
}
