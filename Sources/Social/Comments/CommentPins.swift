import GraphQL
import TAO

/// `commentPin`: lets a comment on a post of the viewer's stand before the others.
enum CommentPin: SubjectMutation {
    typealias Output = Ref<Comment>

    static let subject = Subject<CommentPin, Comment>(\.commentId, at: Input.Path.commentId)
    static let permission: [WriteRule<Comment>] = [.only { $0.parent == nil && !$0.isDeleted }]
    static let rate = RateLimit.counted(.mark)

    static func run(
        _ input: CommentPinInput, on comment: Comment, as viewer: ObjectID,
        in context: RequestContext
    ) async throws -> Ref<Comment> {
        guard try await context.load(Post.self, comment.post)?.author == viewer else {
            throw UserError<Code>(
                .notAllowed, "The author of a post pins its comments.", at: Input.Path.commentId)
        }
        if comment.isHeldBack {
            throw UserError<Code>(
                .notAllowed, "It is hidden. Approve it first.", at: Input.Path.commentId)
        }
        var write = GraphWrite()
        write.requireAlive(comment)
        write.addAssociation(comment.post, AssociationTypes.pinnedComment, comment.id)
        do {
            try await context.commit(write)
        } catch GraphError.limitReached(_, let max) {
            throw UserError<Code>(
                .limitReached, "There are as many pinned comments as may be.",
                at: Input.Path.commentId, limit: max)
        } catch GraphError.edgeMissing {
            throw subject.error(.notFound)
        }
        return Ref(id: comment.id)
    }

    static func register(_ payload: inout PayloadResolvers<CommentPin>) {
        payload.field(\.comment) { $0.output }
    }
}

/// `commentUnpin`: takes the pin off.
enum CommentUnpin: ViewerMutation {
    typealias Output = Ref<Comment>

    static let access = Access.anyViewer(because: Access.takesBack)
    static let rate = RateLimit.uncounted(because: Access.takesBack)
    private static let subject = Subject<CommentUnpin, Comment>(
        \.commentId, at: Input.Path.commentId)

    static func run(
        _ input: CommentUnpinInput, as viewer: ObjectID, in context: RequestContext
    ) async throws -> Ref<Comment> {
        let id = try subject.id(of: input, in: context)
        guard let comment = try await context.graph.loadUnfiltered(Comment.self, [id])[0],
            let post = try await context.graph.loadUnfiltered(Post.self, [comment.post])[0],
            post.author == viewer
        else { throw subject.error(.notFound) }
        var write = GraphWrite()
        write.deleteAssociation(post.id, AssociationTypes.pinnedComment, id)
        try await context.commit(write)
        return Ref(id: id)
    }

    static func register(_ payload: inout PayloadResolvers<CommentUnpin>) {
        payload.field(\.comment) { $0.output }
    }
}
