import GraphQL
import TAO

extension Post {
    var postKind: PostKind {
        if media.count > 1 { return .carousel }
        return self[.isVideo] == true ? .video : .photo
    }
}

extension Properties<Post> {
    /// Says whether all that it shows is one video.
    ///
    /// - Parameter videos: of each that it shows, whether it is one.
    mutating func note(videos: [Bool]) {
        self[.isVideo] = videos == [true] ? true : nil
    }
}

extension EdgeList<Post> {
    static let ofProfile = EdgeList(
        over: AssociationTypes.authored,
        front: .pinned(AssociationTypes.pinnedPost, countMax: \.pinnedPostsMax),
        shownTo: .contentAudience)
}

extension TypeResolvers<User, RequestContext> {
    mutating func posts() {
        let name = ListName(\UserFields.posts)
        batch(\.posts) { users, arguments, context in
            let kinds = arguments.kinds
            return try await context.connections(.ofProfile, name, of: users, arguments, nil) {
                _, _, post, _ in kinds?.contains(post.postKind) ?? true ? post : nil
            }
        }
    }
}
