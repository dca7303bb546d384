/// What a resolver may give for a field: a leaf, an object, a list or optional of these, a
/// `Result` of these, or an enum over object types (which is how Swift spells a union or interface).
@usableFromInline
package protocol FieldResult: Sendable {
    /// Puts the value into the outcome of its field and tells where it went.
    func slot(in outcome: inout OutcomeBuilder) -> Slot
}

/// A Swift type whose values are the objects of one GraphQL object type.
///
/// Values are copied between columns, so keep them small: a struct around one reference is best.
@usableFromInline
package protocol ObjectResult: FieldResult {
    /// Name of the object type in the schema.
    static var typeName: String { get }
}

extension ObjectResult {
    @inlinable
    package func slot(in outcome: inout OutcomeBuilder) -> Slot {
        outcome.object(self, ofType: Self.typeName)
    }
}

extension Optional: FieldResult where Wrapped: FieldResult {
    @inlinable
    package func slot(in outcome: inout OutcomeBuilder) -> Slot {
        self?.slot(in: &outcome) ?? .null
    }
}

extension Array: FieldResult where Element: FieldResult {
    @inlinable
    package func slot(in outcome: inout OutcomeBuilder) -> Slot {
        outcome.list(self)
    }
}

/// Fails one parent's field without failing the others of the batch.
extension Result: FieldResult where Success: FieldResult {
    @inlinable
    package func slot(in outcome: inout OutcomeBuilder) -> Slot {
        switch self {
        case .success(let value): value.slot(in: &outcome)
        case .failure(let error): outcome.failure(error)
        }
    }
}

/// Where the value of one response position lies in a field's outcome.
@usableFromInline
package struct Slot: Sendable {
    @usableFromInline
    package enum Kind: UInt8, Sendable {
        case null, error, leaf, object, list
    }

    @usableFromInline
    package var kind: Kind
    /// Objects: which column of `OutcomeBuilder.columns`.
    @usableFromInline
    package var column: UInt32
    /// Row in the column, or index in `leaves`, `errors`, or of the first item in `items`.
    @usableFromInline
    package var index: Int32
    /// Number of items of a list.
    @usableFromInline
    package var count: Int32

    @inlinable
    package init(kind: Kind, column: UInt32 = 0, index: Int32 = 0, count: Int32 = 0) {
        self.kind = kind
        self.column = column
        self.index = index
        self.count = count
    }

    @inlinable
    package static var null: Slot { Slot(kind: .null) }
}

/// Collects the values that one resolver call gives, objects grouped by their type.
@usableFromInline
package struct OutcomeBuilder {
    @usableFromInline
    package var items: [Slot] = []
    @usableFromInline
    package var leaves: [LeafValue] = []
    @usableFromInline
    package var errors: [any Error] = []
    @usableFromInline
    package var columns: [ColumnBuilder] = []

    @inlinable
    package init() {}

    @inlinable
    package mutating func leaf(_ value: LeafValue) -> Slot {
        if case .null = value { return .null }
        leaves.append(value)
        return Slot(kind: .leaf, index: Int32(leaves.count - 1))
    }

    @inlinable
    package mutating func failure(_ error: any Error) -> Slot {
        errors.append(error)
        return Slot(kind: .error, index: Int32(errors.count - 1))
    }

    @inlinable
    package mutating func list(_ elements: [some FieldResult]) -> Slot {
        let base = items.count
        items.append(contentsOf: repeatElement(.null, count: elements.count))
        for (offset, element) in elements.enumerated() {
            let slot = element.slot(in: &self)
            items[base + offset] = slot
        }
        return Slot(kind: .list, index: Int32(base), count: Int32(elements.count))
    }

    /// A list of values that are in the outcome already.
    @inlinable
    package mutating func list(_ slots: [Slot]) -> Slot {
        items.append(contentsOf: slots)
        return Slot(
            kind: .list, index: Int32(items.count - slots.count), count: Int32(slots.count))
    }

    /// An object of a named type. Values of one type name must be of one Swift type.
    @inlinable
    package mutating func object<Value: Sendable>(_ value: Value, ofType name: String) -> Slot {
        let column = columnIndex(for: Value.self, typeName: name)
        let row = columns[column].append(value)
        return Slot(kind: .object, column: UInt32(column), index: Int32(row))
    }

    @inlinable
    package mutating func columnIndex<Value: Sendable>(
        for type: Value.Type, typeName: String
    ) -> Int {
        if let index = columns.firstIndex(where: { $0.holds(type, typeName: typeName) }) {
            return index
        }
        columns.append(ColumnBuilder(of: type, typeName: typeName))
        return columns.count - 1
    }
}
