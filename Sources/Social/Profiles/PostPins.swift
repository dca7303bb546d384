import TAO

/// `postPin`: lets a post stand before the others on the profile.
enum PostPin: Toggle {
    static let subject = Subject<PostPin, Post>(\.postId, at: Input.Path.postId)
    static let shown = \ResultFields.post
    static let permission: [WriteRule<Post>] = [.owner, .only(\.isPublished)]
    static let edges: [EdgeChange] = [.add(AssociationTypes.pinnedPost)]
    // What is archived is not pinned.
    static let dependsOnTarget = true
    static let full: (@Sendable (Int) -> UserError<Code>)? = { max in
        UserError(
            .limitReached, "There are as many pinned posts as may be.", at: Input.Path.postId,
            limit: max)
    }
}

/// `postUnpin`: takes the pin off.
enum PostUnpin: Toggle {
    static let subject = Subject<PostUnpin, Post>(\.postId, at: Input.Path.postId)
    static let shown = \ResultFields.post
    static let edges: [EdgeChange] = [.remove(AssociationTypes.pinnedPost)]
}
