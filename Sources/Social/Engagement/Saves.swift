import GraphQL
import TAO

/// `postSave`: saves a post, for the viewer alone; in a collection if one is given. Saying it again changes nothing,
/// and moves nothing.
enum PostSave: SubjectMutation {
    struct Output: Sendable {
        let post: Ref<Post>
        let collection: Ref<Collection>?
    }

    static let subject = Subject<PostSave, Post>(\.postId, at: Input.Path.postId)
    static let permission: [WriteRule<Post>] = [.only(\.isPublished)]
    static let rate = RateLimit.counted(.mark)

    static func run(
        _ input: PostSaveInput, on post: Post, as viewer: ObjectID, in context: RequestContext
    ) async throws -> Output {
        let collection = try await collection(input, of: viewer, context)
        var write = try GraphWrite(
            [.add(AssociationTypes.saves)], from: viewer, to: post.id, of: .post)
        if let collection {
            // One that is deleted meanwhile, or a save that is taken back, comes before or after.
            write.holdObject(viewer)
            write.require(viewer, AssociationTypes.collections, collection, isThere: true)
            write.addAssociation(collection, AssociationTypes.collected, post.id)
        }
        do {
            try await context.commit(write)
        } catch GraphError.edgeMissing {
            throw noCollection
        }
        return Output(
            post: Ref(id: post.id), collection: collection.map { Ref(id: $0) })
    }

    private static func collection(
        _ input: PostSaveInput, of viewer: ObjectID, _ context: RequestContext
    ) async throws -> ObjectID? {
        guard let text = input.collectionId else { return nil }
        guard let id = context.object(text, .collection),
            try await context.load(Collection.self, id) != nil
        else { throw noCollection }
        return id
    }

    private static var noCollection: UserError<Code> {
        UserError(.notFound, Collection.missing, at: Input.Path.collectionId)
    }

    static func register(_ payload: inout PayloadResolvers<PostSave>) {
        payload.field(\.post) { $0.output?.post }
        payload.field(\.collection) { $0.output?.collection }
    }
}

/// `postUnsave`: takes a save back, from all collections.
enum PostUnsave: ViewerMutation {
    typealias Output = Ref<Post>

    static let access = Access.anyViewer(because: Access.takesBack)
    static let rate = RateLimit.uncounted(because: Access.takesBack)
    private static let subject = Subject<PostUnsave, Post>(\.postId, at: Input.Path.postId)

    static func run(
        _ input: PostUnsaveInput, as viewer: ObjectID, in context: RequestContext
    ) async throws -> Ref<Post> {
        let id = try subject.id(of: input, in: context)
        context.trips.append(sql: ["stored collections"])
        let query = RangeQuery(
            viewer, AssociationTypes.collections, limit: context.limits.collectionsMax)
        let collections = try await context.services.tao.stored.lists([query])[0]
            .associations.map(\.id2)
        var write = try GraphWrite(
            [.remove(AssociationTypes.saves)], from: viewer, to: id, of: .post)
        if !collections.isEmpty { write.holdObject(viewer) }
        for collection in collections {
            write.deleteAssociation(collection, AssociationTypes.collected, id)
        }
        try await context.commit(write)
        return Ref(id: id)
    }

    static func register(_ payload: inout PayloadResolvers<PostUnsave>) {
        payload.field(\.post) { $0.output }
    }
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
                try await context.markCounts(
                    $0.map { AssociationListKey($0, AssociationTypes.dislikedBy) })
            }
        }
        batch(\.shareCount) { posts, context in
            try await context.graph.counts(AssociationTypes.sharedBy, of: posts.map(\.id))
        }
        batch(\.likedByFollowedSample) { posts, arguments, context in
            let lists = posts.map { AssociationListKey($0.id, AssociationTypes.likedBy) }
            return try await context.followed(in: lists, first: arguments.first)
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
        connection(LikedPostConnectionKind.self) {
            $0.total(\.totalCount)
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
