import GraphQL
import TAO

/// `commentDelete`: takes a comment away; its writer may, and the author of the post. One that has
/// replies stays as an empty place.
enum CommentDelete: ViewerMutation {
    struct Output: Sendable {
        let comment: ObjectID
        let post: Ref<Post>
    }

    static let access = Access.anyViewer(because: Access.takesBack)
    static let rate = RateLimit.uncounted(because: Access.takesBack)
    private static let subject = Subject<CommentDelete, Comment>(
        \.commentId, at: Input.Path.commentId)

    static func run(
        _ input: CommentDeleteInput, as viewer: ObjectID, in context: RequestContext
    ) async throws -> Output {
        let id = try subject.id(of: input, in: context)
        return try await context.deciding {
            guard let comment = try await context.stored(Comment.self, id), !comment.isDeleted,
                try await mayDelete(comment, viewer, context)
            else { throw subject.error(.notFound) }
            try await context.delete(comment, by: viewer)
            return Output(comment: id, post: Ref(id: comment.post))
        }
    }

    /// What one has written can be deleted unseen.
    private static func mayDelete(
        _ comment: Comment, _ viewer: ObjectID, _ context: RequestContext
    ) async throws -> Bool {
        if comment.author == viewer { return true }
        guard try await context.load(Comment.self, comment.id) != nil else { return false }
        let post = try await context.load(Post.self, comment.post)
        if post?.author == viewer { return true }
        throw UserError<Code>(
            .notAllowed, "This comment is another's.", at: Input.Path.commentId)
    }

    static func register(_ payload: inout PayloadResolvers<CommentDelete>) {
        payload.read(\.deletedCommentId) { $1.globalID(.comment, $0.comment) }
        payload.field(\.post) { $0.output?.post }
    }
}

extension RequestContext {
    fileprivate func delete(_ comment: Comment, by viewer: ObjectID) async throws {
        var write = GraphWrite()
        let thread = try write.delete(comment)
        try write.tell(CommentChanged(comment, .deleted), by: viewer)
        try await commit(write)
        // If it fails here, the job does it.
        if let write = try await services.tao.clearing(thread) { try await commit(write) }
    }
}
