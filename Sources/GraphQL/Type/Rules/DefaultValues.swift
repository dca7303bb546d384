extension TypeSystemContext {
    /// A default value is a value of its type.
    /// https://spec.graphql.org/September2026/#sec-Input-Objects.Type-Validation
    mutating func checkDefaultValue(
        of input: InputValueDefinition, _ node: Located<InputValueDefinitionNode>,
        coordinate: String
    ) {
        guard let value = node.node.defaultValue else { return }
        check(
            value, in: node.document, as: input.type, "\(coordinate) has invalid default value")
    }

    /// The arguments of directives that are applied are values of their types. The specification
    /// says so of documents that are executed, and the reference does not look at others.
    mutating func checkDirectiveArguments() {
        for (number, document) in built.documents.dropLast().enumerated() {
            for directive in document.directives {
                let name = document.text(directive.name.name)
                guard let definition = schema.directive(named: name) else { continue }
                for index in directive.arguments {
                    let argument = document.arguments[Int(index)]
                    let argumentName = document.text(argument.name.name)
                    let input = definition.arguments.first { $0.name == argumentName }
                    guard let input, schema[input.type.named].isInput else { continue }
                    check(
                        argument.value, in: Int32(number), as: input.type,
                        "Argument \"@\(name)(\(argumentName):)\" has invalid value")
                }
            }
        }
    }

    private mutating func check(
        _ value: Int32, in document: Int32, as type: SchemaType, _ problem: String
    ) {
        let source = built.documents[Int(document)]
        var check = LiteralCheck(
            source, schema: schema, problemsMax: Limits.schemaErrorsMax,
            suggestionsMax: Limits.schemaSuggestionsMax)
        check.check(value, as: type)
        for found in check.problems {
            let place = source.path(from: value, to: found.value).placeInValue
            errors.report(
                "\(problem)\(place): \(found.message)",
                at: SDLPosition(document: document, offset: found.start))
        }
    }
}
