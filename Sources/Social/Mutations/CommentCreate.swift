import GraphQL
import TAO

/// `commentCreate`: comments on a post or answers a comment.
enum CommentCreate: Mutation {
    typealias Code = CommentErrorCode
    static let name = "commentCreate"

    struct Output: Sendable {
        let edge: Edge<CommentConnectionKind>
        let post: Post
    }

    static func run(_ input: MutationInput, _ context: RequestContext) async throws -> Output {
        let viewerID = try context.requireViewer()
        guard let postID = input.id("postId", .post, in: context),
            let post = try await context.posts([postID]).first ?? nil, post.status == .published
        else { throw UserError<Code>(.notFound, "There is no such post.", field: "postId") }
        let text = try text(input, context)
        let answered = try await answered(input, post: postID, context)
        let id = try await context.once(
            input, name,
            conflict: UserError<Code>(
                .idempotencyConflict, "This key was used for another comment.",
                field: "idempotencyKey"),
            invalid: UserError<Code>(
                .invalid, "The key must have 1 to 100 characters.", field: "idempotencyKey")
        ) { claim in
            // On the shard of its post, so that a thread is read from one place.
            try await context.create(onShard: postID.shard) { id in
                var write = GraphWrite()
                write.addComment(
                    id, on: postID, by: viewerID, text,
                    parent: answered.map { $0.parent ?? $0.id }, inReplyTo: answered?.id)
                for query in claim(id) { write.also(query) }
                try await context.commit(write)
                return id
            }
        }
        guard let comment = try await context.comments([id]).first ?? nil else {
            throw UserError<Code>(.notFound, "The comment is gone.")
        }
        return Output(edge: edge(comment), post: post)
    }

    private static func text(
        _ input: MutationInput, _ context: RequestContext
    ) throws(UserError<Code>) -> String {
        let length = context.limits.commentCodePointsMax
        guard let text = TextRules.text(input.string("text") ?? "", codePointsMax: length),
            !text.isEmpty
        else {
            throw UserError(
                .invalid, "A comment has 1 to \(length) characters.", field: "text")
        }
        return text
    }

    /// The comment that is answered; nil for a top-level comment.
    private static func answered(
        _ input: MutationInput, post: ObjectID, _ context: RequestContext
    ) async throws -> Comment? {
        guard input.string("inReplyToId") != nil else { return nil }
        guard let id = input.id("inReplyToId", .comment, in: context),
            let comment = try await context.comments([id]).first ?? nil, comment.post == post
        else {
            throw UserError<Code>(
                .notFound, "There is no such comment on this post.", field: "inReplyToId")
        }
        return comment
    }

    private static func edge(_ comment: Comment) -> Edge<CommentConnectionKind> {
        let list =
            comment.parent.map { ListIdentity(kind: .replies, owner: $0) }
            ?? ListIdentity(kind: .comments, owner: comment.post)
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
        var record = Record()
        record.set(CommentField.post, post)
        record.set(CommentField.author, author)
        record.set(CommentField.text, text)
        record.set(CommentField.parent, parent)
        record.set(CommentField.inReplyTo, inReplyTo)
        addObject(ObjectTypes.comment, id: id, data: record)
        let time = id.milliseconds
        if let parent {
            addAssociation(parent, AssociationTypes.hasReply, id, time: time)
            addAssociation(post, AssociationTypes.hasAnswer, id, time: time)
        } else {
            addAssociation(post, AssociationTypes.hasComment, id, time: time)
        }
    }
}

extension Resolvers<RequestContext> {
    mutating func commentPayloads() {
        payload(CommentCreate.self) { payload in
            payload.field("commentEdge") { $0.output?.edge }
            payload.field("post") { $0.output?.post }
        }
    }
}
