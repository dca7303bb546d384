import GraphQL
import TAO

extension EdgeList<Comment> {
    /// The top-level comments of a post. One that the viewer may not see is an empty place where it has replies
    /// that the viewer sees, and then stands where it was written, pinned or not.
    static let ofPost = EdgeList(
        over: AssociationTypes.hasComment,
        front: .pinned(AssociationTypes.pinnedComment, countMax: \.pinnedCommentsMax),
        loadedBy: { try await $1.comments(inThreads: $0) }, staysInPlace: \.isDeleted)
}

extension TypeResolvers<Post, RequestContext> {
    mutating func comments() {
        let name = ListName(\PostFields.comments)
        batch(\.comments) { posts, arguments, context in
            let order: ListOrder
            switch arguments.orderBy {
            case .top: return try await context.topComments(name, of: posts, arguments)
            case .newest: order = .newestFirst
            case .oldest: order = .oldestFirst
            }
            return try await context.connections(.ofPost, name, of: posts, arguments, order) {
                _, _, comment, _ in comment
            }
        }
    }
}
