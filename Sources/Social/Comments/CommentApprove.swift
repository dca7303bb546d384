import GraphQL
import TAO

/// `commentApprove`: shows everyone a comment that was held back.
enum CommentApprove: SubjectMutation {
    typealias Output = Ref<Comment>

    static let subject = Subject<CommentApprove, Comment>(\.commentId, at: Input.Path.commentId)
    static let permission: [WriteRule<Comment>] = [.only { !$0.isDeleted }]
    static let rate = RateLimit.counted(.mark)

    static func run(
        _ input: CommentApproveInput, on comment: Comment, as viewer: ObjectID,
        in context: RequestContext
    ) async throws -> Ref<Comment> {
        guard try await context.load(Post.self, comment.post)?.author == viewer else {
            throw UserError<Code>(
                .notAllowed, "The author of a post approves its comments.",
                at: Input.Path.commentId)
        }
        try await context.deciding {
            guard let stored = try await context.stored(Comment.self, comment.id), !stored.isDeleted
            else { throw subject.error(.notFound) }
            guard stored.isHeldBack else { return }
            var properties = Properties<Comment>(stored.object.data)
            properties[.isHeldBack] = nil
            var write = GraphWrite()
            write.update(stored.id, properties, ifVersion: stored.object.version)
            write.letGo(stored)
            write.count(stored)
            try write.tell(CommentChanged(stored, .approved), by: viewer)
            try await context.commit(write)
        }
        return Ref(id: comment.id)
    }

    static func register(_ payload: inout PayloadResolvers<CommentApprove>) {
        payload.field(\.comment) { $0.output }
    }
}
