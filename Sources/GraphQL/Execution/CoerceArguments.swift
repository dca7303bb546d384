/// Input coercion of values written in a document, with the variables in them filled in.
///
/// Validation has accepted the document, so the only mistakes left are variables without a value
/// and what a custom scalar refuses.
struct LiteralCoercion {
    let document: Document
    let coercion: InputCoercion
    let variables: VariableValues

    private var schema: Schema { coercion.schema }

    /// https://spec.graphql.org/September2026/#CoerceArgumentValues()
    func coerceArgumentValues(
        _ definitions: [InputValueDefinition], given: NodeRange
    ) throws(GraphQLError) -> Arguments {
        guard !definitions.isEmpty else { return .none }
        var values: [InputField] = []
        values.reserveCapacity(definitions.count)
        for definition in definitions {
            let argument = given.lazy.map { document.arguments[Int($0)] }
                .first { document.text($0.name.name) == definition.name }
            if let value = try coerceArgument(definition, argument) {
                values.append(InputField(name: definition.name, value: value))
            }
        }
        return Arguments(values: values)
    }

    private func coerceArgument(
        _ definition: InputValueDefinition, _ argument: Argument?
    ) throws(GraphQLError) -> InputValue? {
        guard let argument, !isMissingVariable(argument.value) || definition.isRequired else {
            if definition.isRequired {
                let typeName = schema.typeName(definition.type)
                throw GraphQLError(
                    "Argument \"\(definition.name)\" of required type \"\(typeName)\" "
                        + "was not provided.", stage: .input)
            }
            return coercion.coerceDefault(of: definition)
        }
        do {
            return try coerce(argument.value, to: definition.type, at: [])
        } catch {
            throw GraphQLError(
                "Argument \"\(definition.name)\" has invalid value\(error.path.placeInValue): "
                    + error.message,
                locations: [document.source.location(ofByte: error.start)], stage: .input)
        }
    }

    /// A value without variables, such as a variable's default; nil if it does not fit.
    func coerceConstant(_ index: Int32, to type: SchemaType) -> InputValue? {
        try? coerce(index, to: type, at: [])
    }

    /// Whether a value is a variable that has no value.
    private func isMissingVariable(_ index: Int32) -> Bool {
        let value = document.values[Int(index)]
        return value.kind == .variable && variables[document.text(value.name)] == nil
    }
}

/// A value that does not fit its type, at a path inside its argument.
struct LiteralError: Error {
    let message: String
    let path: [PathElement]
    let start: UInt32
}

extension LiteralCoercion {
    func coerce(
        _ index: Int32, to type: SchemaType, at path: [PathElement]
    ) throws(LiteralError) -> InputValue {
        let value = document.values[Int(index)]
        func refuse(_ message: String) -> LiteralError {
            LiteralError(message: message, path: path, start: value.start)
        }
        if value.kind == .variable {
            return try variableValue(value, for: type, at: path)
        }
        if value.kind == .null {
            guard !type.isNonNull else {
                throw refuse(
                    "Expected value of non-null type \"\(schema.typeName(type))\" not to be null.")
            }
            return .null
        }
        if type.isList {
            return try coerce(list: index, of: type.asNullable.item, at: path)
        }
        let definition = schema[type.named]
        switch definition.kind {
        case .inputObject:
            return try coerce(object: index, to: type.named, at: path)
        case .enum:
            let name = document.text(value.name)
            guard value.kind == .enum, definition.enumValueIndices[name] != nil else {
                throw refuse("Expected a value of enum \"\(definition.name)\".")
            }
            return .enum(name)
        default:
            return try coerce(scalar: index, to: definition, at: path)
        }
    }

    private func variableValue(
        _ value: Value, for type: SchemaType, at path: [PathElement]
    ) throws(LiteralError) -> InputValue {
        let name = document.text(value.name)
        let given = variables[name]
        guard type.isNonNull, given == nil || given == .null else { return given ?? .null }
        let typeName = schema.typeName(type)
        throw LiteralError(
            message: given == nil
                ? "Expected variable \"$\(name)\" provided to type \"\(typeName)\" "
                    + "to provide a runtime value."
                : "Expected variable \"$\(name)\" provided to non-null type \"\(typeName)\" "
                    + "not to be null.",
            path: path, start: value.start)
    }

    private func coerce(
        list index: Int32, of item: SchemaType, at path: [PathElement]
    ) throws(LiteralError) -> InputValue {
        guard document.values[Int(index)].kind == .list else {
            return .list([try coerce(index, to: item, at: path)])
        }
        var items: [InputValue] = []
        for element in document.children(ofValue: index) {
            items.append(try coerce(element, to: item, at: path + [.index(items.count)]))
        }
        return .list(items)
    }

    private func coerce(
        object index: Int32, to id: TypeID, at path: [PathElement]
    ) throws(LiteralError) -> InputValue {
        let type = schema[id]
        let value = document.values[Int(index)]
        guard value.kind == .object else {
            throw LiteralError(
                message: "Expected value of type \"\(type.name)\" to be an object.",
                path: path, start: value.start)
        }
        var given: [String: Int32] = [:]
        for field in document.children(ofValue: index) {
            given[document.text(document.values[Int(field)].name)] = field + 1
        }
        var fields: [InputField] = []
        for (number, field) in type.inputFields.enumerated() {
            let path = path + [.name(field.name)]
            let result: InputValue?
            if let fieldIndex = given[field.name],
                !isMissingVariable(fieldIndex) || field.isRequired
            {
                result = try coerce(fieldIndex, to: field.type, at: path)
            } else {
                result = coercion.defaults.value(of: number, in: id)
            }
            if let result { fields.append(InputField(name: field.name, value: result)) }
        }
        if type.isOneOf {
            try checkOneOf(type, given: given, coerced: fields, at: path, start: value.start)
        }
        return .object(fields)
    }

    private func checkOneOf(
        _ type: TypeDefinition, given: [String: Int32], coerced: [InputField],
        at path: [PathElement], start: UInt32
    ) throws(LiteralError) {
        for (field, index) in given where document.values[Int(index)].kind == .variable {
            let name = document.text(document.values[Int(index)].name)
            guard let value = variables[name], !value.isNull else {
                let end =
                    variables[name] == nil ? "to provide a runtime value." : "not to be null."
                throw LiteralError(
                    message: "Expected variable \"$\(name)\" provided to field \"\(field)\" for "
                        + "OneOf Input Object type \"\(type.name)\" \(end)",
                    path: path, start: start)
            }
        }
        guard coerced.count == 1, !coerced[0].value.isNull else {
            throw LiteralError(
                message: "Within OneOf Input Object type \"\(type.name)\", exactly one field must "
                    + "be specified, and the value for that field must be non-null.",
                path: path, start: start)
        }
    }

    private func coerce(
        scalar index: Int32, to type: TypeDefinition, at path: [PathElement]
    ) throws(LiteralError) -> InputValue {
        let value = document.values[Int(index)]
        // As it is written, a sign before 0 too.
        if type.name == "ID", value.kind == .int {
            return .string(document.rawText(ofValue: index))
        }
        let literal = document.value(ofLiteral: index, variables: variables)
        do {
            return try coerceScalar(literal, type: type, coercion: coercion.scalars[type.name])
        } catch {
            let message =
                (error as? GraphQLError)?.message
                ?? "Expected value of type \"\(type.name)\", found: \(inspect(literal))."
            throw LiteralError(message: message, path: path, start: value.start)
        }
    }
}
