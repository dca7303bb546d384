/// Input coercion of values that are known: variables of a request and default values.
///
/// Reports every mistake with the path inside the value, in the words of the reference
/// implementation. https://spec.graphql.org/September2026/#sec-Input-Objects.Input-Coercion
struct InputCoercion {
    let schema: Schema
    let scalars: [String: ScalarCoercion]
    var suggestsNames = true
    /// Enum values come as strings from JSON, as names from literals and defaults.
    var enumsAreNames = false

    typealias Report = (_ message: String, _ path: [PathElement]) -> Void

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
            return coerce(object: value, to: definition, at: path, report: report)
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
        object value: InputValue, to type: TypeDefinition, at path: [PathElement],
        report: Report
    ) -> InputValue? {
        guard case .object(let given) = value else {
            report(
                "Expected value of type \"\(type.name)\" to be an object, found: \(inspect(value)).",
                path)
            return nil
        }
        var isValid = true
        var coerced: [InputField] = []
        for field in type.inputFields {
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
            } else if let defaultValue = coerceDefault(of: field) {
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
            let names = type.inputFields.map(\.name)
            let suggestion =
                suggestsNames ? didYouMean(nil, suggestionList(field.name, names)) : ""
            let found = suggestion.isEmpty ? ", found" : ".\(suggestion) Found"
            report(
                "Expected value of type \"\(type.name)\" not to include unknown field "
                    + "\"\(field.name)\"\(found): \(inspect(value)).", path)
            isValid = false
        }
        return isValid
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
    let shown = inspect(value)
    switch (type.name, value) {
    case ("Int", .int(let number)):
        guard Int(Int32(truncatingIfNeeded: number)) == number else {
            throw GraphQLError("Int cannot represent non 32-bit signed integer value: \(shown)")
        }
        return value
    case ("Int", .float(let number)) where number == number.rounded(.towardZero):
        guard number >= Double(Int32.min), number <= Double(Int32.max) else {
            throw GraphQLError("Int cannot represent non 32-bit signed integer value: \(shown)")
        }
        return .int(Int(number))
    case ("Int", _): throw GraphQLError("Int cannot represent non-integer value: \(shown)")
    case ("Float", .int(let number)): return .float(Double(number))
    case ("Float", .float(let number)) where number.isFinite: return value
    case ("Float", _): throw GraphQLError("Float cannot represent non numeric value: \(shown)")
    case ("String", .string): return value
    case ("String", _):
        throw GraphQLError("String cannot represent a non string value: \(shown)")
    case ("Boolean", .boolean): return value
    case ("Boolean", _):
        throw GraphQLError("Boolean cannot represent a non boolean value: \(shown)")
    case ("ID", .string): return value
    case ("ID", .int(let number)): return .string(String(number))
    case ("ID", _): throw GraphQLError("ID cannot represent value: \(shown)")
    default: return value
    }
}
