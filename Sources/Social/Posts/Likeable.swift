import GraphQL
import TAO

extension TypeResolvers
where
    Context == RequestContext, Parent: SchemaObject & ListParent, Parent.Fields: LikeableFields,
    Parent.Fields.Parent == Parent
{
    /// The fields of the interface Likeable.
    mutating func likeable() {
        batch(\.likeCount) { parents, context -> [Result<Int?, any Error>] in
            try await context.likeCounts(of: parents.map(\.id)).map { $0.map(Optional.some) }
        }
        batch(\.viewerHasLiked) { parents, context in
            try await context.viewerLikes(parents.map(\.id))
        }
        connection(\.likers, EdgeList(over: AssociationTypes.likedBy))
    }
}

extension RequestContext {
    fileprivate func viewerLikes(_ ids: [ObjectID]) async throws -> [Result<Bool, any Error>] {
        guard let viewerID else { return ids.map { _ in .success(false) } }
        return try await graph.hasEdges(from: viewerID, AssociationTypes.likes, to: ids)
    }
}
