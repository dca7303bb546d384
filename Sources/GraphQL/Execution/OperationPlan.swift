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

    init(
        document: Document, definition: OperationDefinition, root: SelectionPlan,
        variableArguments: [VariableArguments], isIncremental: Bool
    ) {
        operation = definition.operation
        self.document = document
        self.definition = definition
        self.root = root
        self.variableArguments = variableArguments
        self.isIncremental = isIncremental
    }
}

/// Arguments that a request's variables complete.
struct VariableArguments: Sendable {
    let definitions: [InputValueDefinition]
    let given: NodeRange
}

/// The fields to execute on objects of one type, in response order.
final class SelectionPlan: Sendable {
    let typeName: String
    /// What one object of the type weighs in the cost of the operation.
    let weight: Double
    let fields: [FieldPlan]
    /// What is delivered later; nil for most.
    let incremental: IncrementalSelection?
    /// Positions in `fields` of those that are resolved for all objects at once.
    let batches: [Int]
    let objects: [Int]

    init(
        typeName: String, weight: Double, fields: [FieldPlan],
        incremental: IncrementalSelection? = nil
    ) {
        self.typeName = typeName
        self.weight = weight
        self.fields = fields
        self.incremental = incremental
        batches = fields.indices.filter { fields[$0].isBatch }
        objects = fields.indices.filter { fields[$0].isObjects }
    }

    /// The fields with those that are deferred.
    var allFields: [FieldPlan] {
        guard let incremental else { return fields }
        return fields + incremental.deferred.flatMap(\.plan.fields)
    }
}

/// One field of a selection.
final class FieldPlan: Sendable {
    enum Source: Sendable {
        case typeName
        case resolver(FieldResolver)
    }

    enum ArgumentSource: Sendable {
        case constant(Arguments)
        /// Index in `OperationPlan.variableArguments`.
        case variable(Int)
    }

    enum Completion: Sendable {
        case leaf(LeafCoercion)
        /// What to execute on each of the object types the field can give.
        case objects([SelectionPlan])
    }

    let responseName: String
    /// `,"name":`
    let key: [UInt8]
    /// `Type.field`, for messages.
    let coordinate: FieldCoordinate
    let source: Source
    /// For a leaf that is resolved while the response is written.
    let resolveLeaf: FieldResolver.Leaf
    /// For leaves. Like the one above a property of its own: nothing is copied for a value.
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
    /// The arguments it was given, if any of them can add to the cost.
    let weighedArguments: VariableArguments?

    init(
        responseName: String, coordinate: FieldCoordinate, source: Source,
        arguments: ArgumentSource, wrapping: Wrapping, completion: Completion,
        stream: StreamPlan?, starts: [UInt32],
        cost: FieldCost, leafWeight: Double, weighedArguments: VariableArguments?
    ) {
        self.responseName = responseName
        key = Array(",\"\(responseName)\":".utf8)
        self.coordinate = coordinate
        self.source = source
        resolveLeaf =
            switch source {
            case .resolver(.leaf(let resolve)): resolve
            case .typeName: { _, _, _ in .string(coordinate.type) }
            case .resolver(.objects), .resolver(.batch): { _, _, _ in .null }
            }
        leafCoercion = if case .leaf(let coercion) = completion { coercion } else { .any }
        self.arguments = arguments
        self.wrapping = wrapping
        self.completion = completion
        self.stream = stream
        self.starts = starts
        self.cost = cost
        self.leafWeight = leafWeight
        self.weighedArguments = weighedArguments
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
