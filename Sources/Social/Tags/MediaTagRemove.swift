import GraphQL
import TAO

/// `mediaTagRemove`: takes the viewer's own tag off a photo, be it in sight or not. Nobody can set it again.
enum MediaTagRemove: ViewerMutation {
    typealias Output = ObjectID

    static let access = Access.anyViewer(because: Access.takesBack)
    static let rate = RateLimit.uncounted(because: Access.takesBack)

    static func run(
        _ input: MediaTagRemoveInput, as viewer: ObjectID, in context: RequestContext
    ) async throws -> ObjectID {
        guard let media = context.media(input.mediaId) else {
            throw UserError<Code>(
                .notFound, "There is no such photo.", at: Input.Path.mediaId)
        }
        try await context.deciding {
            guard let parent = try await context.stored(Image.self, media)?[.parent],
                let post = try await context.stored(Post.self, parent),
                let tag = post[.tags]?.items.first(where: { $0.user == viewer && $0.media == media }
                )
            else { return }
            var properties = Properties<Post>(post.object.data)
            properties[.tags]?.items.removeAll { $0 == tag }
            if post.author != viewer {
                let refused = post[.refusedTags]?.items ?? []
                properties[.refusedTags] = MediaTags(items: refused + [tag])
            }
            var write = GraphWrite()
            try write.move(post.id, from: Properties(post.object.data), to: properties)
            write.update(post.id, properties, ifVersion: post.object.version)
            try write.tell(TagRemoved(post: post.id, media: media), by: viewer)
            try await context.commit(write)
        }
        return media
    }

    static func register(_ payload: inout PayloadResolvers<MediaTagRemove>) {
        payload.read(\.media) { try await $1.images([$0])[0].map(AnyMedia.init) }
    }
}
