/// What arguments and input fields weigh by `@cost`. Most schemas have none.
struct InputWeights: Sendable {
    private let arguments: [FieldCoordinate: [String: Double]]
    private let inputFields: [FieldCoordinate: Double]
    /// Input object types in which something weighs, at any depth.
    private var weighingTypes: Set<TypeID> = []

    init(
        arguments: [FieldCoordinate: [String: Double]], inputFields: [FieldCoordinate: Double],
        schema: Schema
    ) {
        self.arguments = arguments
        self.inputFields = inputFields
        guard !inputFields.isEmpty else { return }
        let inputTypes = schema.types.indices.lazy.map { TypeID($0) }
            .filter { schema[$0].kind == .inputObject }
        var isGrowing = true
        while isGrowing {
            isGrowing = false
            for type in inputTypes where !weighingTypes.contains(type) {
                let weighs = schema[type].inputFields.contains { field in
                    let coordinate = FieldCoordinate(type: schema[type].name, field: field.name)
                    return inputFields[coordinate] != nil
                        || weighingTypes.contains(field.type.named)
                }
                guard weighs else { continue }
                weighingTypes.insert(type)
                isGrowing = true
            }
        }
    }

    /// Whether any argument of a field can add to its cost.
    func weigh(_ definitions: [InputValueDefinition], of field: FieldCoordinate) -> Bool {
        arguments[field] != nil || definitions.contains { weighingTypes.contains($0.type.named) }
    }

    func weighs(_ type: TypeID) -> Bool { weighingTypes.contains(type) }

    /// By the names of the arguments; empty for most fields.
    func argumentWeights(of field: FieldCoordinate) -> [String: Double] {
        arguments[field] ?? [:]
    }

    func weight(ofArgument name: String, of field: FieldCoordinate) -> Double {
        arguments[field]?[name] ?? 0
    }

    func weight(ofInputField field: FieldCoordinate) -> Double {
        inputFields[field] ?? 0
    }
}

/// Adds up what the arguments of one request weigh. Each place of the document is read once for
/// each field that holds it, each variable once for each type it is used as.
struct InputCost {
    let weights: InputWeights
    let schema: Schema
    let document: Document
    let variables: VariableValues
    private var known: [Use: Double] = [:]

    private struct Use: Hashable {
        let variable: Name
        let type: TypeID
    }

    init(
        weights: InputWeights, schema: Schema, document: Document, variables: VariableValues
    ) {
        self.weights = weights
        self.schema = schema
        self.document = document
        self.variables = variables
    }

    /// What the arguments given to a field weigh. Defaults weigh nothing.
    mutating func cost(of given: VariableArguments, to field: FieldCoordinate) -> Double {
        var total = 0.0
        for index in given.given {
            let argument = document.arguments[Int(index)]
            let name = document.text(argument.name.name)
            let definition = given.definitions.first { $0.name == name }
            guard let definition, isGiven(argument.value) else { continue }
            total += weights.weight(ofArgument: name, of: field)
            total += cost(ofLiteral: argument.value, as: definition.type.named)
        }
        return total
    }

    private func isGiven(_ index: Int32) -> Bool {
        let value = document.values[Int(index)]
        return value.kind != .variable || variables[document.text(value.name)] != nil
    }

    private mutating func cost(ofLiteral index: Int32, as type: TypeID) -> Double {
        guard weights.weighs(type) else { return 0 }
        let value = document.values[Int(index)]
        switch value.kind {
        case .variable: return cost(ofVariable: value.name, as: type)
        case .list:
            var total = 0.0
            for item in document.children(ofValue: index) {
                total += cost(ofLiteral: item, as: type)
            }
            return total
        case .object:
            var total = 0.0
            for field in document.children(ofValue: index) where isGiven(field + 1) {
                let name = document.text(document.values[Int(field)].name)
                guard let definition = schema[type].inputField(named: name) else { continue }
                total += weight(of: name, in: type)
                total += cost(ofLiteral: field + 1, as: definition.type.named)
            }
            return total
        default: return 0
        }
    }

    private mutating func cost(ofVariable name: Name, as type: TypeID) -> Double {
        let use = Use(variable: name, type: type)
        if let cost = known[use] { return cost }
        let cost = variables[document.text(name)].map { self.cost(ofValue: $0, as: type) } ?? 0
        known[use] = cost
        return cost
    }

    private func cost(ofValue value: InputValue, as type: TypeID) -> Double {
        guard weights.weighs(type) else { return 0 }
        switch value {
        case .list(let items):
            return items.reduce(0) { $0 + cost(ofValue: $1, as: type) }
        case .object(let fields):
            return fields.reduce(0) { total, field in
                guard let definition = schema[type].inputField(named: field.name) else {
                    return total
                }
                return total + weight(of: field.name, in: type)
                    + cost(ofValue: field.value, as: definition.type.named)
            }
        default: return 0
        }
    }

    private func weight(of field: String, in type: TypeID) -> Double {
        weights.weight(ofInputField: FieldCoordinate(type: schema[type].name, field: field))
    }
}
