import GraphQL
import TAO

/// A photo, a video or a carousel.
struct Post: GraphObject {
    static let kind = ObjectKind.post

    static let owner = Owner<Post>.field(.author)
    static let policy: [ReadRule<Post>] = [
        .hideWithOwner, .hideFromBlocked, .only { $0.status != .removed }, .ownerSeesAll,
        .only(\.isPublished), .hideWhatIsPrivate, .audience(.audience),
    ]

    let object: Object

    /// Every post has an author; the other value names no object.
    var author: ObjectID { self[.author] ?? ObjectID(rawValue: 0) }
    var media: [ObjectID] { self[.media] ?? [] }
    var status: PostStatus { self[.status] ?? .removed }
    var isPublished: Bool { status == .published }
    var audience: Audience { self[.audience] ?? .closeFriends }
    /// Whether what cameras wrote into its photos is shown.
    var sharesCaptureInfo: Bool { self[.sharesCaptureInfo] ?? false }
    var license: License { self[.license] ?? .allRightsReserved }
}

extension NodeType {
    package static let post = NodeType(2)
}

extension Post: NodeObject {
    static let nodeType = NodeType.post

    static func register(in resolvers: inout Resolvers<RequestContext>) {
        resolvers.type(Post.self) { post in
            post.node()
            post.field(\.shortcode) { post, context in context.services.shortcodes.text(post.id) }
            post.field(\.url) { post, context in
                context.address { $0.post(context.services.shortcodes.text(post.id)) }
            }
            post.field(\.kind) { $0.postKind }
            post.field(\.caption) { $0[.caption] }
            post.batch(\.captionEntities) { posts, context in
                try await context.entities(of: posts.map { ($0[.caption], $0[.entities]) })
            }
            post.batch(\.hashtags) { posts, context in try await context.hashtags(of: posts) }
            post.batch(\.location) { posts, context in
                try await gather(posts.map { $0[.location] }) {
                    try await context.load(Location.self, each: $0)
                }.map { $0 ?? .success(nil) }
            }
            post.field(\.audience) { $0.audience }
            post.field(\.status) { $0.status }
            post.field(\.createdAt) { DateTime(milliseconds: $0.id.milliseconds) }
            post.field(\.publishedAt) { post in
                (post.status == .scheduled ? post[.publishAt] : post[.publishedAt])
                    .map(DateTime.init)
            }
            post.field(\.editedAt) { $0[.editedAt].map(DateTime.init) }
            post.field(\.license) { $0.license }
            post.field(\.isSensitive) { $0[.isSensitive] ?? false }
            post.field(\.commentPolicy) { $0[.commentPolicy] }
            post.field(\.hidesCounts) { $0.hidesCounts }
            post.field(\.sharesCaptureInfo) { $0.sharesCaptureInfo }
            // It is not counted yet who watches videos.
            post.field(\.viewCount) { _ in nil }
            post.batch(\.isPinned) { posts, context in
                try await context.graph.edges(
                    posts.map { .edge(from: $0.author, AssociationTypes.pinnedPost, to: $0.id) }
                ).map { edge in edge.map { $0 != nil } }
            }
            post.field(\.viewerCanEdit) { post, context in post.author == context.viewerID }
            post.batch(\.viewerCanComment) { posts, context in
                try await context.mayComment(on: posts)
            }
            post.batch(\.author) { posts, context in
                try await context.load(User.self, each: posts.map(\.author)).promised()
            }
            post.batch(\.failure) { posts, context in
                try await context.failures(
                    of: posts.map { ($0.status == .failed, $0.author, $0.media) })
            }
            post.batch(\.media) { posts, context in try await context.media(of: posts) }
            post.batch(\.commentCount) { posts, context in
                try await context.commentCounts(of: posts)
            }
            post.comments()
            post.likeable()
            post.engagement()
        }
        resolvers.connection(PostConnectionKind.self)
        resolvers.registerEngagement()
    }
}

extension RequestContext {
    fileprivate func hashtags(of posts: [Post]) async throws -> [Result<[Hashtag], any Error>] {
        try await gather(posts.map(\.hashtags)) {
            try await self.load(Hashtag.self, each: $0)
        }.map { hashtags in Result { try hashtags.compactMap { try $0.get() } } }
    }

    /// The photos of posts. One that is gone is left out.
    fileprivate func media(of posts: [Post]) async throws -> [Result<[AnyMedia], any Error>] {
        try await gather(posts.map(\.media)) { try await self.images(each: $0) }.map { images in
            Result { try images.compactMap { try $0.get().map(AnyMedia.init) } }
        }
    }
}
