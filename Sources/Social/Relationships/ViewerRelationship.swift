import GraphQL
import TAO

/// How the viewer and another account stand.
struct ViewerRelationship: Sendable {
    /// The other account.
    let user: ObjectID
}

extension Resolvers<RequestContext> {
    mutating func registerViewerRelationships() {
        type(ViewerRelationship.self) { relationship in
            relationship.batch(\.followState) { relationships, context in
                async let follows = context.edges(AssociationTypes.follows, relationships)
                async let requests = context.edges(AssociationTypes.requested, relationships)
                return try await zip(follows, requests).map {
                    follow, request -> Result<FollowState, any Error> in
                    Result {
                        if try follow.get() != nil { return .following }
                        return try request.get() != nil ? .requested : .notFollowing
                    }
                }
            }
            relationship.batch(\.followedAt) { relationships, context in
                try await context.edges(AssociationTypes.follows, relationships).map { follow in
                    follow.map { $0.map { DateTime(milliseconds: $0.time) } }
                }
            }
            relationship.batch(\.followsViewer) { relationships, context in
                try await context.hasEdges(AssociationTypes.followedBy, relationships)
            }
            relationship.batch(\.requestedViewer) { relationships, context in
                try await context.hasEdges(AssociationTypes.requestedBy, relationships)
            }
            relationship.batch(\.isBlocked) { relationships, context in
                try await context.hasEdges(AssociationTypes.blocks, relationships)
            }
            relationship.batch(\.mute) { relationships, context in
                try await context.edges(AssociationTypes.mutes, relationships).map { edge in
                    edge.map { $0.flatMap { ViewerMute($0, now: context.now) } }
                }
            }
            relationship.batch(\.isRestricted) { relationships, context in
                try await context.hasEdges(AssociationTypes.restricts, relationships)
            }
            relationship.batch(\.isFavorite) { relationships, context in
                try await context.hasEdges(AssociationTypes.favorite, relationships)
            }
            relationship.batch(\.isCloseFriend) { relationships, context in
                try await context.hasEdges(AssociationTypes.closeFriend, relationships)
            }
        }
    }
}

extension RequestContext {
    /// The edges of one type from the viewer to the other accounts.
    fileprivate func edges(
        _ type: AssociationType, _ relationships: [ViewerRelationship]
    ) async throws -> [Result<Association?, any Error>] {
        let viewerID = try requireViewer()
        return try await graph.edges(from: viewerID, type, to: relationships.map(\.user))
    }

    /// Whether there are such edges.
    fileprivate func hasEdges(
        _ type: AssociationType, _ relationships: [ViewerRelationship]
    ) async throws -> [Result<Bool, any Error>] {
        try await edges(type, relationships).map { edge in edge.map { $0 != nil } }
    }
}
