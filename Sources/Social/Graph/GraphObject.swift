import TAO

/// A type of the schema whose objects are objects of the graph. None can be loaded without a policy.
protocol GraphObject: Sendable {
    static var kind: ObjectKind { get }
    /// Whose relation to the viewer the policy is about.
    static var owner: Owner<Self> { get }
    /// Names the object that `onlyWithParent` is about; nil if there is none.
    static var parent: RecordField<Self, ObjectID>? { get }
    /// Who may see it.
    static var policy: [ReadRule<Self>] { get }
    /// Who may see it among others, in a list, of those who may see it.
    static var policyInLists: [ReadRule<Self>] { get }

    var object: Object { get }

    /// - Parameter object: one of this kind.
    init(object: Object)

    /// Removes it for good, when its account goes, with all that hangs on it: edges, files, and the
    /// places in lists that lead to it. It may have been begun before.
    func remove(in removal: ObjectRemoval) async throws
}

/// Where an object tells the account that owns it.
enum Owner<Kind: GraphObject>: Sendable {
    /// An account is its own.
    case itself
    /// It belongs to no account.
    case nobody
    case field(RecordField<Kind, ObjectID>)

    /// nil for a damaged record, and for what is nobody's.
    func id(of object: Kind) -> ObjectID? {
        switch self {
        case .itself: object.id
        case .nobody: nil
        case .field(let field): object[field]
        }
    }
}

extension GraphObject {
    static var parent: RecordField<Self, ObjectID>? { nil }
    static var policyInLists: [ReadRule<Self>] { [.show] }

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
