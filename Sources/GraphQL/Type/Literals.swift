extension Document {
    /// A constant literal as a value, whatever its type is meant to be.
    ///
    /// An integer that does not fit 64 bits becomes a float.
    func constant(_ index: Int32) -> InputValue {
        let value = values[Int(index)]
        switch value.kind {
        case .variable, .null: return .null
        case .boolean: return .boolean(text(value.name) == "true")
        case .enum: return .enum(text(value.name))
        case .string, .blockString: return .string(stringValue(of: index))
        case .int:
            let digits = rawText(ofValue: index)
            return Int(digits).map { .int($0) } ?? .float(Double(digits) ?? .infinity)
        case .float: return .float(Double(rawText(ofValue: index)) ?? .infinity)
        case .list: return .list(children(ofValue: index).map { constant($0) })
        case .object: return .object(children(ofValue: index).map { constantField($0) })
        case .objectField: return constant(index + 1)
        }
    }

    private func constantField(_ index: Int32) -> InputField {
        InputField(name: text(values[Int(index)].name), value: constant(index + 1))
    }

    /// A directive with its arguments as values.
    func appliedDirective(_ index: Int32) -> AppliedDirective {
        let directive = directives[Int(index)]
        return AppliedDirective(
            name: text(directive.name.name),
            arguments: directive.arguments.map {
                let argument = arguments[Int($0)]
                return InputField(name: text(argument.name.name), value: constant(argument.value))
            })
    }
}
