import Postgres

/// An edge and, for a type with an inverse, the edge back: what is written together.
///
/// One of them *decides*: that of the lower type or, if both are of one type, that of the lower
/// id1. A write changes the other one only if it has changed the deciding one, whose row keeps
/// writers of the same pair apart. Two statements that each did what is to be done in their own
/// direction would not: an unlike between the two of a repeated like would leave half a like.
struct EdgePair: Hashable, Sendable {
    /// The one that decides.
    let edge: AssociationKey
    let type: AssociationType
    /// nil for a type without an inverse, and for an edge that is its own.
    let back: AssociationKey?
    let backType: AssociationType?

    /// The pair that an edge belongs to.
    init(_ key: AssociationKey, _ type: AssociationType, _ types: GraphTypes) {
        let key = AssociationKey(key.id1, type, key.id2)
        guard let inverse = type.inverse.flatMap({ types.associations[$0] }),
            case let other = AssociationKey(key.id2, inverse, key.id1), other != key
        else {
            (edge, self.type, back, backType) = (key, type, nil, nil)
            return
        }
        if (key.type, key.id1) < (other.type, other.id1) {
            (edge, self.type, back, backType) = (key, type, other, inverse)
        } else {
            (edge, self.type, back, backType) = (other, inverse, key, type)
        }
    }

    /// One edge of a pair, to be repaired by itself.
    init(alone key: AssociationKey, _ type: AssociationType) {
        (edge, self.type, back, backType) = (key, type, nil, nil)
    }

    /// One edge or two.
    var edges: [AssociationKey] { back.map { [edge, $0] } ?? [edge] }

    /// The sides with what they count: 1 is the edge that decides.
    var sides: [(side: Int16, key: AssociationKey, type: AssociationType)] {
        guard let back, let backType else { return [(1, edge, type)] }
        return [(1, edge, type), (2, back, backType)]
    }

    /// Where the edges are after a change to these types, in the order of the sides.
    func targets(_ types: [AssociationType]) -> [AssociationKey] {
        zip(edges, types).map { AssociationKey($0.id1, $1, $0.id2) }
    }
}

/// A change of a `GraphWrite` as it is written: of a pair.
struct PairChange: Sendable {
    enum Kind: Sendable {
        case add(time: Int64?, data: Record?, ifPresent: GraphWrite.IfPresent)
        case delete(ifNotAfter: Int64?)
        /// To these types, in the order of the sides; the edge that was named becomes `target`.
        case changeType(to: [AssociationType], target: AssociationKey)
    }

    let pair: EdgePair
    /// The edge that the writer has named.
    let key: AssociationKey
    let kind: Kind
    /// What happens if the pair changes.
    let consequences: [Query]

    static func all(
        of changes: [GraphWrite.EdgeChange], types: GraphTypes
    ) throws(GraphError) -> [PairChange] {
        var pairs: [PairChange] = []
        for change in changes {
            let type = try types.association(change.key.type)
            let pair = EdgePair(change.key, type, types)
            let kind: Kind =
                switch change.kind {
                case .add(let time, let data, let ifPresent):
                    .add(time: time, data: data, ifPresent: ifPresent)
                case .delete(let time): .delete(ifNotAfter: time)
                case .changeType(let number):
                    try changeType(change.key, type, to: types.association(number), pair, types)
                }
            pairs.append(
                PairChange(
                    pair: pair, key: change.key, kind: kind, consequences: change.consequences))
        }
        return pairs
    }

    private static func changeType(
        _ key: AssociationKey, _ type: AssociationType, to newType: AssociationType,
        _ pair: EdgePair, _ types: GraphTypes
    ) throws(GraphError) -> Kind {
        let target = AssociationKey(key.id1, newType, key.id2)
        let newPair = EdgePair(target, newType, types)
        guard type.id != newType.id, (type.inverse == nil) == (newType.inverse == nil),
            (pair.back == nil) == (newPair.back == nil)
        else { throw .incompatibleTypes(type.id, newType.id) }
        let inverse = try newType.inverse.map { number throws(GraphError) in
            try types.association(number)
        }
        let isDeciding = pair.edge.id1 == key.id1 && pair.edge.type == key.type
        let (first, second) = isDeciding ? (newType, inverse) : (inverse, newType)
        return .changeType(to: [first, second].compactMap(\.self), target: target)
    }

    /// All edges that are there before or after it.
    var touched: [AssociationKey] {
        guard case .changeType(let types, _) = kind else { return pair.edges }
        return pair.edges + pair.targets(types)
    }

    var recordBytes: Int {
        if case .add(_, let data?, _) = kind { data.byteCount } else { 0 }
    }

    /// The order in which all writers lock what they change.
    func isBefore(_ other: PairChange) -> Bool {
        let (left, right) = (pair.edge, other.pair.edge)
        return (left.id1, left.type, left.id2) < (right.id1, right.type, right.id2)
    }
}

extension GraphTypes {
    /// Throws `GraphError.unknownType`.
    func association(_ id: Int16) throws(GraphError) -> AssociationType {
        guard let type = associations[id] else { throw .unknownType(id) }
        return type
    }
}
