import GraphQL
import TAO

/// `postSave`: saves a post, for the viewer alone.
enum PostSave: Toggle {
    static let subject = Subject<PostSave, Post>(\.postId, at: Input.Path.postId)
    static let shown = \ResultFields.post
    static let permission: [WriteRule<Post>] = [.only(\.isPublished)]
    static let edges: [EdgeChange] = [.add(AssociationTypes.saves)]
}

/// `postUnsave`: takes a save back.
enum PostUnsave: Toggle {
    static let subject = Subject<PostUnsave, Post>(\.postId, at: Input.Path.postId)
    static let shown = \ResultFields.post
    static let edges: [EdgeChange] = [.remove(AssociationTypes.saves)]
}

extension TypeResolvers<Post, RequestContext> {
    /// What others have done with a post, beside liking it.
    mutating func engagement() {
        batch(\.viewerHasDisliked) { posts, context in
            try await context.viewerHas(AssociationTypes.dislikes, to: posts.map(\.id))
        }
        batch(\.viewerHasSaved) { posts, context in
            try await context.viewerHas(AssociationTypes.saves, to: posts.map(\.id))
        }
        batch(\.dislikeCount) { posts, context in
            try await context.shown(of: posts) {
                try await context.graph.counts(AssociationTypes.dislikedBy, of: $0)
            }
        }
        batch(\.saveCount) { posts, context in
            let own = posts.map { $0.author == context.viewerID ? $0.id : nil }
            return try await gather(own) {
                try await context.graph.counts(AssociationTypes.savedBy, of: $0)
            }.map { count in count?.map(Optional.some) ?? .success(nil) }
        }
    }
}

extension Resolvers<RequestContext> {
    mutating func registerEngagement() {
        connection(LikedPostConnectionKind.self) { _ in
        } edge: {
            $0.field(\.likedAt) { DateTime(milliseconds: $0.item.position.time) }
        }
        connection(SavedPostConnectionKind.self) {
            $0.total(\.totalCount)
        } edge: {
            $0.field(\.savedAt) { DateTime(milliseconds: $0.item.position.time) }
        }
    }
}
