extension Document {
    /// A literal as a value, whatever its type is meant to be.
    ///
    /// A variable without a value is null.
    func value(ofLiteral index: Int32, variables: VariableValues = [:]) -> InputValue {
        let value = values[Int(index)]
        switch value.kind {
        case .variable: return variables[text(value.name)] ?? .null
        case .null: return .null
        case .boolean: return .boolean(text(value.name) == "true")
        case .enum: return .enum(text(value.name))
        case .string, .blockString: return .string(stringValue(of: index))
        case .int: return InputValue(wholeNumber: rawText(ofValue: index))
        case .float: return InputValue(number: rawText(ofValue: index))
        case .list:
            return .list(
                children(ofValue: index).map { self.value(ofLiteral: $0, variables: variables) })
        case .object:
            return .object(
                children(ofValue: index).map { field in
                    InputField(
                        name: text(values[Int(field)].name),
                        value: self.value(ofLiteral: field + 1, variables: variables))
                })
        case .objectField: return self.value(ofLiteral: index + 1, variables: variables)
        }
    }

    /// A directive with its arguments as values.
    func appliedDirective(_ index: Int32) -> AppliedDirective {
        let directive = directives[Int(index)]
        return AppliedDirective(
            name: text(directive.name.name),
            arguments: directive.arguments.map {
                let argument = arguments[Int($0)]
                return InputField(
                    name: text(argument.name.name), value: value(ofLiteral: argument.value))
            })
    }
}
