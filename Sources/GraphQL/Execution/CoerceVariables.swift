/// The variables of a request, coerced. A variable that was not given and has no default is absent.
package typealias VariableValues = [String: InputValue]

/// https://spec.graphql.org/September2026/#CoerceVariableValues()
func coerceVariableValues(
    _ operation: OperationDefinition, in document: Document, given: [InputField],
    coercion: InputCoercion
) throws(GraphQLErrors) -> VariableValues {
    guard !operation.variableDefinitions.isEmpty else { return [:] }
    let given = Dictionary(given.map { ($0.name, $0.value) }, uniquingKeysWith: { _, last in last })
    var values: VariableValues = [:]
    var errors: [GraphQLError] = []
    for index in operation.variableDefinitions {
        let definition = document.variableDefinitions[Int(index)]
        let name = document.text(definition.name)
        func report(_ message: @autoclosure () -> String) {
            guard errors.count < Limits.variableErrorsMax else { return }
            errors.append(
                GraphQLError(
                    message(), locations: [document.source.location(ofByte: definition.start)]))
        }
        guard let type = coercion.schema.type(for: definition.type, in: document) else {
            report("Variable \"$\(name)\" has an unknown type.")
            continue
        }
        let value: InputValue
        if let givenValue = given[name] {
            value = givenValue
        } else if let defaultIndex = definition.defaultValue {
            let literal = LiteralCoercion(document: document, coercion: coercion, variables: [:])
            values[name] = literal.coerceConstant(defaultIndex, to: type)
            continue
        } else if type.isNonNull {
            let typeName = coercion.schema.typeName(type)
            report(
                "Variable \"$\(name)\" has invalid value: Expected a value of non-null type "
                    + "\"\(typeName)\" to be provided.")
            continue
        } else {
            continue
        }
        values[name] = coercion.coerce(value, to: type) { message, path in
            report("Variable \"$\(name)\" has invalid value\(path.placeInValue): \(message())")
        }
    }
    if !errors.isEmpty { throw GraphQLErrors(errors: errors).found(at: .input) }
    return values
}
