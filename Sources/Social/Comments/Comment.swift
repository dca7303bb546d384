import GraphQL
import TAO

/// A comment or a reply.
struct Comment: GraphObject {
    static let kind = ObjectKind.comment

    static let owner = Owner<Comment>.field(.author)
    static let parent: RecordField<Comment, ObjectID>? = .post
    /// Below a visible post.
    static let policy: [ReadRule<Comment>] = [
        .onlyWithParent, .outlivesOwner, .hideWithOwner, .hideFromBlocked, .show,
    ]

    let object: Object

    /// Every comment has a post and an author; the other values name no object.
    var post: ObjectID { self[.post] ?? ObjectID(rawValue: 0) }
    var author: ObjectID { self[.author] ?? ObjectID(rawValue: 0) }
    var parent: ObjectID? { self[.parent] }
    var inReplyTo: ObjectID? { self[.inReplyTo] }
}

extension RequestContext {
    fileprivate func comments(
        where ids: [ObjectID?]
    ) async throws -> [Result<Comment?, any Error>] {
        try await gather(ids) {
            try await self.load(Comment.self, each: $0)
        }.map { $0 ?? .success(nil) }
    }
}

extension NodeType {
    package static let comment = NodeType(4)
}

extension Comment: NodeObject {
    static let nodeType = NodeType.comment

    static func register(in resolvers: inout Resolvers<RequestContext>) {
        resolvers.type(Comment.self) { comment in
            comment.node()
            comment.field(\.text) { $0[.text] }
            comment.field(\.isDeleted) { $0[.text] == nil }
            comment.field(\.createdAt) { DateTime(milliseconds: $0.id.milliseconds) }
            comment.batch(\.post) { comments, context in
                try await context.load(Post.self, each: comments.map(\.post)).promised()
            }
            comment.batch(\.author) { comments, context in
                try await context.load(User.self, each: comments.map(\.author))
            }
            comment.batch(\.parent) { comments, context in
                try await context.comments(where: comments.map(\.parent))
            }
            comment.batch(\.inReplyTo) { comments, context in
                try await context.comments(where: comments.map(\.inReplyTo))
            }
            comment.batch(\.replyCount) { comments, context in
                try await context.graph.counts(AssociationTypes.hasReply, of: comments.map(\.id))
            }
            comment.connection(
                \.replies, EdgeList(over: AssociationTypes.hasReply, order: .oldestFirst))
            comment.likeable()
        }
        resolvers.connection(CommentConnectionKind.self) { $0.total(\.totalCount) }
    }
}
