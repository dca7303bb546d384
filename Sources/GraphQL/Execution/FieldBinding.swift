/// How one object type answers one of its fields. Made once with the schema; plans only refer to it.
final class FieldBinding: Sendable {
    enum Source: Sendable {
        case typeName
        case resolver(FieldResolver)
    }

    /// `Type.field`, for messages.
    let coordinate: FieldCoordinate
    let definition: FieldDefinition
    let source: Source
    /// For a leaf that is resolved while the response is written.
    let resolveLeaf: FieldResolver.Leaf
    let cost: FieldCost
    /// Fields of one number can share a plan, whatever types they belong to.
    let shape: Int

    fileprivate init(
        _ coordinate: FieldCoordinate, _ definition: FieldDefinition, _ source: Source,
        cost: FieldCost, shape: Int
    ) {
        self.coordinate = coordinate
        self.definition = definition
        self.source = source
        resolveLeaf =
            switch source {
            case .resolver(.leaf(let resolve)): resolve
            case .typeName: { _, _, _ in .string(coordinate.type) }
            case .resolver(.objects), .resolver(.batch): { _, _, _ in .null }
            }
        self.cost = cost
        self.shape = shape
    }

    /// Whether it is resolved while the response is written.
    var isLeaf: Bool { !isBatch && !isObjects }

    var isBatch: Bool {
        if case .resolver(.batch) = source { true } else { false }
    }

    var isObjects: Bool {
        if case .resolver(.objects) = source { true } else { false }
    }
}

/// The bindings of all fields of a schema.
struct FieldBindings: Sendable {
    /// By the index of the object type.
    private let byType: [[String: FieldBinding]]

    /// All that a plan of a field depends on besides the operation.
    private struct Shape: Hashable {
        struct Argument: Hashable {
            let name: String
            let type: SchemaType
            let defaultValue: String?
        }

        let type: SchemaType
        let arguments: [Argument]
        let argumentWeights: [String: Double]
        let cost: FieldCost
        let kind: Int
    }

    init(_ schema: Schema, resolvers: [FieldCoordinate: FieldResolver], costs: CostTable) {
        var shapes: [Shape: Int] = [:]
        func binding(_ name: String, on type: TypeID) -> FieldBinding? {
            let coordinate = FieldCoordinate(type: schema[type].name, field: name)
            guard let definition = schema.fieldDefinition(named: name, on: type),
                let source = name == "__typename"
                    ? .typeName : resolvers[coordinate].map({ FieldBinding.Source.resolver($0) })
            else { return nil }
            let cost = costs.cost(of: coordinate)
            let shape = Shape(
                type: definition.type,
                arguments: definition.arguments.map {
                    Shape.Argument(
                        name: $0.name, type: $0.type,
                        defaultValue: $0.defaultValue.map(literalText))
                },
                argumentWeights: costs.inputs.argumentWeights(of: coordinate), cost: cost,
                kind: source.kind)
            let number = shapes[shape] ?? shapes.count
            shapes[shape] = number
            return FieldBinding(coordinate, definition, source, cost: cost, shape: number)
        }
        byType = schema.types.indices.map { index in
            guard schema.types[index].kind == .object else { return [:] }
            let names = schema.types[index].fields.map(\.name) + MetaFields.names
            let bindings = names.compactMap { name in
                binding(name, on: TypeID(index)).map { (name, $0) }
            }
            return Dictionary(bindings, uniquingKeysWith: { first, _ in first })
        }
    }

    /// Nil for a field that the type does not have.
    func binding(of field: String, on type: TypeID) -> FieldBinding? {
        byType[Int(type.index)][field]
    }
}

extension FieldBinding.Source {
    /// Fields of different kinds are resolved at different moments.
    fileprivate var kind: Int {
        switch self {
        case .typeName, .resolver(.leaf): 0
        case .resolver(.objects): 1
        case .resolver(.batch): 2
        }
    }
}
