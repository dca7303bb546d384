import GraphQL
import TAO

/// A request to follow a private account: an edge on each side (`AssociationTypes.requested`). Only the
/// two see it, each from its own side.
struct FollowRequest: Sendable {
    let requester: ObjectID
    let target: ObjectID
    /// When it was sent, in milliseconds since 1970.
    let time: Int64
}

extension NodeType {
    /// Named by who asks and who is asked.
    package static let followRequest = NodeType(20)
}

extension FollowRequest: NodeObject {
    static let nodeType = NodeType.followRequest

    var nodeID: NodeID { NodeID(.followRequest, requester, to: target) }
    static func nodes(
        _ ids: [NodeID], in context: RequestContext
    ) async throws -> [FollowRequest?] {
        let edges = ids.map { edge($0, seenBy: context.viewerID) }
        async let found = gather(edges) { try await context.graph.edges($0) }
        let others = try await gather(edges.map { $0?.id2 }) {
            try await context.load($0, listedBy: User.policyInLists)
        }
        return try zip(ids, zip(await found, others)).map { id, facts in
            guard let edge = try facts.0?.get(), let target = id.other,
                try facts.1?.get() != nil
            else { return nil }
            return FollowRequest(requester: id.object, target: target, time: edge.time)
        }
    }

    /// nil for a request between others.
    private static func edge(_ id: NodeID, seenBy viewer: ObjectID?) -> AssociationKey? {
        guard let viewer, let target = id.other else { return nil }
        return switch viewer {
        case id.object: .edge(from: viewer, AssociationTypes.requested, to: target)
        case target: .edge(from: viewer, AssociationTypes.requestedBy, to: id.object)
        default: nil
        }
    }

    static func register(in resolvers: inout Resolvers<RequestContext>) {
        resolvers.type(FollowRequest.self) { request in
            request.node()
            request.batch(\.requester) { requests, context in
                try await context.load(User.self, each: requests.map(\.requester)).promised()
            }
            request.batch(\.target) { requests, context in
                try await context.load(User.self, each: requests.map(\.target)).promised()
            }
            request.field(\.createdAt) { DateTime(milliseconds: $0.time) }
        }
        resolvers.connection(FollowRequestConnectionKind.self) { $0.total(\.totalCount) }
    }
}
