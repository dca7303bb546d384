/// Objects of one Swift type, side by side: the parents of a resolver call.
///
/// The engine holds columns of many types alike, so a column's type is erased here and regained,
/// once per call and not per object, by the resolver that was registered for it.
package class AnyColumn: @unchecked Sendable {
    // Sendable: both properties of this class and the one of its only subclass are immutable lets
    // of Sendable type.
    package let count: Int
    package let elementType: ObjectIdentifier

    fileprivate init(count: Int, elementType: ObjectIdentifier) {
        self.count = count
        self.elementType = elementType
    }

    /// The column as what it is. Registration guarantees the type; a mismatch is a programming error.
    @inline(__always)
    package final func of<Value: Sendable>(_ type: Value.Type) -> Column<Value> {
        precondition(
            elementType == ObjectIdentifier(type), "A resolver met objects of another type.")
        return unsafeDowncast(self, to: Column<Value>.self)
    }
}

/// A column whose type is known: the objects themselves.
// Sendable: its one property is an immutable let of Sendable type, as are those it inherits.
package final class Column<Value: Sendable>: AnyColumn, @unchecked Sendable {
    package let values: [Value]

    package init(_ values: [Value]) {
        self.values = values
        super.init(count: values.count, elementType: ObjectIdentifier(Value.self))
    }
}

/// A column while it grows.
package struct ColumnBuilder {
    package let typeName: String
    package let elementType: ObjectIdentifier
    package let storage: AnyObject
    private let finishStorage: (AnyObject) -> AnyColumn

    /// The values so far.
    package final class Storage<Value: Sendable> {
        package var values: [Value] = []
    }

    package init<Value: Sendable>(of type: Value.Type, typeName: String) {
        self.typeName = typeName
        elementType = ObjectIdentifier(type)
        storage = Storage<Value>()
        finishStorage = { Column(unsafeDowncast($0, to: Storage<Value>.self).values) }
    }

    package func holds<Value>(_ type: Value.Type, typeName: String) -> Bool {
        elementType == ObjectIdentifier(type) && self.typeName == typeName
    }

    /// Adds a value of the type that `holds` confirmed, and gives its row.
    package func append<Value: Sendable>(_ value: Value) -> Int {
        let storage = unsafeDowncast(storage, to: Storage<Value>.self)
        storage.values.append(value)
        return storage.values.count - 1
    }

    func finish() -> AnyColumn {
        finishStorage(storage)
    }
}
