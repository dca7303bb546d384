/// A kind of object, such as "user". The number is stored, the name is for people.
package struct ObjectType: Hashable, Sendable {
    package let id: Int16
    package let name: String

    package init(id: Int16, name: String) {
        self.id = id
        self.name = name
    }
}

/// A kind of association, such as "liked by": TAO's atype.
package struct AssociationType: Hashable, Sendable {
    /// Which end of a list is its head: what is cached, and what most readers want.
    package enum Order: Hashable, Sendable {
        /// By time, then id2, both descending: TAO's order.
        case newestFirst
        /// By time, then id2, both ascending: such as replies that are read from the first one on.
        case oldestFirst
    }

    package let id: Int16
    package let name: String
    /// The type of the edge id2 -> id1 that is written and removed together with this one: the other
    /// one of its `pair`.
    package private(set) var inverse: Int16?
    /// Whether the number of edges of a list is kept. A list of an uncounted type knows its count
    /// only while it is complete in one cached value (`cachedEdgesMax`).
    package let isCounted: Bool
    /// Whether many writers change the count of one list at once (likes of a popular post): the
    /// count is then spread over `TAOLimits.hotCountSlots` rows. Stored counts stay right when this
    /// is changed later.
    package let isHot: Bool
    /// The most edges a list may have (`limited`); one more is `GraphError.limitReached`. Only counted
    /// types that are not hot.
    package private(set) var edgesMax: Int?
    package let order: Order
    /// Edges from the head of a list that are kept in its cached value, at most
    /// `TAOLimits.cachedEdgesMax`.
    package let cachedEdgesMax: Int
    /// The most edges one range query is answered with, at most `TAOLimits.rangeEdgesMax`: TAO's
    /// limit per atype.
    package let rangeEdgesMax: Int
    /// Whether edges of this type say who may see what. Lists of other types are found by their row
    /// of `association_counts`, many by one statement; one that has lost its row would be read as
    /// empty. Those of this type are found by their edges alone, one list by one statement.
    package let decidesAccess: Bool

    package init(
        id: Int16, name: String, isCounted: Bool = true,
        isHot: Bool = false, decidesAccess: Bool = false,
        order: Order = .newestFirst,
        cachedEdgesMax: Int = TAOLimits.cachedEdgesMax,
        rangeEdgesMax: Int = TAOLimits.rangeEdgesMax
    ) {
        self.id = id
        self.name = name
        self.isCounted = isCounted
        self.isHot = isHot
        self.decidesAccess = decidesAccess
        self.order = order
        self.cachedEdgesMax = cachedEdgesMax
        self.rangeEdgesMax = rangeEdgesMax
    }

    /// Two types whose edges come and go together, each the other's way back.
    package static func pair(
        _ type: AssociationType, _ back: AssociationType
    ) -> (AssociationType, AssociationType) {
        (type.pointing(to: back.id), back.pointing(to: type.id))
    }

    /// With an inverse; one that is its own makes edges that lead both ways.
    func pointing(to inverse: Int16) -> AssociationType {
        var type = self
        type.inverse = inverse
        return type
    }

    /// With a limit of edges in one list.
    package func limited(to edgesMax: Int) -> AssociationType {
        var type = self
        type.edgesMax = edgesMax
        return type
    }
}

/// All kinds of objects and associations the graph may hold.
package struct GraphTypes: Sendable {
    package let objects: [Int16: ObjectType]
    package let associations: [Int16: AssociationType]
    /// What every type answers a range query with.
    let rangeEdgesMin: Int

    /// Stops the program for a catalogue that contradicts itself: it is written in source code, and
    /// data stored under it could not be put right afterwards.
    package init(objects: [ObjectType], associations: [AssociationType]) {
        self.objects = Dictionary(objects.map { ($0.id, $0) }) { first, _ in first }
        self.associations = Dictionary(associations.map { ($0.id, $0) }) { first, _ in first }
        rangeEdgesMin = associations.map(\.rangeEdgesMax).min() ?? TAOLimits.rangeEdgesMax
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
                faults.append("\(type.name) has a limit, but the count of a hot list is never seen")
            }
            if let edgesMax = type.edgesMax, edgesMax < 1 {
                faults.append("\(type.name) allows no edge")
            }
            if !(1...TAOLimits.cachedEdgesMax).contains(type.cachedEdgesMax) {
                faults.append(
                    "\(type.name) caches \(type.cachedEdgesMax) edges, not 1 to "
                        + "\(TAOLimits.cachedEdgesMax)")
            }
            if !(1...TAOLimits.rangeEdgesMax).contains(type.rangeEdgesMax) {
                faults.append(
                    "\(type.name) answers with \(type.rangeEdgesMax) edges, not 1 to "
                        + "\(TAOLimits.rangeEdgesMax)")
            }
        }
        return faults
    }

    private static func repeated<Value: Hashable & Comparable>(_ values: [Value]) -> [Value] {
        Dictionary(grouping: values) { $0 }.filter { $0.value.count > 1 }.keys.sorted()
    }
}
