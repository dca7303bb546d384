/// How one operation is executed: what its text and its `@skip`/`@include` conditions settle.
///
/// Fields are collected once per concrete type, arguments without variables are coerced, and the
/// bytes of response names are written. A plan is made once and used by every request with the same
/// text and the same conditions.
package final class OperationPlan: Sendable {
    package let operation: OperationType
    /// The text that errors point into.
    let document: Document
    let definition: OperationDefinition
    let root: SelectionPlan
    /// The fields whose arguments hold variables; they are coerced anew for each request.
    let variableArguments: [VariableArguments]
    /// Whether `@defer` or `@stream` leaves something for later payloads.
    package let isIncremental: Bool
    /// How many fields the operation begins with.
    package var rootFieldCount: Int { root.fields.count }
    /// About how much memory it takes, without the document.
    let bytes: Int

    init(
        document: Document, definition: OperationDefinition, root: SelectionPlan,
        variableArguments: [VariableArguments], isIncremental: Bool, bytes: Int
    ) {
        operation = definition.operation
        self.document = document
        self.definition = definition
        self.root = root
        self.variableArguments = variableArguments
        self.isIncremental = isIncremental
        self.bytes = bytes
    }
}

/// Arguments that a request's variables complete.
struct VariableArguments: Sendable {
    let definitions: [InputValueDefinition]
    let given: NodeRange
}

/// The fields to execute on objects of one type, in response order, or of several types on which
/// they are the same but for their resolvers.
final class SelectionPlan: Sendable {
    let fields: [FieldPlan]
    /// The types; never empty.
    let variants: [SelectionVariant]
    /// What is delivered later; nil for most.
    let incremental: IncrementalSelection?
    /// Positions in `fields` of those that are resolved for all objects at once.
    let batches: [Int]
    let objects: [Int]
    /// What one object of the dearest of the types weighs in the cost of the operation.
    let weight: Double

    init(
        fields: [FieldPlan], variants: [SelectionVariant],
        incremental: IncrementalSelection? = nil
    ) {
        self.fields = fields
        self.variants = variants
        self.incremental = incremental
        let bindings = variants[0].bindings
        batches = bindings.indices.filter { bindings[$0].isBatch }
        objects = bindings.indices.filter { bindings[$0].isObjects }
        weight = variants.lazy.map(\.weight).max() ?? 0
    }

    /// The fields with those that are deferred.
    var allFields: [FieldPlan] {
        guard let incremental else { return fields }
        return fields + incremental.deferred.flatMap(\.plan.fields)
    }

    func variant(of typeName: String) -> SelectionVariant? {
        variants.first { $0.typeName == typeName }
    }
}

/// What is particular to one of the types of a selection.
final class SelectionVariant: Sendable {
    let typeName: String
    /// What one object of the type weighs in the cost of the operation.
    let weight: Double
    /// One for each field of the selection.
    let bindings: [FieldBinding]

    init(typeName: String, weight: Double, bindings: [FieldBinding]) {
        self.typeName = typeName
        self.weight = weight
        self.bindings = bindings
    }
}

/// What to execute on each of the object types that a field can give.
final class ObjectPlans: Sendable {
    let plans: [SelectionPlan]
    /// What one object of the dearest type weighs.
    let weight: Double
    /// By type name; empty for a few types, through which a search is as fast.
    private let places: [String: Place]

    struct Place: Sendable {
        let plan: SelectionPlan
        let variant: SelectionVariant
    }

    static let searchedMax = 4

    init(_ plans: [SelectionPlan]) {
        self.plans = plans
        weight = plans.lazy.map(\.weight).max() ?? 0
        let places = plans.flatMap { plan in plan.variants.map { Place(plan: plan, variant: $0) } }
        self.places =
            places.count <= Self.searchedMax
            ? [:] : Dictionary(places.map { ($0.variant.typeName, $0) }) { first, _ in first }
    }

    /// Nil for a type that the field cannot give.
    func place(of typeName: String) -> Place? {
        if !places.isEmpty { return places[typeName] }
        for plan in plans {
            if let variant = plan.variant(of: typeName) {
                return Place(plan: plan, variant: variant)
            }
        }
        return nil
    }
}

/// One field of a selection.
final class FieldPlan: Sendable {
    enum ArgumentSource: Sendable {
        case constant(Arguments)
        /// Index in `OperationPlan.variableArguments`.
        case variable(Int)
    }

    enum Completion: Sendable {
        case leaf(LeafCoercion)
        case objects(ObjectPlans)
    }

    let responseName: String
    /// `,"name":`
    let key: [UInt8]
    /// On the first of the types that the selection is for.
    let coordinate: FieldCoordinate
    /// For leaves. A property of its own: nothing is copied for a value.
    let leafCoercion: LeafCoercion
    let arguments: ArgumentSource
    let wrapping: Wrapping
    let completion: Completion
    /// Nil for most.
    let stream: StreamPlan?
    /// Where the operation asks for it, in bytes; several where selections were merged.
    let starts: [UInt32]
    let cost: FieldCost
    /// What one of its values weighs, if they are leaves.
    let leafWeight: Double
    /// What it costs to ask for this field again, if it costs nothing else.
    let repetitionWeight: Double
    /// The arguments it was given, if any of them can add to the cost.
    let weighedArguments: VariableArguments?

    init(
        responseName: String, coordinate: FieldCoordinate,
        arguments: ArgumentSource, wrapping: Wrapping, completion: Completion,
        stream: StreamPlan?, starts: [UInt32],
        cost: FieldCost, leafWeight: Double, repetitionWeight: Double,
        weighedArguments: VariableArguments?
    ) {
        self.responseName = responseName
        key = Array(",\"\(responseName)\":".utf8)
        self.coordinate = coordinate
        leafCoercion = if case .leaf(let coercion) = completion { coercion } else { .any }
        self.arguments = arguments
        self.wrapping = wrapping
        self.completion = completion
        self.stream = stream
        self.starts = starts
        self.cost = cost
        self.leafWeight = leafWeight
        self.repetitionWeight = repetitionWeight
        self.weighedArguments = weighedArguments
    }
}
