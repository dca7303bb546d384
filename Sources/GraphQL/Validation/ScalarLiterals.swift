extension Walker {
    /// Checks a literal of a scalar type. https://spec.graphql.org/September2026/#sec-Scalars
    func checkScalar(_ index: Int32, _ type: TypeDefinition) {
        if let coercion = scalars[type.name] { return check(index, type, by: coercion) }
        guard type.isBuiltIn else { return }
        let value = document.values[Int(index)]
        let problem: String?
        switch type.name {
        case "Int": problem = intProblem(value)
        case "Float":
            problem =
                value.kind == .int || value.kind == .float
                ? nil : "Float cannot represent non numeric value: "
        case "String":
            problem = value.isString ? nil : "String cannot represent a non string value: "
        case "Boolean":
            problem =
                value.kind == .boolean ? nil : "Boolean cannot represent a non boolean value: "
        case "ID":
            problem =
                value.isString || value.kind == .int
                ? nil : "ID cannot represent a non-string and non-integer value: "
        default: problem = nil
        }
        if let problem { report(problem + printed(index), at: value.start) }
    }

    private func intProblem(_ value: Value) -> String? {
        guard value.kind == .int else { return "Int cannot represent non-integer value: " }
        // Sign and ten digits; anything longer is too large, however long it is.
        if value.length <= 11,
            Int32(document.source.text(from: value.start, length: value.length)) != nil
        {
            return nil
        }
        return "Int cannot represent non 32-bit signed integer value: "
    }

    private func check(_ index: Int32, _ type: TypeDefinition, by coercion: ScalarCoercion) {
        let value = document.values[Int(index)]
        let holdsVariable = document.values[Int(index)..<Int(value.end)].contains {
            $0.kind == .variable
        }
        // Known only when a request brings its variables.
        guard !holdsVariable else { return }
        do {
            _ = try coercion.input(document.constant(index))
        } catch let error as GraphQLError {
            report(error.message, at: value.start)
        } catch {
            report(
                "Expected value of type \"\(type.name)\", found: \(printed(index)).",
                at: value.start)
        }
    }
}

extension Value {
    fileprivate var isString: Bool { kind == .string || kind == .blockString }
}
