import GraphQL
import TAO

/// A photo or carousel.
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
            post.field(\.kind) { $0.media.count > 1 ? .carousel : .photo }
            post.field(\.caption) { $0[.caption] }
            post.field(\.audience) { $0.audience }
            post.field(\.status) { $0.status }
            post.field(\.createdAt) { DateTime(milliseconds: $0.id.milliseconds) }
            post.field(\.publishedAt) { $0[.publishedAt].map(DateTime.init) }
            post.field(\.viewerCanEdit) { post, context in post.author == context.viewerID }
            // All who see a post may comment on it, until authors can say otherwise.
            post.field(\.viewerCanComment) { post, context in
                context.viewerID != nil && post.status == .published
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
                let ids = posts.map(\.id)
                async let comments = context.graph.counts(AssociationTypes.hasComment, of: ids)
                async let replies = context.graph.counts(AssociationTypes.hasAnswer, of: ids)
                return try await zip(comments, replies).map { comments, replies in
                    Result { try comments.get() + replies.get() }
                }
            }
            post.connection(\.comments, EdgeList(over: AssociationTypes.hasComment)) {
                $0.orderBy == .oldest ? .oldestFirst : .newestFirst
            }
            post.likeable()
        }
        resolvers.connection(PostConnectionKind.self)
        resolvers.connection(LikedPostConnectionKind.self) { _ in
        } edge: {
            $0.field(\.likedAt) { DateTime(milliseconds: $0.item.position.time) }
        }
    }
}

extension RequestContext {
    /// The photos of posts. One that is gone is left out.
    fileprivate func media(of posts: [Post]) async throws -> [Result<[AnyMedia], any Error>] {
        try await gather(posts.map(\.media)) { try await self.images(each: $0) }.map { images in
            Result { try images.compactMap { try $0.get().map(AnyMedia.image) } }
        }
    }
}
