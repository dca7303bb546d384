import TAO

/// `postLike`: likes a post.
enum PostLike: Toggle {
    static let subject = Subject<PostLike, Post>(\.postId, at: Input.Path.postId)
    static let shown = \ResultFields.post
    static let permission: [WriteRule<Post>] = [.mayLike]
    static let edges: [EdgeChange] = [.add(AssociationTypes.likes)]
}

/// `postUnlike`: takes a like back.
enum PostUnlike: Toggle {
    static let subject = Subject<PostUnlike, Post>(\.postId, at: Input.Path.postId)
    static let shown = \ResultFields.post
    static let edges: [EdgeChange] = [.remove(AssociationTypes.likes)]
}

/// `commentLike`: likes a comment.
enum CommentLike: Toggle {
    static let subject = Subject<CommentLike, Comment>(\.commentId, at: Input.Path.commentId)
    static let shown = \ResultFields.comment
    static let edges: [EdgeChange] = [.add(AssociationTypes.likes)]
}

/// `commentUnlike`: takes a like back.
enum CommentUnlike: Toggle {
    static let subject = Subject<CommentUnlike, Comment>(\.commentId, at: Input.Path.commentId)
    static let shown = \ResultFields.comment
    static let edges: [EdgeChange] = [.remove(AssociationTypes.likes)]
}

extension Post: MutationTarget {
    static let missing = "There is no such post."
}

extension Comment: MutationTarget {
    static let missing = "There is no such comment."
}
