import GraphQL
import Media
import TAO

/// The one object whose fields are the beginnings of all reads.
struct QueryRoot: Sendable {}

extension Resolvers<RequestContext> {
    mutating func registerQuery() {
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
                [try await context.post(named: arguments.shortcode)]
            }
            query.batch(\.hashtag) { _, arguments, context -> [Hashtag?] in
                [try await context.hashtag(named: arguments.name)]
            }
        }
        registerLimits()
    }

    private mutating func registerLimits() {
        type(Limits.self) { limits in
            limits.field(\.captionLength) { $0.limits.captionCodePointsMax }
            limits.field(\.hashtagsPerPost) { $0.limits.hashtagsPerPostMax }
            limits.field(\.mentionsPerText) { $0.limits.mentionsPerTextMax }
            limits.field(\.tagsPerPost) { $0.limits.tagsPerPostMax }
            limits.field(\.carouselSize) { $0.limits.carouselItemsMax }
            limits.field(\.commentLength) { $0.limits.commentCodePointsMax }
            limits.field(\.displayNameLength) { $0.limits.displayNameCodePointsMax }
            limits.field(\.biographyLength) { $0.limits.biographyCodePointsMax }
            limits.field(\.altTextLength) { $0.limits.altTextCodePointsMax }
            limits.field(\.nameLength) { $0.limits.nameCodePointsMax }
            limits.field(\.pinnedPosts) { $0.limits.pinnedPostsMax }
            limits.field(\.pinnedComments) { $0.limits.pinnedCommentsMax }
            limits.field(\.scheduleDays) { Int($0.limits.scheduleMillisecondsMax / 86_400_000) }
            limits.field(\.favorites) { $0.limits.favoritesMax }
            limits.field(\.hiddenWords) { $0.limits.hiddenWordsMax }
            limits.field(\.photoBytes) { $0.limits.photoBytesMax }
            limits.field(\.videoBytes) { $0.limits.videoBytesMax }
            limits.field(\.videoSeconds) { _ in VideoLimits.standard.millisecondsMax / 1_000 }
            limits.field(\.storySeconds) { $0.limits.storyVideoMillisecondsMax / 1_000 }
            limits.field(\.storyTextLength) { $0.limits.storyTextCodePointsMax }
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
    /// The post that a permalink names.
    fileprivate func post(named code: String) async throws -> Post? {
        if let id = services.shortcodes.id(code), let post = try await load(Post.self, id) {
            return post
        }
        guard services.readsPlainShortcodes, let id = Shortcodes.plainID(code) else { return nil }
        return try await load(Post.self, id)
    }

    /// The account with a username, whatever its case, or that had it not long ago.
    func user(named username: String) async throws -> User? {
        guard let name = Username.kept(username, limits) else { return nil }
        let ids = try await graph.ids(named: [name], in: NameSpaces.username)
        // Where nobody has the name, as long as where the account is hidden.
        let user = try await load(User.self, (ids.first ?? nil) ?? StandIns.account)
        return user.flatMap { $0.holds(name, now: now, limits) ? $0 : nil }
    }
}
