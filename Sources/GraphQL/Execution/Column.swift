/// Objects of one Swift type, side by side: the parents of a resolver call.
///
/// The engine holds columns of many types alike, so a column's type is erased here and regained,
/// once per call and not per object, by the resolver that was registered for it.
@usableFromInline
package class AnyColumn: @unchecked Sendable {
    // Sendable: both properties of this class and the one of its only subclass are immutable lets
    // of Sendable type.
    @usableFromInline
    package let count: Int
    @usableFromInline
    package let elementType: ObjectIdentifier

    @usableFromInline
    init(count: Int, elementType: ObjectIdentifier) {
        self.count = count
        self.elementType = elementType
    }

    /// The column as what it is. Registration guarantees the type; a mismatch is a programming error.
    @inlinable
    package final func of<Value: Sendable>(_ type: Value.Type) -> Column<Value> {
        precondition(
            elementType == ObjectIdentifier(type), "A resolver met objects of another type.")
        return unsafeDowncast(self, to: Column<Value>.self)
    }

    /// Some of the objects, in the order of their rows here.
    func selecting(_ rows: [Int]) -> AnyColumn {
        preconditionFailure("Every column is a Column.")
    }
}

/// A column whose type is known: the objects themselves.
// Sendable: its one property is an immutable let of Sendable type, as are those it inherits.
@usableFromInline
package final class Column<Value: Sendable>: AnyColumn, @unchecked Sendable {
    @usableFromInline
    package let values: [Value]

    @inlinable
    package init(_ values: [Value]) {
        self.values = values
        super.init(count: values.count, elementType: ObjectIdentifier(Value.self))
    }

    override func selecting(_ rows: [Int]) -> AnyColumn {
        Column(rows.map { values[$0] })
    }
}

/// A column while it grows.
@usableFromInline
package struct ColumnBuilder {
    @usableFromInline
    package let typeName: String
    @usableFromInline
    package let elementType: ObjectIdentifier
    @usableFromInline
    package let storage: AnyObject
    @usableFromInline
    let finishStorage: (AnyObject) -> AnyColumn

    /// The values so far.
    @usableFromInline
    package final class Storage<Value: Sendable> {
        // Unchecked: it is only reached through `append` and `finish`, which call no others.
        @exclusivity(unchecked)
        @usableFromInline
        package var values: [Value] = []

        @inlinable
        init() {}
    }

    @inlinable
    package init<Value: Sendable>(of type: Value.Type, typeName: String) {
        self.typeName = typeName
        elementType = ObjectIdentifier(type)
        storage = Storage<Value>()
        finishStorage = { Column(unsafeDowncast($0, to: Storage<Value>.self).values) }
    }

    @inlinable
    package func holds<Value>(_ type: Value.Type, typeName: String) -> Bool {
        elementType == ObjectIdentifier(type) && self.typeName == typeName
    }

    /// Adds a value of the type that `holds` confirmed, and gives its row.
    @inlinable
    package func append<Value: Sendable>(_ value: Value) -> Int {
        let storage = unsafeDowncast(storage, to: Storage<Value>.self)
        storage.values.append(value)
        return storage.values.count - 1
    }

    func finish() -> AnyColumn {
        finishStorage(storage)
    }
}
