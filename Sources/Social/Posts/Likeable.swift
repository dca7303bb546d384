import GraphQL
import TAO

extension TypeResolvers
where
    Context == RequestContext, Parent: SchemaObject, Parent.Fields: LikeableFields,
    Parent.Fields.Parent == Parent
{
    /// The fields of the interface Likeable, for a type whose objects have the given id.
    mutating func likeable(_ id: any KeyPath<Parent, ObjectID> & Sendable) {
        batch(\.likeCount) { parents, context -> [Result<Int?, any Error>] in
            let ids = parents.map { $0[keyPath: id] }
            return try await context.graph.counts(AssociationTypes.likedBy, of: ids)
                .map { count in count.map(Optional.some) }
        }
        batch(\.viewerHasLiked) { parents, context in
            try await context.viewerLikes(parents.map { $0[keyPath: id] })
        }
        batch(\.likers) { parents, arguments, context in
            try context.likers(of: parents.map { $0[keyPath: id] }, arguments)
        }
    }
}

extension RequestContext {
    fileprivate func viewerLikes(_ ids: [ObjectID]) async throws -> [Result<Bool, any Error>] {
        guard let viewerID else { return ids.map { _ in .success(false) } }
        return try await graph.hasEdges(from: viewerID, AssociationTypes.likes, to: ids)
    }

    fileprivate func likers(
        of ids: [ObjectID], _ arguments: LikeableLikersArguments
    ) throws -> [Result<Connection<LikerConnectionKind>, any Error>] {
        let requests = ids.map { id in
            AssociationListRequest(
                list: ListIdentity(kind: .likers, owner: id),
                source: AssociationListKey(id, AssociationTypes.likedBy))
        }
        return try connections(LikerConnectionKind.self, requests, arguments) { ids, context in
            try await context.load(User.self, each: ids)
        }
    }
}
