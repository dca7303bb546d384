/// Input coercion of values that are known: variables of a request and default values.
///
/// Reports every mistake with the path inside the value, in the words of the reference
/// implementation. https://spec.graphql.org/September2026/#sec-Input-Objects.Input-Coercion
struct InputCoercion {
    let schema: Schema
    let scalars: [String: ScalarCoercion]
    /// Of input fields.
    let defaults: InputDefaults
    var suggestsNames = true
    /// Enum values come as strings from JSON, as names from literals and defaults.
    var enumsAreNames = false

    init(schema: Schema, scalars: [String: ScalarCoercion]) {
        self.init(
            schema: schema, scalars: scalars, defaults: InputDefaults(schema, scalars: scalars))
    }

    init(schema: Schema, scalars: [String: ScalarCoercion], defaults: InputDefaults) {
        self.schema = schema
        self.scalars = scalars
        self.defaults = defaults
    }

    /// The message is made only if it is wanted.
    typealias Report = (_ message: @autoclosure () -> String, _ path: [PathElement]) -> Void

    /// The coerced value, or nil after at least one report.
    func coerce(
        _ value: InputValue, to type: SchemaType, at path: [PathElement] = [],
        report: Report
    ) -> InputValue? {
        if type.isNonNull {
            if value.isNull {
                let name = schema.typeName(type)
                report("Expected value of non-null type \"\(name)\" not to be null.", path)
                return nil
            }
            return coerce(value, to: type.asNullable, at: path, report: report)
        }
        if value.isNull { return .null }
        if type.isList { return coerce(list: value, of: type.item, at: path, report: report) }
        let definition = schema[type.named]
        switch definition.kind {
        case .inputObject:
            return coerce(object: value, to: type.named, at: path, report: report)
        case .enum: return coerce(enum: value, to: definition, at: path, report: report)
        default: return coerce(scalar: value, to: definition, at: path, report: report)
        }
    }

    private func coerce(
        list value: InputValue, of item: SchemaType, at path: [PathElement],
        report: Report
    ) -> InputValue? {
        guard case .list(let items) = value else {
            // A single value stands for a list of one.
            return coerce(value, to: item, at: path, report: report).map { .list([$0]) }
        }
        var coerced: [InputValue] = []
        var isValid = true
        for (index, element) in items.enumerated() {
            let result = coerce(element, to: item, at: path + [.index(index)], report: report)
            guard let result else {
                isValid = false
                continue
            }
            coerced.append(result)
        }
        return isValid ? .list(coerced) : nil
    }

    private func coerce(
        object value: InputValue, to id: TypeID, at path: [PathElement],
        report: Report
    ) -> InputValue? {
        let type = schema[id]
        guard case .object(let given) = value else {
            report(
                "Expected value of type \"\(type.name)\" to be an object, found: \(inspect(value)).",
                path)
            return nil
        }
        var isValid = true
        var coerced: [InputField] = []
        for (index, field) in type.inputFields.enumerated() {
            if let givenValue = value[field.name] {
                let result = coerce(
                    givenValue, to: field.type, at: path + [.name(field.name)], report: report)
                guard let result else {
                    isValid = false
                    continue
                }
                coerced.append(InputField(name: field.name, value: result))
            } else if field.isRequired {
                report(
                    "Expected value of type \"\(type.name)\" to include required field "
                        + "\"\(field.name)\", found: \(inspect(value)).", path)
                isValid = false
            } else if let defaultValue = defaults.value(of: index, in: id) {
                coerced.append(InputField(name: field.name, value: defaultValue))
            }
        }
        let unknownOK = refuseUnknownFields(given, in: value, of: type, at: path, report: report)
        let oneOfOK = checkOneOf(given, of: type, at: path, report: report)
        return isValid && unknownOK && oneOfOK ? .object(coerced) : nil
    }

    private func refuseUnknownFields(
        _ given: [InputField], in value: InputValue, of type: TypeDefinition,
        at path: [PathElement], report: Report
    ) -> Bool {
        var isValid = true
        for field in given where type.inputFieldIndices[field.name] == nil {
            report(unknownField(field.name, in: value, of: type), path)
            isValid = false
        }
        return isValid
    }

    private func unknownField(
        _ name: String, in value: InputValue, of type: TypeDefinition
    ) -> String {
        let names = type.inputFields.map(\.name)
        let suggestion = suggestsNames ? didYouMean(nil, suggestionList(name, names)) : ""
        let found = suggestion.isEmpty ? ", found" : ".\(suggestion) Found"
        return "Expected value of type \"\(type.name)\" not to include unknown field "
            + "\"\(excerpt(name))\"\(found): \(inspect(value))."
    }

    private func checkOneOf(
        _ given: [InputField], of type: TypeDefinition, at path: [PathElement], report: Report
    ) -> Bool {
        guard type.isOneOf else { return true }
        let known = given.filter { type.inputFieldIndices[$0.name] != nil }
        let message =
            "Within OneOf Input Object type \"\(type.name)\", exactly one field must be "
            + "specified, and the value for that field must be non-null."
        if known.count != 1 {
            report(message, path)
            return false
        }
        if let only = known.first, only.value.isNull {
            report(message, path + [.name(only.name)])
            return false
        }
        return true
    }

    private func coerce(
        enum value: InputValue, to type: TypeDefinition, at path: [PathElement],
        report: Report
    ) -> InputValue? {
        let name: String
        switch value {
        case .enum(let given) where enumsAreNames: name = given
        case .string(let given) where !enumsAreNames: name = given
        default:
            report(
                "Enum \"\(type.name)\" cannot represent non-string value: \(inspect(value))."
                    + suggestion(for: inspect(value), in: type), path)
            return nil
        }
        if type.enumValueIndices[name] != nil { return .enum(name) }
        report(
            "Value \"\(name.prefix(60))\" does not exist in \"\(type.name)\" enum."
                + suggestion(for: name, in: type), path)
        return nil
    }

    private func suggestion(for name: String, in type: TypeDefinition) -> String {
        suggestsNames
            ? didYouMean("the enum value", suggestionList(name, type.enumValues.map(\.name))) : ""
    }

    private func coerce(
        scalar value: InputValue, to type: TypeDefinition, at path: [PathElement],
        report: Report
    ) -> InputValue? {
        do {
            return try coerceScalar(value, type: type, coercion: scalars[type.name])
        } catch let error as GraphQLError {
            report(error.message, path)
        } catch {
            report("Expected value of type \"\(type.name)\", found: \(inspect(value)).", path)
        }
        return nil
    }

    /// The default of an argument or input field, coerced; nil if there is none.
    func coerceDefault(of definition: InputValueDefinition) -> InputValue? {
        guard let value = definition.defaultValue else { return nil }
        var literal = self
        literal.enumsAreNames = true
        // Schema building has checked the default, so nothing is reported.
        return literal.coerce(value, to: definition.type, report: { _, _ in })
    }
}

/// Input coercion of the built-in scalars, and of custom ones by their own checks.
func coerceScalar(
    _ value: InputValue, type: TypeDefinition, coercion: ScalarCoercion?
) throws -> InputValue {
    if let coercion { return try coercion.input(value) }
    guard type.isBuiltIn else { return value }
    func refusal(_ problem: String) -> GraphQLError { GraphQLError(problem + inspect(value)) }
    switch (type.name, value) {
    case ("Int", _) where value.isWhole:
        guard let number = NumberRange.int32(value) else {
            throw refusal("Int cannot represent non 32-bit signed integer value: ")
        }
        return .int(number)
    case ("Int", _): throw refusal("Int cannot represent non-integer value: ")
    case ("Float", _):
        guard let number = NumberRange.double(value) else {
            throw refusal("Float cannot represent non numeric value: ")
        }
        return .float(number)
    case ("String", .string), ("Boolean", .boolean), ("ID", .string): return value
    case ("String", _): throw refusal("String cannot represent a non string value: ")
    case ("Boolean", _): throw refusal("Boolean cannot represent a non boolean value: ")
    case ("ID", .int(let number)): return .string(String(number))
    // Its digits, however many.
    case ("ID", .number(let digits)) where value.isWhole: return .string(digits)
    case ("ID", _): throw refusal("ID cannot represent value: ")
    default: return value
    }
}
