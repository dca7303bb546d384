/// What the elements of a schema weigh: the defaults, and what `@cost` and `@listSize` say instead.
///
/// | element | weight |
/// |---|---|
/// | scalar, enum | 0 |
/// | what weighs nothing, asked for again of the same object under another name | 0.1 |
/// | object | 1 |
/// | connection, its edges and its `PageInfo` | 0: a page weighs what its nodes weigh |
/// | field of the mutation type | 10, its payload included |
/// | argument, input field | 0 |
///
/// `@cost` on a field counts once for each use, in place of the weight of what the field gives.
/// The directives are those of the IBM GraphQL Cost Directives specification.
struct CostTable: Sendable {
    /// What costs nothing once must not be free a hundred times.
    static let repetitionWeight = 0.1

    /// By the index of the type.
    private let typeWeights: [Double]
    private let fields: [FieldCoordinate: FieldCost]
    let inputs: InputWeights
    /// What the directives say that cannot be: a server should not start with it.
    let mistakes: [String]

    init(_ schema: Schema) {
        var reader = CostReader(schema: schema)
        typeWeights = schema.types.map { reader.weight(of: $0) }
        inputs = reader.inputWeights()
        var fields: [FieldCoordinate: FieldCost] = [:]
        for (index, type) in schema.types.enumerated() where type.kind == .object {
            for field in type.fields {
                let coordinate = FieldCoordinate(type: type.name, field: field.name)
                fields[coordinate] = reader.cost(
                    of: field, on: TypeID(index), coordinate, inputs: inputs)
            }
        }
        self.fields = fields
        mistakes = reader.mistakes
    }

    func weight(of type: TypeID) -> Double {
        typeWeights[Int(type.index)]
    }

    /// Fields that a schema does not declare, such as `__typename`, have no entry and cost nothing.
    func cost(of field: FieldCoordinate) -> FieldCost {
        fields[field] ?? FieldCost()
    }
}

/// What one use of a field costs, apart from what is selected in it.
struct FieldCost: Sendable, Hashable {
    /// Counted once, however much the field gives.
    var weight = 0.0
    /// Whether each object or value that the field gives counts with the weight of its type.
    var weighsItems = true
    /// Whether an argument weighs anything, itself or by an input field inside it.
    var weighsArguments = false
    /// Nil for one value, and for a list of which nothing is said, which counts as one.
    var size: ListSize?
}

/// How long a list can be.
struct ListSize: Sendable, Hashable {
    /// Items of a page of a connection whose size was not asked for.
    static let connectionPage = 20

    /// Arguments that bound it: a number, or a list by its length.
    var slicingArguments: [String] = []
    /// Items where no slicing argument is given.
    var assumed: Int
    /// Whether exactly one slicing argument must be given.
    var requiresOne = false
    /// Fields of the object that the field gives, which are the lists; empty if the field is one.
    var sizedFields: [String] = []
}
