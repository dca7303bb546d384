import GraphQL
import TAO

/// `feedItemHide`: takes a post out of the viewer's HOME for good. Doing it again changes nothing.
///
/// FOLLOWING shows it all the same, as it leaves nothing out.
enum FeedItemHide: ViewerMutation {
    typealias Output = Ref<Post>

    static let access = Access.anyViewer(because: "A token is given to those who see the post.")
    static let rate = RateLimit.counted(.mark)

    static func run(
        _ input: FeedItemHideInput, as viewer: ObjectID, in context: RequestContext
    ) async throws -> Ref<Post> {
        guard let token = context.trackingToken(input.trackingToken, of: viewer),
            // One that is deleted is soon gone with all its edges.
            let post = try await context.stored(Post.self, token.post), post[.status] != .removed
        else {
            throw UserError<Code>(
                .notFound, "There is no such post, or it was served too long ago.",
                at: Input.Path.trackingToken)
        }
        var write = GraphWrite()
        write.holdObject(viewer)
        write.addAssociation(
            viewer, AssociationTypes.hides, post.id,
            ifChanged: [try FeedItemHidden(post: post.id, reason: input.reason).query(by: viewer)])
        do {
            try await context.commit(write)
        } catch GraphError.limitReached(_, let countMax) {
            throw UserError<Code>(
                .notAllowed, "An account hides at most \(countMax) posts.", limit: countMax)
        }
        return Ref(id: post.id)
    }

    static func register(_ payload: inout PayloadResolvers<FeedItemHide>) {
        payload.field(\.post) { $0.output }
    }
}

extension RequestContext {
    /// Those of some posts that an account has hidden from its HOME.
    func hidden(_ posts: [ObjectID], by viewer: ObjectID) async throws -> Set<ObjectID> {
        let hides = try await graph.hasEdges(from: viewer, AssociationTypes.hides, to: posts)
        return try Set(zip(posts, hides).filter { try $1.get() }.map(\.0))
    }
}
