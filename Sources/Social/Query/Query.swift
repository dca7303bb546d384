import GraphQL
import TAO

/// The one object whose fields are the beginnings of all reads.
struct QueryRoot: Sendable {}

extension Resolvers<RequestContext> {
    mutating func query() {
        root(QueryRoot()) { query in
            query.field(\.viewer) { _, context in context.viewerID.map(Viewer.init) }
            query.field(\.limits) { _, context in Limits(limits: context.limits) }
            query.batch(\.node) { _, arguments, context in
                try await context.nodes([arguments.id])
            }
            query.batch(\.nodes) { _, arguments, context -> [[AnyNode?]] in
                guard arguments.ids.count <= context.limits.nodesMax else {
                    throw GraphQLError.badUserInput(
                        "At most \(context.limits.nodesMax) ids can be asked for at once.")
                }
                return [try await context.nodes(arguments.ids)]
            }
            query.batch(\.user) { _, arguments, context in
                [try await context.user(named: arguments.username)]
            }
            query.batch(\.post) { _, arguments, context -> [Post?] in
                guard let id = Shortcode.id(arguments.shortcode) else {
                    return [nil]
                }
                return try await context.load(Post.self, [id])
            }
        }
        limits()
    }

    private mutating func limits() {
        type(Limits.self) { limits in
            limits.field(\.captionLength) { $0.limits.captionCodePointsMax }
            limits.field(\.carouselSize) { $0.limits.carouselItemsMax }
            limits.field(\.commentLength) { $0.limits.commentCodePointsMax }
            limits.field(\.biographyLength) { $0.limits.biographyCodePointsMax }
            limits.field(\.altTextLength) { $0.limits.altTextCodePointsMax }
            limits.field(\.photoBytes) { $0.limits.photoBytesMax }
            limits.field(\.storyHours) { Int($0.limits.storyLifetimeMilliseconds / 3_600_000) }
            limits.field(\.following) { $0.limits.followingMax }
        }
    }
}

/// Product limits, as clients are told of them.
struct Limits: Sendable {
    let limits: SocialLimits
}

extension RequestContext {
    /// The account with a username, whatever its case.
    func user(named username: String) async throws -> User? {
        guard let name = TextRules.username(username, limits: limits) else { return nil }
        let ids = try await graph.ids(named: [name], in: NameSpaces.username)
        guard let id = ids.first ?? nil else { return nil }
        return try await load(User.self, id)
    }

    /// The objects with these global ids that the viewer may see, in the order asked.
    func nodes(_ globalIDs: [ID]) async throws -> [AnyNode?] {
        let wanted = globalIDs.map { services.globalIDs.node($0.text) }
        func ids(_ types: NodeType...) -> [ObjectID] {
            wanted.compactMap { $0 }.filter { types.contains($0.type) }.map(\.object).unique()
        }
        let (owners, photos) = (ids(.storyTray), ids(.media))
        let (accounts, others) = (ids(.user), ids(.user, .post, .comment, .story))
        async let loadedTrays = owners.isEmpty ? [] : storyTrays(of: owners)
        async let loadedPhotos = photos.isEmpty ? [] : images(photos)
        let objects = try await load(each: others, ownedBy: accounts).map { try $0.get() }
        let found = Dictionary(uniqueKeysWithValues: zip(others, objects))
        let trays = Dictionary(uniqueKeysWithValues: zip(owners, try await loadedTrays))
        let images = Dictionary(uniqueKeysWithValues: zip(photos, try await loadedPhotos))
        return wanted.map { node in
            guard let node else { return nil }
            return switch node.type {
            case .storyTray: (trays[node.object] ?? nil).map(AnyNode.storyTray)
            case .media: (images[node.object] ?? nil).map(AnyNode.image)
            default: AnyNode(found[node.object] ?? nil, type: node.type)
            }
        }
    }
}

extension AnyNode {
    /// Nil if there is no object, or if it is of another type than its id says.
    fileprivate init?(_ object: Object?, type: NodeType) {
        let node: AnyNode? =
            switch type {
            case .user: object?.ofKind(.user).map { .user(User(object: $0)) }
            case .post: object?.ofKind(.post).map { .post(Post(object: $0)) }
            case .comment: object?.ofKind(.comment).map { .comment(Comment(object: $0)) }
            case .story: object?.ofKind(.story).map { .story(Story(object: $0)) }
            case .media, .storyTray: nil
            }
        guard let node else { return nil }
        self = node
    }
}
