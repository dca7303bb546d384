import TAO

/// `postLike`: likes a post, and takes a dislike back.
enum PostLike: Toggle {
    static let subject = Subject<PostLike, Post>(\.postId, at: Input.Path.postId)
    static let shown = \ResultFields.post
    static let permission: [WriteRule<Post>] = [.mayLike]
    static let edges: [EdgeChange] = [
        .add(AssociationTypes.likes), .remove(AssociationTypes.dislikes),
    ]
    static let holdsViewer = true
}

/// `postUnlike`: takes a like back.
enum PostUnlike: Toggle {
    static let subject = Subject<PostUnlike, Post>(\.postId, at: Input.Path.postId)
    static let shown = \ResultFields.post
    static let edges: [EdgeChange] = [.remove(AssociationTypes.likes)]
}

/// `postDislike`: dislikes a post, and takes a like back.
enum PostDislike: Toggle {
    static let subject = Subject<PostDislike, Post>(\.postId, at: Input.Path.postId)
    static let shown = \ResultFields.post
    static let permission: [WriteRule<Post>] = [.mayLike]
    static let edges: [EdgeChange] = [
        .add(AssociationTypes.dislikes), .remove(AssociationTypes.likes),
    ]
    static let holdsViewer = true
}

/// `postUndislike`: takes a dislike back.
enum PostUndislike: Toggle {
    static let subject = Subject<PostUndislike, Post>(\.postId, at: Input.Path.postId)
    static let shown = \ResultFields.post
    static let edges: [EdgeChange] = [.remove(AssociationTypes.dislikes)]
}

/// `commentLike`: likes a comment.
enum CommentLike: Toggle {
    static let subject = Subject<CommentLike, Comment>(\.commentId, at: Input.Path.commentId)
    static let shown = \ResultFields.comment
    static let permission: [WriteRule<Comment>] = [.only { !$0.isDeleted }]
    static let edges: [EdgeChange] = [.add(AssociationTypes.likesComment)]
}

/// `commentUnlike`: takes a like back.
enum CommentUnlike: Toggle {
    static let subject = Subject<CommentUnlike, Comment>(\.commentId, at: Input.Path.commentId)
    static let shown = \ResultFields.comment
    static let edges: [EdgeChange] = [.remove(AssociationTypes.likesComment)]
}

extension Post: MutationTarget {
    static let missing = "There is no such post."
}

extension Comment: MutationTarget {
    static let missing = "There is no such comment."
}
