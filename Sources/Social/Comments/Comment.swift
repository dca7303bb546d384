import GraphQL
import TAO

/// A comment or a reply.
struct Comment: GraphObject {
    static let kind = ObjectKind.comment

    static let owner = Owner<Comment>.field(.author)
    static let parent: RecordField<Comment, ObjectID>? = .post
    /// Below a visible post.
    static let policy: [ReadRule<Comment>] = [
        .onlyWithParent, .hideWhatIsHeldBack, .outlivesOwner, .hideWithOwner, .hideFromBlocked,
        .show,
    ]

    let object: Object

    /// Every comment has a post; the other value names no object.
    var post: ObjectID { self[.post] ?? ObjectID(rawValue: 0) }
    /// Nil of an empty place.
    var author: ObjectID? { self[.author] }
    var parent: ObjectID? { self[.parent] }
    var inReplyTo: ObjectID? { self[.inReplyTo] }
    var isDeleted: Bool { self[.isDeleted] ?? false }
}

extension RequestContext {
    /// Writers may, and the authors of the posts.
    fileprivate func viewerCanDelete(
        _ comments: [Comment]
    ) async throws -> [Result<Bool, any Error>] {
        let posts = comments.map {
            viewerID == nil || $0.isDeleted || $0.author == viewerID ? nil : $0.post
        }
        let authors = try await gather(posts) { try await self.load(Post.self, each: $0) }
        return zip(comments, authors).map { comment, post in
            guard let post else {
                return .success(viewerID != nil && !comment.isDeleted)
            }
            return post.map { $0?.author == viewerID }
        }
    }

    /// What each of these replies answers.
    fileprivate func comments(
        answeredBy replies: [Comment]
    ) async throws -> [Result<Comment?, any Error>] {
        async let parents = comments(above: replies)
        let answered = replies.map { $0.inReplyTo == $0.parent ? nil : $0.inReplyTo }
        let others = try await gather(answered) { try await self.load(Comment.self, each: $0) }
        return try await zip(replies, zip(parents, others)).map { reply, found in
            reply.inReplyTo == reply.parent ? found.0 : found.1 ?? .success(nil)
        }
    }

    /// Whether each is held back, which is told to the author of its post alone.
    fileprivate func areHidden(_ comments: [Comment]) async throws -> [Result<Bool, any Error>] {
        let posts = comments.map { $0.isHeldBack ? $0.post : nil }
        return try await gather(posts) { try await self.load(Post.self, each: $0) }.map { post in
            Result { try post?.get()?.author == viewerID && viewerID != nil }
        }
    }
}

extension NodeType {
    package static let comment = NodeType(4)
}

extension Comment: NodeObject {
    static let nodeType = NodeType.comment

    static func nodes(_ ids: [NodeID], in context: RequestContext) async throws -> [Comment?] {
        try await context.comments(inThreads: ids.map(\.object)).map { try $0.get() }
    }

    static func register(in resolvers: inout Resolvers<RequestContext>) {
        resolvers.type(Comment.self) { comment in
            comment.node()
            comment.field(\.text) { $0[.text] }
            comment.batch(\.entities) { comments, context in
                try await context.entities(of: comments.map { ($0[.text], $0[.entities]) })
            }
            comment.field(\.createdAt) { DateTime(milliseconds: $0.id.milliseconds) }
            comment.field(\.editedAt) { $0[.editedAt].map(DateTime.init) }
            comment.field(\.isDeleted) { $0.isDeleted }
            comment.field(\.viewerCanEdit) { comment, context in
                comment.author != nil && comment.author == context.viewerID
                    && comment.isYoung(at: context.now, context.limits)
            }
            comment.batch(\.viewerCanDelete) { comments, context in
                try await context.viewerCanDelete(comments)
            }
            comment.batch(\.isPinned) { comments, context in
                try await context.graph.edges(
                    comments.map {
                        .edge(from: $0.post, AssociationTypes.pinnedComment, to: $0.id)
                    }
                ).enumerated().map { index, edge in
                    edge.map { $0 != nil && !comments[index].isDeleted }
                }
            }
            comment.batch(\.isHidden) { comments, context in
                try await context.areHidden(comments)
            }
            comment.batch(\.post) { comments, context in
                try await context.load(Post.self, each: comments.map(\.post)).promised()
            }
            comment.batch(\.author) { comments, context in
                try await gather(comments.map(\.author)) {
                    try await context.load(User.self, each: $0)
                }.map { $0 ?? .success(nil) }
            }
            comment.batch(\.parent) { comments, context in
                try await context.comments(above: comments)
            }
            comment.batch(\.inReplyTo) { comments, context in
                try await context.comments(answeredBy: comments)
            }
            comment.batch(\.replyCount) { comments, context in
                try await context.replyCounts(of: comments)
            }
            comment.connection(
                \.replies, EdgeList(over: AssociationTypes.hasReply, order: .oldestFirst))
            comment.likeable()
        }
        resolvers.connection(CommentConnectionKind.self) {
            $0.batch(\.totalCount) { connections, context in
                try await context.totals(in: connections)
            }
        }
    }
}
