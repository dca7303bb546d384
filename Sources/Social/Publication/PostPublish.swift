import GraphQL
import TAO

/// `postPublish`: publishes a draft, or gives a scheduled post another time.
enum PostPublish: SubjectMutation {
    typealias Output = Ref<Post>

    static let subject = Subject<PostPublish, Post>(\.postId, at: Input.Path.postId)
    static let permission: [WriteRule<Post>] = [.owner]
    static let rate = RateLimit.counted(.post)

    static func run(
        _ input: PostPublishInput, on post: Post, as viewer: ObjectID, in context: RequestContext
    ) async throws -> Ref<Post> {
        let time = try context.publicationTime(
            input.publishAt, at: Input.Path.publishAt, Code.self)
        try await context.deciding {
            guard let post = try await context.stored(Post.self, post.id) else {
                throw subject.error(.notFound)
            }
            guard post.status == .draft || post.status == .scheduled else {
                throw UserError<Code>(
                    .wrongStatus, "Only drafts and scheduled posts can be published.",
                    at: Input.Path.postId)
            }
            let photos = try await context.stored(post.media).map {
                $0?.ofKind(.media).map(Image.init)
            }
            let statuses = photos.map { $0?.status ?? .failed }
            guard !statuses.isEmpty, !statuses.contains(where: \.isLost)
            else {
                throw UserError<Code>(
                    .badMedia, "It has a photo that could not be read.", at: Input.Path.postId)
            }
            var properties = Properties<Post>(post.object.data)
            properties[.publishAt] = time
            properties.release(isReady: statuses.allSatisfy { $0 == .ready }, now: context.now)
            var write = GraphWrite()
            try write.limitWait(
                of: post.id, for: statuses, now: context.services.clock.milliseconds,
                context.limits)
            try write.update(post, properties)
            try await context.commit(write)
        }
        return Ref(id: post.id)
    }

    static func register(_ payload: inout PayloadResolvers<PostPublish>) {
        payload.field(\.post) { $0.output }
    }
}

extension RequestContext {
    /// When something is to be published, in milliseconds since 1970; nil for at once.
    func publicationTime<Code: InvalidErrorCode>(
        _ time: DateTime?, at path: InputPath, _ code: Code.Type
    ) throws(UserError<Code>) -> Int64? {
        guard let time = time?.milliseconds else { return nil }
        guard time > now else { throw UserError(.invalid, "This time has passed.", at: path) }
        guard time - now <= limits.scheduleMillisecondsMax else {
            let days = Int(limits.scheduleMillisecondsMax / 86_400_000)
            throw UserError(
                .invalid, "That is more than \(days) days ahead.", at: path, limit: days)
        }
        return time
    }
}
