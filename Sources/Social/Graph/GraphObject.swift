import TAO

/// A type of the schema whose objects are objects of the graph.
protocol GraphObject: Sendable {
    static var kind: ObjectKind { get }

    var object: Object { get }
}

extension GraphObject {
    var id: ObjectID { object.id }

    /// A property; nil if the object has none.
    subscript<Value: RecordValue>(_ field: RecordField<Self, Value>) -> Value? {
        Properties<Self>(object.data)[field]
    }
}

/// The record of an object of one kind. Fields of other kinds do not compile.
struct Properties<Owner: GraphObject>: Sendable {
    private(set) var record: Record

    init(_ record: Record = Record()) {
        self.record = record
    }

    /// Setting nil removes the property.
    subscript<Value: RecordValue>(_ field: RecordField<Owner, Value>) -> Value? {
        get { Value.read(field.number, of: record) }
        set { Value.write(newValue, field.number, to: &record) }
    }
}

extension Object {
    /// What is known of an object of a kind; nil for one of another kind.
    func properties<Owner: GraphObject>(of owner: Owner.Type) -> Properties<Owner>? {
        ofKind(Owner.kind).map { Properties($0.data) }
    }
}

extension GraphWrite {
    /// Adds an object.
    mutating func add<Owner: GraphObject>(_ id: ObjectID, _ properties: Properties<Owner>) {
        addObject(Owner.kind.type, id: id, data: properties.record)
    }

    /// Replaces what is known of an object, if it has not changed meanwhile.
    mutating func update<Owner: GraphObject>(
        _ id: ObjectID, _ properties: Properties<Owner>, ifVersion version: Int64
    ) {
        updateObject(id, data: properties.record, ifVersion: version)
    }
}
