import GraphQL
import TAO

/// The types that have global ids: what `node` and `nodes` can give.
enum Nodes {
    static let all: [any NodeObject.Type] = [
        User.self, Post.self, Image.self, Comment.self, Story.self, StoryTray.self,
        Session.self,
    ]
}

/// A type whose objects have global ids.
protocol NodeObject: SchemaObject where Fields: NodeFields, Fields.Parent == Self {
    /// What its ids begin with.
    static var nodeType: NodeType { get }
    /// What the id names within the type.
    var id: ObjectID { get }
    var asNode: AnyNode { get }

    /// The objects that the viewer may see, in the order of their ids.
    static func nodes(_ ids: [ObjectID], in context: RequestContext) async throws -> [Self?]
}

extension NodeObject where Self: GraphObject {
    static func nodes(_ ids: [ObjectID], in context: RequestContext) async throws -> [Self?] {
        try await context.load(Self.self, ids)
    }
}

extension TypeResolvers where Context == RequestContext, Parent: NodeObject {
    /// The field `id`.
    mutating func node() {
        field(\.id) { node, context in context.globalID(Parent.nodeType, node.id) }
    }
}

extension RequestContext {
    func globalID(_ type: NodeType, _ id: ObjectID) -> ID {
        ID(services.globalIDs.text(NodeID(type, id)))
    }

    /// The object that an id names; nil if it names none, or one of another type.
    func object(_ id: ID, _ type: NodeType) -> ObjectID? {
        guard let node = services.globalIDs.node(id.text), node.type == type else { return nil }
        return node.object
    }

    /// The objects with these global ids that the viewer may see, in the order asked.
    func nodes(_ globalIDs: [ID]) async throws -> [AnyNode?] {
        let wanted = globalIDs.map { services.globalIDs.node($0.text) }
        let found = try await withThrowingTaskGroup(of: [NodeID: AnyNode].self) { group in
            for type in Nodes.all {
                let ids = wanted.filter { $0?.type == type.nodeType }.compactMap { $0?.object }
                if !ids.isEmpty { group.addTask { try await self.nodes(type, ids.unique()) } }
            }
            return try await group.reduce(into: [:]) { $0.merge($1) { node, _ in node } }
        }
        return wanted.map { $0.flatMap { found[$0] } }
    }

    private func nodes<Kind: NodeObject>(
        _ type: Kind.Type, _ ids: [ObjectID]
    ) async throws -> [NodeID: AnyNode] {
        var found: [NodeID: AnyNode] = [:]
        for (id, object) in zip(ids, try await Kind.nodes(ids, in: self)) {
            found[NodeID(Kind.nodeType, id)] = object?.asNode
        }
        return found
    }
}
