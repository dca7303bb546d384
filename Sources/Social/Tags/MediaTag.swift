import GraphQL
import TAO

/// An account that is marked in a photo.
struct MediaTag: Sendable {
    let user: User
    let position: MediaPosition
}

extension Resolvers<RequestContext> {
    mutating func registerMediaTags() {
        type(MediaTag.self) { tag in
            tag.field(\.user) { $0.user }
            tag.field(\.position) { $0.position }
        }
        type(MediaPosition.self) { position in
            position.field(\.x) { $0.x }
            position.field(\.y) { $0.y }
        }
    }
}

extension RequestContext {
    /// The accounts that are marked in photos, by the posts that show them; without those that are hidden from
    /// the viewer.
    func tags(of images: [Image]) async throws -> [Result<[MediaTag], any Error>] {
        // Deciding about the photos has loaded what shows them.
        let posts = try await gather(images.map { $0[.parent] }) {
            try await self.load(Post.self, each: $0)
        }
        let items = zip(images, posts).map { image, post in
            Result { try post?.get()?[.tags]?.of(image.id) ?? [] }
        }
        let users = try await gather(items.map { ((try? $0.get()) ?? []).map(\.user) }) {
            try await self.load($0, listedBy: User.policyInLists)
        }
        return zip(items, users).map { items, users in
            Result {
                try zip(items.get(), users).compactMap { item, user in
                    try user.get().map { MediaTag(user: $0, position: item.position) }
                }
            }
        }
    }
}
