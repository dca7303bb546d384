import GraphQL
import TAO

/// `postArchive`: takes a post off the profile, out of everyone's sight but its author's.
enum PostArchive: SubjectMutation {
    typealias Output = Ref<Post>

    static let subject = Subject<PostArchive, Post>(\.postId, at: Input.Path.postId)
    static let permission: [WriteRule<Post>] = [.owner]
    static let rate = RateLimit.counted(.mark)

    static func run(
        _ input: PostArchiveInput, on post: Post, as viewer: ObjectID, in context: RequestContext
    ) async throws -> Ref<Post> {
        try await context.change(
            post, from: .published, to: .archived, PostArchive.self, at: Input.Path.postId)
        return Ref(id: post.id)
    }

    static func register(_ payload: inout PayloadResolvers<PostArchive>) {
        payload.field(\.post) { $0.output }
    }
}

/// `postUnarchive`: puts it back to its place.
enum PostUnarchive: SubjectMutation {
    typealias Output = Ref<Post>

    static let subject = Subject<PostUnarchive, Post>(\.postId, at: Input.Path.postId)
    static let permission: [WriteRule<Post>] = [.owner]
    static let rate = RateLimit.uncounted(because: Access.takesBack)

    static func run(
        _ input: PostUnarchiveInput, on post: Post, as viewer: ObjectID,
        in context: RequestContext
    ) async throws -> Ref<Post> {
        try await context.change(
            post, from: .archived, to: .published, PostUnarchive.self, at: Input.Path.postId)
        return Ref(id: post.id)
    }

    static func register(_ payload: inout PayloadResolvers<PostUnarchive>) {
        payload.field(\.post) { $0.output }
    }
}

extension RequestContext {
    /// Changes the status of a post, which keeps the time of its publication. One that has the new status
    /// already stays as it is.
    fileprivate func change<Kind: Mutation>(
        _ post: Post, from old: PostStatus, to new: PostStatus, _ kind: Kind.Type,
        at path: InputPath
    ) async throws where Kind.Code == PostErrorCode {
        try await deciding {
            guard let post = try await stored(Post.self, post.id), post.status != new else {
                return
            }
            guard post.status == old else {
                throw UserError<PostErrorCode>(
                    .wrongStatus, "Only a post that is \(old.rawValue) can be \(new.rawValue).",
                    at: path)
            }
            var properties = Properties<Post>(post.object.data)
            properties[.status] = new
            properties[.movedAt] = new == .archived ? services.clock.milliseconds : nil
            var write = GraphWrite()
            try write.update(post, properties)
            try await commit(write)
        }
    }
}
