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
        var comments = try await load(Comment.self, each: ids.compactMap { $0 })[...]
        return ids.map { $0 == nil ? .success(nil) : comments.popFirst() ?? .success(nil) }
    }
}

extension Resolvers<RequestContext> {
    mutating func comments() {
        type(Comment.self) { comment in
            comment.field(\.id) { comment, context in context.globalID(.comment, comment.id) }
            comment.field(\.text) { $0[.text] ?? "" }
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
            comment.batch(\.replies) { comments, arguments, context in
                try context.replies(to: comments, arguments)
            }
            comment.likeable(\.id)
        }
        connection(CommentConnectionKind.self) { _ in
        } _: { connection in
            connection.batch(\.totalCount) { connections, context -> [Result<Int, any Error>] in
                guard let kind = connections.first?.list.kind else { return [] }
                return try await context.graph.counts(
                    kind == .comments ? AssociationTypes.hasComment : AssociationTypes.hasReply,
                    of: connections.map(\.list.owner))
            }
        }
    }
}

extension RequestContext {
    fileprivate func replies(
        to comments: [Comment], _ arguments: CommentRepliesArguments
    ) throws -> [Result<Connection<CommentConnectionKind>, any Error>] {
        let requests = comments.map { comment in
            AssociationListRequest(
                list: ListIdentity(kind: .replies, owner: comment.id),
                source: AssociationListKey(comment.id, AssociationTypes.hasReply),
                isAscending: true)
        }
        return try connections(CommentConnectionKind.self, requests, arguments) { ids, context in
            try await context.load(Comment.self, each: ids)
        }
    }
}
