import GraphQL
import TAO

/// A mutation that adds or takes away one edge from the viewer to a thing. Saying it again changes
/// nothing.
protocol Toggle: ViewerMutation where Output: GraphObject {
    /// The edge.
    static var association: AssociationType { get }
    /// Whether it is added.
    static var adds: Bool { get }

    /// The thing.
    /// - Throws: `UserError<Code>` if there is none that the viewer can see.
    static func target(_ input: Input, in context: RequestContext) async throws -> Output
}

extension Toggle {
    static func run(
        _ input: Input, as viewer: ObjectID, in context: RequestContext
    ) async throws -> Output {
        let target = try await target(input, in: context)
        var write = GraphWrite()
        if adds {
            write.addAssociation(viewer, association, target.id)
        } else {
            write.deleteAssociation(viewer, association, target.id)
        }
        try await context.commit(write)
        return target
    }
}

/// `postLike`: likes a post.
enum PostLike: Toggle {
    typealias Output = Post

    static let association = AssociationTypes.likes
    static let adds = true

    static func target(_ input: PostLikeInput, in context: RequestContext) async throws -> Post {
        try await context.publishedPost(input.postId, at: PostLikeInput.Path.postId)
    }
}

/// `postUnlike`: takes a like back.
enum PostUnlike: Toggle {
    typealias Output = Post

    static let association = AssociationTypes.likes
    static let adds = false

    static func target(_ input: PostUnlikeInput, in context: RequestContext) async throws -> Post {
        try await context.publishedPost(input.postId, at: PostUnlikeInput.Path.postId)
    }
}

/// `commentLike`: likes a comment.
enum CommentLike: Toggle {
    typealias Output = Comment

    static let association = AssociationTypes.likes
    static let adds = true

    static func target(
        _ input: CommentLikeInput, in context: RequestContext
    ) async throws -> Comment {
        try await context.comment(input.commentId, at: CommentLikeInput.Path.commentId)
    }
}

/// `commentUnlike`: takes a like back.
enum CommentUnlike: Toggle {
    typealias Output = Comment

    static let association = AssociationTypes.likes
    static let adds = false

    static func target(
        _ input: CommentUnlikeInput, in context: RequestContext
    ) async throws -> Comment {
        try await context.comment(input.commentId, at: CommentUnlikeInput.Path.commentId)
    }
}

extension RequestContext {
    fileprivate func publishedPost(_ id: ID, at field: InputPath) async throws -> Post {
        guard let id = object(id, .post), let post = try await load(Post.self, id),
            post.status == .published
        else { throw UserError<PostErrorCode>(.notFound, "There is no such post.", at: field) }
        return post
    }

    fileprivate func comment(_ id: ID, at field: InputPath) async throws -> Comment {
        guard let id = object(id, .comment), let comment = try await load(Comment.self, id)
        else {
            throw UserError<CommentErrorCode>(.notFound, "There is no such comment.", at: field)
        }
        return comment
    }
}
