import GraphQL
import TAO

/// A hashtag. It is nobody's, and stays when the last post that carries it has gone.
struct Hashtag: GraphObject {
    static let kind = ObjectKind.hashtag

    static let owner = Owner<Hashtag>.nobody
    static let policy: [ReadRule<Hashtag>] = [.show]

    let object: Object

    var name: String { self[.name] ?? "" }

    func remove(in removal: ObjectRemoval) async throws {
        try await removal.removeEdges(of: id)
        var write = GraphWrite()
        write.releaseName(namespace: NameSpaces.hashtag, name: HashtagName.key(name), id: id)
        write.deleteObject(id)
        write.also(TAO.countsRemoval(of: id))
        try await removal.commit(write)
    }
}

extension RecordField where Owner == Hashtag {
    /// As `HashtagName` keeps it.
    static var name: RecordField<Hashtag, String> { .init(1) }
}

extension NodeType {
    package static let hashtag = NodeType(30)
}

extension Hashtag: NodeObject {
    static let nodeType = NodeType.hashtag

    static func register(in resolvers: inout Resolvers<RequestContext>) {
        resolvers.type(Hashtag.self) { hashtag in
            hashtag.node()
            hashtag.field(\.name) { $0.name }
            hashtag.field(\.url) { hashtag, context in
                context.address { $0.hashtag(hashtag.name) }
            }
            hashtag.batch(\.postCount) { hashtags, context in
                try await context.graph.counts(AssociationTypes.taggedPost, of: hashtags.map(\.id))
            }
            hashtag.batch(\.viewerIsFollowing) { hashtags, context in
                guard let viewer = context.viewerID else {
                    return hashtags.map { _ in .success(false) }
                }
                return try await context.graph.hasEdges(
                    from: viewer, AssociationTypes.followsTag, to: hashtags.map(\.id))
            }
            hashtag.posts(\.posts, over: AssociationTypes.taggedPost) { $0.orderBy }
        }
        resolvers.connection(HashtagConnectionKind.self)
    }
}

extension RequestContext {
    /// The hashtag with a name, in any case.
    func hashtag(named text: String) async throws -> Hashtag? {
        guard let name = HashtagName.kept(text, limits) else { return nil }
        let ids = try await graph.ids(named: [HashtagName.key(name)], in: NameSpaces.hashtag)
        guard let id = ids.first ?? nil else { return nil }
        return try await load(Hashtag.self, id)
    }
}
