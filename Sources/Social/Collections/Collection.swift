import GraphQL
import TAO

/// A named collection of saved posts, for its owner alone.
struct Collection: GraphObject {
    static let kind = ObjectKind.collection

    static let owner = Owner<Collection>.field(.owner)
    static let policy: [ReadRule<Collection>] = [.ownerSeesAll]

    let object: Object

    /// Every collection has an owner; the other value names no object.
    var owner: ObjectID { self[.owner] ?? ObjectID(rawValue: 0) }

    /// When its account goes, or its owner deletes it. The posts stay, and saved.
    func remove(in removal: ObjectRemoval) async throws {
        try await removal.removeEdges(of: id)
        var write = GraphWrite()
        write.deleteAssociation(owner, AssociationTypes.collections, id)
        write.deleteObject(id)
        write.also(TAO.countsRemoval(of: id))
        try await removal.commit(write)
    }
}

extension RecordField where Owner == Collection {
    static var owner: RecordField<Collection, ObjectID> { .init(1) }
    static var name: RecordField<Collection, String> { .init(2) }
    /// The post that was chosen to stand for it; nil for the last saved.
    static var cover: RecordField<Collection, ObjectID> { .init(3) }
}

extension NodeType {
    package static let collection = NodeType(24)
}

extension Collection: ListParent {}

extension Collection: MutationTarget {
    static let missing = "There is no such collection of yours."
}

extension Collection: NodeObject {
    static let nodeType = NodeType.collection

    static func register(in resolvers: inout Resolvers<RequestContext>) {
        resolvers.type(Collection.self) { collection in
            collection.node()
            collection.field(\.name) { $0[.name] ?? "" }
            collection.batch(\.cover) { collections, context in
                try await context.covers(of: collections)
            }
            collection.batch(\.postCount) { collections, context in
                try await context.graph.counts(
                    AssociationTypes.collected, of: collections.map(\.id))
            }
            collection.connection(\.posts, EdgeList<Post>(over: AssociationTypes.collected)) {
                _, _, post, _ in post
            }
        }
        resolvers.connection(CollectionConnectionKind.self)
    }
}

extension RequestContext {
    /// The posts that stand for collections: each the one that was chosen, as long as it is in the collection and
    /// the viewer sees it, else the last saved that the viewer sees.
    fileprivate func covers(
        of collections: [Collection]
    ) async throws -> [Result<Post?, any Error>] {
        async let chosen = chosenCovers(of: collections)
        async let newest = firstVisible(
            Post.self, over: AssociationTypes.collected, from: collections.map(\.id))
        return try await zip(collections, zip(chosen, newest)).map { collection, covers in
            Result { try covers.0?.get() ?? covers.1.get() }
        }
    }

    private func chosenCovers(
        of collections: [Collection]
    ) async throws -> [Result<Post?, any Error>?] {
        let chosen = collections.map { $0[.cover] }
        async let posts = gather(chosen) { try await self.load(Post.self, each: $0) }
        let edges = try await graph.edges(
            zip(collections, chosen).compactMap { collection, cover in
                cover.map { .edge(from: collection.id, AssociationTypes.collected, to: $0) }
            })
        var rest = edges[...]
        return try await zip(chosen, posts).map { cover, post in
            guard cover != nil, let edge = rest.popFirst() else { return nil }
            return edge.flatMap { $0 == nil ? .success(nil) : post ?? .success(nil) }
        }
    }
}
