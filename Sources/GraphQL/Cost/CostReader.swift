/// Reads `@cost` and `@listSize` of a schema, and collects what is wrong with them.
struct CostReader {
    let schema: Schema
    private(set) var mistakes: [String] = []

    private static let objectWeight = 1.0
    private static let mutationWeight = 10.0

    init(schema: Schema) {
        self.schema = schema
    }

    /// What one object or value of a type weighs.
    mutating func weight(of type: TypeDefinition) -> Double {
        if let weight = weight(in: type.appliedDirectives, at: type.name) { return weight }
        if type.kind != .object || type.isConnection || type.name == "PageInfo" { return 0 }
        return Self.objectWeight
    }

    mutating func cost(
        of field: FieldDefinition, on type: TypeID, _ coordinate: FieldCoordinate,
        inputs: InputWeights
    ) -> FieldCost {
        var cost = FieldCost()
        if let weight = weight(in: field.appliedDirectives, at: coordinate.description) {
            cost.weight = weight
            cost.weighsItems = false
        } else if type == schema.mutationType {
            cost.weight = Self.mutationWeight
            cost.weighsItems = false
        } else if schema[type].isConnection, field.name == "edges" {
            cost.weighsItems = false
        }
        cost.weighsArguments = inputs.weigh(field.arguments, of: coordinate)
        cost.size = size(of: field, coordinate)
        return cost
    }

    private mutating func size(
        of field: FieldDefinition, _ coordinate: FieldCoordinate
    ) -> ListSize? {
        let givesConnection = schema[field.type.named].isConnection
        let directive = field.appliedDirectives.first { $0.name == "listSize" }
        guard let directive else {
            guard givesConnection else { return nil }
            return ListSize(
                slicingArguments: ["first", "last"], assumed: ListSize.connectionPage,
                sizedFields: ["edges", "nodes"])
        }
        let slicing = directive.names("slicingArguments")
        var sized = directive.names("sizedFields")
        if sized.isEmpty, givesConnection { sized = ["edges", "nodes"] }
        for name in slicing where field.argument(named: name) == nil {
            mistakes.append("@listSize of \(coordinate) names no argument of it: \(name)")
        }
        for name in sized where schema[field.type.named].field(named: name) == nil {
            mistakes.append("@listSize of \(coordinate) names no field of its type: \(name)")
        }
        if sized.isEmpty, !field.type.isList {
            mistakes.append("@listSize of \(coordinate) is on no list")
        }
        let assumed = directive["assumedSize"]?.int
        if let assumed, assumed < 0 {
            mistakes.append("@listSize of \(coordinate) assumes fewer than no items")
        }
        return ListSize(
            slicingArguments: slicing, assumed: assumed ?? 1,
            requiresOne: !slicing.isEmpty
                && directive["requireOneSlicingArgument"] != .boolean(false),
            sizedFields: sized)
    }

    private mutating func weight(in directives: [AppliedDirective], at place: String) -> Double? {
        guard let given = directives.first(where: { $0.name == "cost" })?["weight"]?.string else {
            return nil
        }
        guard let weight = Double(given), weight >= 0, weight <= Cost.max else {
            mistakes.append("@cost of \(place) is no weight: \(given)")
            return nil
        }
        return weight
    }

    // MARK: Input

    mutating func inputWeights() -> InputWeights {
        var weights: [FieldCoordinate: [String: Double]] = [:]
        var inputs: [FieldCoordinate: Double] = [:]
        for type in schema.types where type.kind == .inputObject || type.kind == .object {
            for field in type.inputFields {
                let coordinate = FieldCoordinate(type: type.name, field: field.name)
                inputs[coordinate] = weight(in: field.appliedDirectives, at: "\(coordinate)")
            }
            for field in type.fields {
                let coordinate = FieldCoordinate(type: type.name, field: field.name)
                for argument in field.arguments {
                    let place = "\(coordinate)(\(argument.name):)"
                    guard let weight = weight(in: argument.appliedDirectives, at: place) else {
                        continue
                    }
                    weights[coordinate, default: [:]][argument.name] = weight
                }
            }
        }
        return InputWeights(arguments: weights, inputFields: inputs, schema: schema)
    }
}

extension TypeDefinition {
    /// https://relay.dev/graphql/connections.htm#sec-Connection-Types
    fileprivate var isConnection: Bool {
        kind == .object && name.hasSuffix("Connection")
            && (fieldIndices["edges"] ?? fieldIndices["nodes"]) != nil
    }
}

extension AppliedDirective {
    fileprivate subscript(name: String) -> InputValue? {
        arguments.first { $0.name == name }?.value
    }

    /// An argument that is a list of names, or one name, which stands for a list of it.
    fileprivate func names(_ argument: String) -> [String] {
        switch self[argument] {
        case .list(let items): items.compactMap(\.string)
        case .string(let name): [name]
        default: []
        }
    }
}
