@testable import GraphQL

/// Makes random documents that are valid against a schema, and variables that fit them.
///
/// Response names are made of the type and the field, or are new: so selections merge, but never
/// conflict. A fragment is finished before it is spread again, so there are no cycles.
struct DocumentGenerator {
    let schema: Schema
    var random: SeededRandom
    private var fieldsLeft: Int
    private var number = 0
    private var definitions: [String] = []
    private var variables: [InputField] = []
    private var fragments: [(name: String, type: TypeID)] = []
    private var fragmentTexts: [String] = []
    /// Where variables may not be used, or would not be declared.
    private var isConstant = false

    init(schema: Schema, seed: UInt64) {
        self.schema = schema
        random = SeededRandom(seed: seed)
        fieldsLeft = 30
    }

    /// A document of one operation, and at times a second one that is not run.
    mutating func document() -> (text: String, variables: [InputField], operationName: String) {
        let operations = OperationType.allCases.filter { schema.rootType(of: $0) != nil }
        let operation = random.percent(70) ? .query : random.pick(operations)
        guard let root = schema.rootType(of: operation) else { return ("", [], "") }
        let selections =
            operation == .subscription
            ? "{ \(field(of: root, depth: 0) ?? "__typename") }" : selectionSet(on: root, depth: 0)
        let declared = definitions.isEmpty ? "" : "(\(definitions.joined(separator: ", ")))"
        var parts = ["\(operation.rawValue) Q\(declared) \(selections)"] + fragmentTexts
        if random.percent(10) { parts.append("query Other { __typename }") }
        if random.percent(50) { parts.swapAt(0, parts.count - 1) }
        return (parts.joined(separator: random.percent(50) ? "\n" : " "), variables, "Q")
    }

    // MARK: Selections

    private mutating func selectionSet(on type: TypeID, depth: Int) -> String {
        var selections: [String] = []
        for _ in 0...random.below(4) {
            selections.append(selection(on: type, depth: depth))
        }
        return "{ \(selections.joined(separator: " ")) }"
    }

    private mutating func selection(on type: TypeID, depth: Int) -> String {
        let choice = random.below(100)
        if choice < 10 || depth > 6 { return "__typename" }
        if choice < 20 { return inlineFragment(on: type, depth: depth) }
        if choice < 30, let spread = spread(on: type, depth: depth) { return spread }
        return field(of: type, depth: depth) ?? "__typename"
    }

    private mutating func field(of type: TypeID, depth: Int) -> String? {
        guard !schema[type].fields.isEmpty, fieldsLeft > 0 else { return nil }
        fieldsLeft -= 1
        let field = random.pick(schema[type].fields)
        let given = arguments(field.arguments)
        number += 1
        let isNew = !given.isEmpty || random.percent(30)
        let name = isNew ? "f\(number)" : "\(schema[type].name)_\(field.name)"
        var text = "\(name): \(field.name)\(given)\(depth > 0 ? condition() : "")"
        if schema[field.type.named].isComposite {
            text += " " + selectionSet(on: field.type.named, depth: depth + 1)
        }
        return text
    }

    private mutating func inlineFragment(on type: TypeID, depth: Int) -> String {
        let condition = random.percent(30) ? type : overlapping(type)
        let name = condition == type && random.percent(50) ? "" : " on \(schema[condition].name)"
        return "...\(name)\(self.condition()) \(selectionSet(on: condition, depth: depth + 1))"
    }

    private mutating func spread(on type: TypeID, depth: Int) -> String? {
        let known = fragments.filter { schema.typesOverlap($0.type, type) }
        if !known.isEmpty, random.percent(60) { return "...\(random.pick(known).name)" }
        guard fragmentTexts.count < 8 else { return nil }
        let condition = overlapping(type)
        number += 1
        let name = "F\(number)"
        let selections = selectionSet(on: condition, depth: depth + 1)
        fragmentTexts.append("fragment \(name) on \(schema[condition].name) \(selections)")
        fragments.append((name, condition))
        return "...\(name)"
    }

    private mutating func overlapping(_ type: TypeID) -> TypeID {
        let composite = schema.types.indices.map { TypeID($0) }.filter {
            schema[$0].isComposite && !schema[$0].isBuiltIn && schema.typesOverlap($0, type)
        }
        return composite.isEmpty ? type : random.pick(composite)
    }

    private mutating func condition() -> String {
        guard random.percent(15), let boolean = schema.type(named: "Boolean") else { return "" }
        let type = SchemaType(boolean).asNonNull
        return " @\(random.percent(50) ? "skip" : "include")(if: \(value(of: type)))"
    }

    // MARK: Values

    private mutating func arguments(_ arguments: [InputValueDefinition]) -> String {
        var given: [String] = []
        for argument in arguments where argument.isRequired || random.percent(50) {
            given.append("\(argument.name): \(value(of: argument.type))")
        }
        return given.isEmpty ? "" : "(\(given.joined(separator: ", ")))"
    }

    private mutating func value(of type: SchemaType, depth: Int = 0) -> String {
        if !isConstant, random.percent(25) { return variable(of: type) }
        if !type.isNonNull, random.percent(10) || depth > 4 { return "null" }
        if type.isList {
            if random.percent(20) {
                // One value stands for a list of it, unless it is a variable.
                let wasConstant = isConstant
                isConstant = true
                defer { isConstant = wasConstant }
                return value(of: type.asNullable.item.asNonNull, depth: depth + 1)
            }
            let items = (0..<random.below(3)).map { _ in
                value(of: type.asNullable.item, depth: depth + 1)
            }
            return "[\(items.joined(separator: ", "))]"
        }
        let definition = schema[type.named]
        switch definition.kind {
        case .enum: return random.pick(definition.enumValues).name
        case .inputObject: return object(definition, depth: depth)
        default: return scalar(definition.name)
        }
    }

    private mutating func object(_ type: TypeDefinition, depth: Int) -> String {
        var fields: [String] = []
        if type.isOneOf {
            let field = random.pick(type.inputFields)
            fields = ["\(field.name): \(value(of: field.type.asNonNull, depth: depth + 1))"]
        } else {
            for field in type.inputFields
            where field.isRequired || depth < 3 && random.percent(40) {
                fields.append("\(field.name): \(value(of: field.type, depth: depth + 1))")
            }
        }
        return "{\(fields.joined(separator: ", "))}"
    }

    private mutating func scalar(_ name: String) -> String {
        switch name {
        case "Int": return random.pick(["0", "-0", "7", "2147483647", "-2147483648"])
        case "Float": return random.pick(["1", "0.5", "-1.25e-3", "1e10", "4503599627370497.5"])
        case "Boolean": return random.percent(50) ? "true" : "false"
        case "ID": return random.percent(50) ? "42" : "\"id\""
        default:
            return random.pick([
                "\"\"", "\"a\"", #""\u00e9\uD83D\uDE00\n\"\u{1F4F7}""#,
                "\"\"\"\n  a\n    b\n\"\"\"",
                "\"{}()[]$@!#\"", "\"\u{1F4F7}\"",
            ])
        }
    }

    private mutating func variable(of type: SchemaType) -> String {
        number += 1
        let name = "v\(number)"
        isConstant = true
        defer { isConstant = false }
        var definition = "$\(name): \(schema.typeName(type))"
        if random.percent(20) { definition += " = \(value(of: type))" }
        definitions.append(definition)
        if type.isNonNull || random.percent(70) {
            variables.append(InputField(name: name, value: given(for: type)))
        }
        return "$\(name)"
    }

    /// A value for a variable, as it comes from JSON.
    private mutating func given(for type: SchemaType, depth: Int = 0) -> InputValue {
        if !type.isNonNull, random.percent(20) || depth > 4 { return .null }
        if type.isList {
            let count = random.below(3)
            return .list(
                (0..<count).map { _ in given(for: type.asNullable.item, depth: depth + 1) })
        }
        let definition = schema[type.named]
        switch definition.kind {
        case .enum: return .string(random.pick(definition.enumValues).name)
        case .inputObject:
            let chosen =
                definition.isOneOf
                ? [random.pick(definition.inputFields)]
                : definition.inputFields.filter { $0.isRequired || random.percent(40) }
            return .object(
                chosen.map { field in
                    let type = definition.isOneOf ? field.type.asNonNull : field.type
                    return InputField(name: field.name, value: given(for: type, depth: depth + 1))
                })
        default:
            switch definition.name {
            case "Int": return .int(random.below(100) - 50)
            case "Float": return .float(Double(random.below(100)) / 8)
            case "Boolean": return .boolean(random.percent(50))
            case "ID": return random.percent(50) ? .int(3) : .string("three")
            default: return .string("given \u{1F4F7}")
            }
        }
    }
}

extension SchemaType {
    fileprivate var asNonNull: SchemaType { SchemaType(named, wrapping.asNonNull) }
}
