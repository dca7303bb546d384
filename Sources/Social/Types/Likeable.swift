import GraphQL
import TAO

extension TypeResolvers
where
    Context == RequestContext, Parent: SchemaObject, Parent.Fields: LikeableFields,
    Parent.Fields.Parent == Parent
{
    /// The fields of the interface Likeable, for a type whose objects have the given id.
    mutating func likeable(_ id: any KeyPath<Parent, ObjectID> & Sendable) {
        batch(\.likeCount) { parents, context in
            try await context.counts(AssociationTypes.likedBy, of: parents.map { $0[keyPath: id] })
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
    fileprivate func viewerLikes(_ ids: [ObjectID]) async throws -> [Bool] {
        guard let viewerID else { return ids.map { _ in false } }
        return try await loader.associationGet(
            ids.map {
                AssociationKey(
                    viewerID, AssociationTypes.likes, $0, notBefore: $0.milliseconds)
            }
        ).map { $0 != nil }
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
            try await context.users(ids)
        }
    }
}
