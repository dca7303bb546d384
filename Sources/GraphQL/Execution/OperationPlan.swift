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

    init(
        document: Document, definition: OperationDefinition, root: SelectionPlan,
        variableArguments: [VariableArguments]
    ) {
        operation = definition.operation
        self.document = document
        self.definition = definition
        self.root = root
        self.variableArguments = variableArguments
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
    let fields: [FieldPlan]
    /// Positions in `fields` of those that are resolved for all objects at once.
    let batches: [Int]
    let objects: [Int]

    init(typeName: String, fields: [FieldPlan]) {
        self.typeName = typeName
        self.fields = fields
        batches = fields.indices.filter { fields[$0].isBatch }
        objects = fields.indices.filter { fields[$0].isObjects }
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
    let arguments: ArgumentSource
    let wrapping: Wrapping
    let completion: Completion
    /// Where the operation asks for it, in bytes; several where selections were merged.
    let starts: [UInt32]

    init(
        responseName: String, coordinate: FieldCoordinate, source: Source,
        arguments: ArgumentSource, wrapping: Wrapping, completion: Completion, starts: [UInt32]
    ) {
        self.responseName = responseName
        key = Array(",\"\(responseName)\":".utf8)
        self.coordinate = coordinate
        self.source = source
        self.arguments = arguments
        self.wrapping = wrapping
        self.completion = completion
        self.starts = starts
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
