/// A kind of object, such as "user". The number is stored, the name is for people.
package struct ObjectType: Hashable, Sendable {
    package let id: Int16
    package let name: String

    package init(id: Int16, name: String) {
        self.id = id
        self.name = name
    }
}

/// A kind of association, such as "liked by".
package struct AssociationType: Hashable, Sendable {
    package let id: Int16
    package let name: String
    /// The type of the edge id2 -> id1 that is written and removed together with this one.
    package let inverse: Int16?
    /// Whether the number of edges of a list is kept. A list of an uncounted type knows its count
    /// only while it is complete in one cached value (`TAOLimits.cachedEdgesMax`).
    package let isCounted: Bool
    /// Whether many writers change the count of one list at once (likes of a popular post): the
    /// count is then spread over `TAOLimits.hotCountSlots` rows. Stored counts stay right when this
    /// is changed later.
    package let isHot: Bool
    /// The most edges a list may have; one more is `GraphError.limitReached`. Only counted types
    /// that are not hot.
    package let edgesMax: Int?

    package init(
        id: Int16, name: String, inverse: Int16? = nil, isCounted: Bool = true,
        isHot: Bool = false, edgesMax: Int? = nil
    ) {
        self.id = id
        self.name = name
        self.inverse = inverse
        self.isCounted = isCounted
        self.isHot = isHot
        self.edgesMax = edgesMax
    }
}

/// All kinds of objects and associations the graph may hold.
package struct GraphTypes: Sendable {
    package let objects: [Int16: ObjectType]
    package let associations: [Int16: AssociationType]

    /// Stops the program for a catalogue that contradicts itself: it is written in source code, and
    /// data stored under it could not be put right afterwards.
    package init(objects: [ObjectType], associations: [AssociationType]) {
        self.objects = Dictionary(objects.map { ($0.id, $0) }) { first, _ in first }
        self.associations = Dictionary(associations.map { ($0.id, $0) }) { first, _ in first }
        let faults = Self.faults(objects: objects, associations: associations)
        precondition(faults.isEmpty, faults.joined(separator: "; "))
    }

    /// What contradicts itself, one sentence each: ids and names twice, an inverse that is missing
    /// or does not point back, a limit on a list that is not counted or is hot.
    static func faults(objects: [ObjectType], associations: [AssociationType]) -> [String] {
        var faults: [String] = []
        faults += repeated(objects.map(\.id)).map { "object type id \($0) is used twice" }
        faults += repeated(objects.map(\.name)).map { "object type name \($0) is used twice" }
        faults += repeated(associations.map(\.id)).map { "association type id \($0) is used twice" }
        faults += repeated(associations.map(\.name))
            .map { "association type name \($0) is used twice" }
        let byID = Dictionary(associations.map { ($0.id, $0) }) { first, _ in first }
        for type in associations {
            if let inverse = type.inverse, byID[inverse]?.inverse != type.id {
                faults.append("the inverse of \(type.name) does not point back to it")
            }
            if type.edgesMax != nil && !type.isCounted {
                faults.append("\(type.name) has a limit but is not counted")
            }
            if type.edgesMax != nil && type.isHot {
                faults.append("\(type.name) has a limit, but nobody sees the count of a hot list")
            }
        }
        return faults
    }

    private static func repeated<Value: Hashable & Comparable>(_ values: [Value]) -> [Value] {
        Dictionary(grouping: values) { $0 }.filter { $0.value.count > 1 }.keys.sorted()
    }
}
