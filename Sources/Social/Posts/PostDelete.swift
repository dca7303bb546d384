import GraphQL
import Jobs
import TAO

/// `postDelete`: deletes a post or a draft for good. It is out of everyone's sight at once; a job takes away
/// what hangs on it.
enum PostDelete: SubjectMutation {
    typealias Output = ObjectID

    static let subject = Subject<PostDelete, Post>(\.postId, at: Input.Path.postId)
    static let permission: [WriteRule<Post>] = [.owner]
    static let rate = RateLimit.uncounted(because: Access.takesBack)

    static func run(
        _ input: PostDeleteInput, on post: Post, as viewer: ObjectID, in context: RequestContext
    ) async throws -> ObjectID {
        try await context.deciding {
            guard let stored = try await context.stored(Post.self, post.id),
                stored.status != .removed
            else { return }
            var properties = Properties<Post>(stored.object.data)
            properties[.status] = .removed
            properties[.caption] = nil
            properties[.entities] = nil
            var write = GraphWrite(
                also: [try ContentRemoval.later(post.id, context.limits).query])
            try write.update(stored, properties)
            try await context.commit(write)
        }
        return post.id
    }

    static func register(_ payload: inout PayloadResolvers<PostDelete>) {
        payload.read(\.deletedPostId) { $1.globalID(.post, $0) }
    }
}
