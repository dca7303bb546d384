import GraphQL
import TAO

extension TypeResolvers
where
    Context == RequestContext, Parent: SchemaObject & ListParent & CountedObject,
    Parent.Fields: LikeableFields,
    Parent.Fields.Parent == Parent
{
    /// The fields of the interface Likeable.
    mutating func likeable() {
        batch(\.likeCount) { parents, context in
            try await context.shown(of: parents) { ids in
                let counts = try await context.markCounts(
                    ids.map { AssociationListKey($0, Parent.likedBy) })
                return zip(parents, counts).map { $0.isLikeable ? $1 : .success(0) }
            }
        }
        batch(\.viewerHasLiked) { parents, context in
            let marks = try await context.viewerHas(Parent.likes, to: parents.map(\.id))
            return zip(parents, marks).map { parent, mark in
                mark.map { $0 && parent.isLikeable }
            }
        }
        connection(\.likers, EdgeList(over: Parent.likedBy, front: .followed, shownTo: .likes))
    }
}

/// What has counts that its author, or the viewer, may not want to be shown.
protocol CountedObject: GraphObject {
    /// Whether its author hides them from others.
    var hidesCounts: Bool { get }
    /// False for what is only a place any more: its likes are not told.
    var isLikeable: Bool { get }
    /// Edges from accounts to what they like of this kind, and back.
    static var likes: AssociationType { get }
    static var likedBy: AssociationType { get }
}

extension Post: CountedObject {
    var isLikeable: Bool { true }
    var hidesCounts: Bool { self[.hidesCounts] ?? false }
    static var likes: AssociationType { AssociationTypes.likes }
    static var likedBy: AssociationType { AssociationTypes.likedBy }
}

extension Comment: CountedObject {
    var hidesCounts: Bool { false }
    var isLikeable: Bool { !isDeleted }
    static var likes: AssociationType { AssociationTypes.likesComment }
    static var likedBy: AssociationType { AssociationTypes.commentLikedBy }
}

extension RequestContext {
    /// How often each was liked and the like; nil where that is hidden from the viewer.
    func shown<Kind: CountedObject>(
        of objects: [Kind], counts: ([ObjectID]) async throws -> [Result<Int, any Error>]
    ) async throws -> [Result<Int?, any Error>] {
        async let hidden = hidesCounts(of: objects)
        let counts = try await counts(objects.map(\.id))
        return zip(counts, try await hidden).map { count, isHidden in
            isHidden ? .success(nil) : count.map(Optional.some)
        }
    }

    /// The lengths of lists of likes; nil where they are hidden from the viewer.
    func likes(
        in connections: [Connection<LikerConnectionKind>]
    ) async throws -> [Result<Int?, any Error>] {
        let counts = try await gather(connections.map(\.source)) {
            try await self.markCounts($0)
        }.map { $0 ?? .success(0) }
        let liked = try await gather(connections.map { $0.source?.id1 }) {
            try await self.graph.loadUnfiltered(each: $0)
        }
        let posts = liked.map { (try? $0?.get())?.ofKind(.post).map(Post.init) }
        let areAllHidden = try await viewerHidesCounts
        return zip(posts, counts).map { post, count in
            let isHidden = areAllHidden || post.map(hidesCounts) ?? false
            return isHidden ? .success(nil) : count.map(Optional.some)
        }
    }

    private func hidesCounts<Kind: CountedObject>(_ object: Kind) -> Bool {
        object.hidesCounts && Kind.owner.id(of: object) != viewerID
    }

    /// Whether counts of each are hidden from the viewer. Authors see those of their own, unless they
    /// have chosen to see none.
    private func hidesCounts<Kind: CountedObject>(of objects: [Kind]) async throws -> [Bool] {
        if try await viewerHidesCounts { return objects.map { _ in true } }
        return objects.map(hidesCounts)
    }

    /// Whether the viewer has chosen to see no counts.
    var viewerHidesCounts: Bool {
        get async throws {
            guard let viewerID else { return false }
            let own = try await graph.loadUnfiltered(
                OwnSettings.self, [OwnSettings.id(of: viewerID)])
            return own[0]?[.hidesCounts] ?? false
        }
    }

    /// Whether the viewer has such an edge to each.
    func viewerHas(
        _ type: AssociationType, to ids: [ObjectID]
    ) async throws -> [Result<Bool, any Error>] {
        guard let viewerID else { return ids.map { _ in .success(false) } }
        return try await graph.hasEdges(from: viewerID, type, to: ids)
    }
}
