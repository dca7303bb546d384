import GraphQL
import TAO

/// `commentCreate`: comments on a post or answers a comment.
enum CommentCreate: ViewerMutation {
    struct Output: Sendable {
        let edge: Edge<CommentConnectionKind>
        let post: Post
    }

    static func run(
        _ input: CommentCreateInput, as viewer: ObjectID, in context: RequestContext
    ) async throws -> Output {
        guard let postID = context.object(input.postId, .post),
            let post = try await context.load(Post.self, postID), post.status == .published
        else { throw UserError<Code>(.notFound, "There is no such post.", at: Input.Path.postId) }
        let text = try text(input, context)
        let answered = try await answered(input, post: postID, context)
        let id = try await context.once(CommentCreate.self, input) { claim in
            // On the shard of its post, so that a thread is read from one place.
            try await context.create(onShard: postID.shard) { id in
                var write = GraphWrite()
                write.addComment(
                    id, on: postID, by: viewer, text,
                    parent: answered.map { $0.parent ?? $0.id }, inReplyTo: answered?.id)
                for query in claim(id) { write.also(query) }
                try await context.commit(write)
                return id
            }
        }
        guard let comment = try await context.load(Comment.self, id) else {
            throw UserError<Code>(.notFound, "The comment is gone.")
        }
        return Output(edge: edge(comment), post: post)
    }

    private static func text(
        _ input: CommentCreateInput, _ context: RequestContext
    ) throws(UserError<Code>) -> String {
        let length = context.limits.commentCodePointsMax
        guard let text = TextRules.text(input.text, codePointsMax: length),
            !text.isEmpty
        else {
            throw UserError(
                .invalid, "A comment has 1 to \(length) characters.", at: Input.Path.text)
        }
        return text
    }

    /// The comment that is answered; nil for a top-level comment.
    private static func answered(
        _ input: CommentCreateInput, post: ObjectID, _ context: RequestContext
    ) async throws -> Comment? {
        guard let answered = input.inReplyToId else { return nil }
        guard let id = context.object(answered, .comment),
            let comment = try await context.load(Comment.self, id), comment.post == post
        else {
            throw UserError<Code>(
                .notFound, "There is no such comment on this post.", at: Input.Path.inReplyToId)
        }
        return comment
    }

    private static func edge(_ comment: Comment) -> Edge<CommentConnectionKind> {
        let list =
            comment.parent.map { Lists.replies.of($0) } ?? Lists.comments.of(comment.post)
        let position = ListPosition(time: comment.id.milliseconds, id: comment.id)
        return Edge(list: list, item: PageItem(position: position, node: comment))
    }
}

extension GraphWrite {
    /// A comment with its places in the lists of its post and of the comment it hangs under.
    mutating func addComment(
        _ id: ObjectID, on post: ObjectID, by author: ObjectID, _ text: String,
        parent: ObjectID?, inReplyTo: ObjectID?
    ) {
        var comment = Properties<Comment>()
        comment[.post] = post
        comment[.author] = author
        comment[.text] = text
        comment[.parent] = parent
        comment[.inReplyTo] = inReplyTo
        add(id, comment)
        let time = id.milliseconds
        if let parent {
            addAssociation(parent, AssociationTypes.hasReply, id, time: time)
            addAssociation(post, AssociationTypes.hasAnswer, id, time: time)
        } else {
            addAssociation(post, AssociationTypes.hasComment, id, time: time)
        }
    }
}
