import GraphQL
import TAO

/// A place. It is nobody's, and stays when the last post that was made there has gone.
struct Location: GraphObject {
    static let kind = ObjectKind.location

    static let owner = Owner<Location>.nobody
    static let policy: [ReadRule<Location>] = [.show]

    let object: Object

    var name: String { self[.name] ?? point.text }
    var point: GeoPoint { GeoPoint(north: self[.north] ?? 0, east: self[.east] ?? 0) }

    func remove(in removal: ObjectRemoval) async throws {
        try await removal.removeEdges(of: id)
        var write = GraphWrite()
        write.deleteObject(id)
        write.also(PlaceStore.removal(of: id, at: point, named: name))
        write.also(TAO.countsRemoval(of: id))
        try await removal.commit(write)
    }
}

extension RecordField where Owner == Location {
    /// As it was given; nil where nobody gave one.
    static var name: RecordField<Location, String> { .init(1) }
    /// Thousandths of degrees.
    static var north: RecordField<Location, Int> { .init(2) }
    static var east: RecordField<Location, Int> { .init(3) }
}

extension NodeType {
    package static let location = NodeType(31)
}

extension Location: NodeObject {
    static let nodeType = NodeType.location

    static func register(in resolvers: inout Resolvers<RequestContext>) {
        resolvers.type(Location.self) { location in
            location.node()
            location.field(\.name) { $0.name }
            location.field(\.point) { $0.point }
            location.batch(\.postCount) { locations, context in
                try await context.graph.counts(
                    AssociationTypes.postedHere, of: locations.map(\.id))
            }
            location.posts(\.posts, over: AssociationTypes.postedHere) { $0.orderBy }
        }
    }
}
