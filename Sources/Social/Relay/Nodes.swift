import GraphQL
import TAO

/// A type whose objects have global ids: what `node` and `nodes` can give. The schema says which do
/// (`AnyNode.types`).
protocol NodeObject: SchemaObject where Fields: NodeFields, Fields.Parent == Self {
    /// What its ids begin with.
    static var nodeType: NodeType { get }
    var nodeID: NodeID { get }
    var asNode: AnyNode { get }

    /// What the viewer may see, in the order of the ids, which are of this type.
    static func nodes(_ ids: [NodeID], in context: RequestContext) async throws -> [Self?]

    /// Registers the type, and what belongs to it alone.
    static func register(in resolvers: inout Resolvers<RequestContext>)
}

extension NodeObject where Self: GraphObject {
    var nodeID: NodeID { NodeID(Self.nodeType, id) }

    static func nodes(_ ids: [NodeID], in context: RequestContext) async throws -> [Self?] {
        try await context.load(Self.self, ids.map(\.object))
    }
}

extension TypeResolvers where Context == RequestContext, Parent: NodeObject {
    /// The field `id`.
    mutating func node() {
        field(\.id) { node, context in context.globalID(node.nodeID) }
    }
}

extension RequestContext {
    func globalID(_ type: NodeType, _ id: ObjectID) -> ID {
        globalID(NodeID(type, id))
    }

    func globalID(_ node: NodeID) -> ID {
        ID(services.globalIDs.text(node))
    }

    /// The object that an id names; nil if it names none, or one of another type.
    func object(_ id: ID, _ type: NodeType) -> ObjectID? {
        guard let node = services.globalIDs.node(id.text), node.type == type, node.other == nil
        else { return nil }
        return node.object
    }

    /// The objects with these global ids that the viewer may see, in the order asked.
    func nodes(_ globalIDs: [ID]) async throws -> [AnyNode?] {
        let wanted = globalIDs.map { services.globalIDs.node($0.text) }
        let found = try await withThrowingTaskGroup(of: [NodeID: AnyNode].self) { group in
            for type in AnyNode.types {
                let ids = wanted.compactMap { $0 }.filter { $0.type == type.nodeType }
                if !ids.isEmpty { group.addTask { try await self.nodes(type, ids.unique()) } }
            }
            return try await group.reduce(into: [:]) { $0.merge($1) { node, _ in node } }
        }
        return wanted.map { $0.flatMap { found[$0] } }
    }

    private func nodes<Kind: NodeObject>(
        _ type: Kind.Type, _ ids: [NodeID]
    ) async throws -> [NodeID: AnyNode] {
        var found: [NodeID: AnyNode] = [:]
        for (id, object) in zip(ids, try await Kind.nodes(ids, in: self)) {
            found[id] = object?.asNode
        }
        return found
    }
}
