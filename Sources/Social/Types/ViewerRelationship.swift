import GraphQL
import TAO

/// How the viewer and another account stand.
struct ViewerRelationship: Sendable {
    /// The other account.
    let user: ObjectID
}

extension Resolvers<RequestContext> {
    mutating func viewerRelationships() {
        type(ViewerRelationship.self) { relationship in
            relationship.batch(\.followState) { relationships, context in
                async let follows = context.edges(AssociationTypes.follows, relationships)
                async let requests = context.edges(AssociationTypes.requested, relationships)
                return try await zip(follows, requests).map { follow, request -> FollowState in
                    follow != nil ? .following : request != nil ? .requested : .notFollowing
                }
            }
            relationship.batch(\.followedAt) { relationships, context in
                try await context.edges(AssociationTypes.follows, relationships).map { follow in
                    follow.map { DateTime(milliseconds: $0.time) }
                }
            }
            relationship.batch(\.followsViewer) { relationships, context in
                try await context.edges(AssociationTypes.followedBy, relationships)
                    .map { $0 != nil }
            }
            relationship.batch(\.requestedViewer) { relationships, context in
                try await context.edges(AssociationTypes.requestedBy, relationships)
                    .map { $0 != nil }
            }
            relationship.batch(\.isBlocked) { relationships, context in
                try await context.edges(AssociationTypes.blocks, relationships).map { $0 != nil }
            }
            relationship.batch(\.isCloseFriend) { relationships, context in
                try await context.edges(AssociationTypes.closeFriend, relationships)
                    .map { $0 != nil }
            }
        }
    }
}

extension RequestContext {
    /// The edges of one type from the viewer to the other accounts.
    fileprivate func edges(
        _ type: AssociationType, _ relationships: [ViewerRelationship]
    ) async throws -> [Association?] {
        let viewerID = try requireViewer()
        return try await loader.associationGet(
            relationships.map {
                AssociationKey(viewerID, type, $0.user, notBefore: $0.user.milliseconds)
            })
    }
}
