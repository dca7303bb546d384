import GraphQL
import TAO

/// `postLike`: likes a post. Liking twice is one like.
enum PostLike: Mutation {
    typealias Code = PostErrorCode
    static let name = "postLike"

    static func run(_ input: MutationInput, _ context: RequestContext) async throws -> Post {
        let post = try await context.likeablePost(input)
        try await context.setLike(of: post.id, to: true)
        return post
    }
}

/// `postUnlike`: takes a like back.
enum PostUnlike: Mutation {
    typealias Code = PostErrorCode
    static let name = "postUnlike"

    static func run(_ input: MutationInput, _ context: RequestContext) async throws -> Post {
        let post = try await context.likeablePost(input)
        try await context.setLike(of: post.id, to: false)
        return post
    }
}

/// `commentLike`: likes a comment.
enum CommentLike: Mutation {
    typealias Code = CommentErrorCode
    static let name = "commentLike"

    static func run(_ input: MutationInput, _ context: RequestContext) async throws -> Comment {
        let comment = try await context.likeableComment(input)
        try await context.setLike(of: comment.id, to: true)
        return comment
    }
}

/// `commentUnlike`: takes a like back.
enum CommentUnlike: Mutation {
    typealias Code = CommentErrorCode
    static let name = "commentUnlike"

    static func run(_ input: MutationInput, _ context: RequestContext) async throws -> Comment {
        let comment = try await context.likeableComment(input)
        try await context.setLike(of: comment.id, to: false)
        return comment
    }
}

extension RequestContext {
    fileprivate func setLike(of id: ObjectID, to isLiked: Bool) async throws {
        let viewerID = try requireViewer()
        var write = GraphWrite()
        if isLiked {
            write.addAssociation(viewerID, AssociationTypes.likes, id)
        } else {
            write.deleteAssociation(viewerID, AssociationTypes.likes, id)
        }
        try await commit(write)
    }

    fileprivate func likeablePost(_ input: MutationInput) async throws -> Post {
        _ = try requireViewer()
        guard let id = input.id("postId", .post, in: self),
            let post = try await posts([id]).first ?? nil, post.status == .published
        else {
            throw UserError<PostErrorCode>(.notFound, "There is no such post.", field: "postId")
        }
        return post
    }

    fileprivate func likeableComment(_ input: MutationInput) async throws -> Comment {
        _ = try requireViewer()
        guard let id = input.id("commentId", .comment, in: self),
            let comment = try await comments([id]).first ?? nil
        else {
            throw UserError<CommentErrorCode>(
                .notFound, "There is no such comment.", field: "commentId")
        }
        return comment
    }
}

extension Resolvers<RequestContext> {
    mutating func likePayloads() {
        payload(PostLike.self) { $0.field("post") { $0.output } }
        payload(PostUnlike.self) { $0.field("post") { $0.output } }
        payload(CommentLike.self) { $0.field("comment") { $0.output } }
        payload(CommentUnlike.self) { $0.field("comment") { $0.output } }
    }
}
