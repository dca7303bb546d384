import GraphQL
import TAO

/// A photo or carousel.
struct Post: ObjectResult {
    static let typeName = "Post"

    let object: Object

    var id: ObjectID { object.id }
    /// Every post has an author; the other value names no object.
    var author: ObjectID { object.data.id(PostField.author) ?? ObjectID(rawValue: 0) }
    var media: [ObjectID] { object.data.ids(PostField.media) ?? [] }
    var status: PostStatus {
        object.data.int(PostField.status).flatMap(PostStatus.init) ?? .removed
    }
    var audience: Audience {
        object.data.int(PostField.audience).flatMap(Audience.init) ?? .closeFriends
    }
}

extension RequestContext {
    /// The posts that the viewer may see, in the order of their ids.
    func posts(_ ids: [ObjectID], by authors: [ObjectID] = []) async throws -> [Post?] {
        try await visible(ids, by: authors).map { $0?.ofType(ObjectTypes.post).map(Post.init) }
    }
}

extension Resolvers<RequestContext> {
    mutating func posts() {
        type(Post.self) { post in
            post.field("id") { post, _, context in context.globalID(.post, post.id) }
            post.field("shortcode") { Shortcode.text($0.id) }
            post.field("url") { post, _, context in
                context.services.links.post(Shortcode.text(post.id))
            }
            post.field("kind") { $0.media.count > 1 ? "CAROUSEL" : "PHOTO" }
            post.field("caption") { $0.object.data.string(PostField.caption) }
            post.field("audience") { $0.audience.name }
            post.field("status") { $0.status.name }
            post.field("createdAt") { DateTime(milliseconds: $0.id.milliseconds) }
            post.field("publishedAt") { post in
                post.object.data.int(PostField.publishedAt).map(DateTime.init)
            }
            post.field("viewerCanEdit") { post, _, context in post.author == context.viewerID }
            // Whoever sees a post may comment on it, until authors can say otherwise.
            post.field("viewerCanComment") { post, _, context in
                context.viewerID != nil && post.status == .published
            }
            post.batch("author") { posts, _, context in
                try await context.users(posts.map(\.author))
            }
            post.batch("media") { posts, _, context in try await context.media(of: posts) }
            post.batch("commentCount") { posts, _, context in
                let ids = posts.map(\.id)
                async let comments = context.counts(AssociationTypes.hasComment, of: ids)
                async let replies = context.counts(AssociationTypes.hasAnswer, of: ids)
                return try await zip(comments, replies).map(+)
            }
            post.batch("comments") { posts, arguments, context in
                try context.comments(of: posts, arguments)
            }
            post.likeable(\.id)
        }
        connection(PostConnectionKind.self)
    }
}

extension RequestContext {
    /// The photos of posts. One that is gone is left out.
    fileprivate func media(of posts: [Post]) async throws -> [[Image]] {
        var images = try await images(posts.flatMap(\.media))[...]
        return posts.map { post in
            let count = post.media.count
            defer { images = images.dropFirst(count) }
            return images.prefix(count).compactMap { $0 }
        }
    }

    fileprivate func comments(
        of posts: [Post], _ arguments: Arguments
    ) throws -> [Result<Connection<CommentConnectionKind>, any Error>] {
        let requests = posts.map { post in
            AssociationListRequest(
                list: ListIdentity(kind: .comments, owner: post.id),
                source: AssociationListKey(post.id, AssociationTypes.hasComment),
                isAscending: arguments.string("orderBy") == "OLDEST")
        }
        return try connections(CommentConnectionKind.self, requests, arguments) { ids, context in
            try await context.comments(ids)
        }
    }
}

/// PostConnection and PostEdge.
enum PostConnectionKind: ConnectionKind {
    typealias Node = Post
    static let name = "Post"
}
