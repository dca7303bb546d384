import Synchronization
import TAO

/// How the viewer stands to an author. Facts only; `Visibility` draws the conclusions.
struct Standing: Sendable {
    /// Nil if the account is gone.
    var author: Object?
    var isViewer = false
    /// One of the two blocks the other.
    var isBlocked = false
    var follows = false
    /// The author counts the viewer among the close friends.
    var isCloseFriend = false

    var isActive: Bool { author.map { $0.data.bool(UserField.isSuspended) != true } ?? false }
    var isPrivate: Bool { author?.data.bool(UserField.isPrivate) ?? false }
}

/// Who may see what: the only place that decides it. Product rules, section 3.11.
enum Visibility {
    /// The header of an account: names, picture, numbers.
    static func showsHeader(_ standing: Standing) -> Bool {
        standing.isActive && (standing.isViewer || !standing.isBlocked)
    }

    /// What an account shares with its followers, or with everybody if it is public.
    static func showsContent(_ standing: Standing) -> Bool {
        showsHeader(standing)
            && (standing.isViewer || standing.follows || !standing.isPrivate)
    }

    static func showsPost(_ post: Object, _ standing: Standing) -> Bool {
        let status = PostStatus(number: post.data.int(PostField.status) ?? -1)
        let audience = Audience(number: post.data.int(PostField.audience) ?? -1)
        return shows(status: status, audience: audience, standing)
    }

    static func showsStory(
        _ story: Object, _ standing: Standing, now: Int64, limits: SocialLimits
    ) -> Bool {
        let status = PostStatus(number: story.data.int(StoryField.status) ?? -1)
        let audience = Audience(number: story.data.int(StoryField.audience) ?? -1)
        return now < story.id.milliseconds + limits.storyLifetimeMilliseconds
            && shows(status: status, audience: audience, standing)
    }

    /// A comment below a visible post. It outlives its author's account.
    static func showsComment(_ standing: Standing) -> Bool {
        standing.author == nil || showsHeader(standing)
    }

    /// Whether everybody may see a post, story or account header, signed in or not: its pictures
    /// may then lie in shared caches.
    static func isPublic(_ object: Object, by maker: Object?) -> Bool {
        let stranger = Standing(author: maker)
        return switch object.type {
        case ObjectTypes.user.id: showsHeader(stranger)
        case ObjectTypes.post.id: showsPost(object, stranger)
        default: false
        }
    }

    private static func shows(
        status: PostStatus?, audience: Audience?, _ standing: Standing
    ) -> Bool {
        guard showsContent(standing) else { return false }
        if standing.isViewer { return status != nil && status != .removed }
        guard status == .published else { return false }
        return switch audience {
        case .everyone: true
        case .followers: standing.follows
        case .closeFriends: standing.isCloseFriend
        case nil: false
        }
    }
}

// MARK: Facts

extension RequestContext {
    /// How the viewer stands to these authors, in their order. One pass.
    func standings(of authors: [ObjectID]) async throws -> [Standing] {
        async let objects = loader.objects(authors)
        guard let viewerID else {
            return try await objects.map { Standing(author: $0?.ofType(ObjectTypes.user)) }
        }
        let known = knownFollowees.withLock { $0 }
        let others = authors.filter { $0 != viewerID }
        func keys(_ type: AssociationType, _ authors: [ObjectID]) -> [AssociationKey] {
            authors.map { AssociationKey(viewerID, type, $0, notBefore: $0.milliseconds) }
        }
        let wanted =
            keys(AssociationTypes.blocks, others) + keys(AssociationTypes.blockedBy, others)
            + keys(AssociationTypes.closeFriendOf, others)
            + keys(AssociationTypes.follows, others.filter { !known.contains($0) })
        let edges = try await loader.associationGet(wanted)
        let found = Set(edges.compactMap { $0.map { AssociationKey($0.id1, $0.type, $0.id2) } })
        func has(_ type: AssociationType, _ author: ObjectID) -> Bool {
            found.contains(AssociationKey(viewerID, type, author))
        }
        return try await zip(authors, objects).map { id, object in
            var standing = Standing(author: object?.ofType(ObjectTypes.user))
            standing.isViewer = id == viewerID
            if standing.isViewer { return standing }
            standing.isBlocked =
                has(AssociationTypes.blocks, id) || has(AssociationTypes.blockedBy, id)
            standing.isCloseFriend = has(AssociationTypes.closeFriendOf, id)
            standing.follows = known.contains(id) || has(AssociationTypes.follows, id)
            return standing
        }
    }
}

// MARK: Decisions

extension RequestContext {
    /// Loads objects and leaves out those the viewer may not see; same order as the ids.
    ///
    /// - Parameter authors: who made them, where that is known beforehand: the facts about them are
    ///   then fetched in the same pass as the objects.
    func visible(_ ids: [ObjectID], by authors: [ObjectID] = []) async throws -> [Object?] {
        let unknown = decided.withLock { known in ids.filter { known[$0] == nil } }
        if !unknown.isEmpty { try await decide(unknown.unique(), by: authors) }
        return decided.withLock { known in ids.map { known[$0] ?? nil } }
    }

    private func decide(_ ids: [ObjectID], by authors: [ObjectID]) async throws {
        async let prefetch = standings(of: authors.unique())
        let objects = try await loader.objects(ids)
        _ = try await prefetch
        let found = objects.compactMap { $0 }
        let containers = found.compactMap(\.container)
        let makers = found.compactMap(\.maker).unique()
        async let visibleContainers = containers.isEmpty ? [] : visible(containers)
        async let makerStandings = standings(of: makers)
        let shown = Set(try await visibleContainers.compactMap { $0?.id })
        let standings = Dictionary(
            zip(makers, try await makerStandings), uniquingKeysWith: { first, _ in first })
        decided.withLock { known in
            for (id, object) in zip(ids, objects) {
                let isVisible = object.map { decide($0, standings, shownContainers: shown) }
                known[id] = .some(isVisible == true ? object : nil)
            }
        }
    }

    private func decide(
        _ object: Object, _ standings: [ObjectID: Standing], shownContainers: Set<ObjectID>
    ) -> Bool {
        let standing = object.maker.flatMap { standings[$0] } ?? Standing()
        let isContainerShown = object.container.map { shownContainers.contains($0) }
        return switch object.type {
        case ObjectTypes.user.id: Visibility.showsHeader(standing)
        case ObjectTypes.post.id: Visibility.showsPost(object, standing)
        case ObjectTypes.story.id:
            Visibility.showsStory(object, standing, now: now, limits: limits)
        case ObjectTypes.comment.id:
            isContainerShown == true && Visibility.showsComment(standing)
        case ObjectTypes.media.id:
            isContainerShown == true
                || viewerID != nil && object.data.id(MediaField.owner) == viewerID
        default: false
        }
    }
}

extension Object {
    /// The object, if it is of this type.
    func ofType(_ type: ObjectType) -> Object? {
        self.type == type.id ? self : nil
    }

    /// The account whose standing decides about the object.
    var maker: ObjectID? {
        switch type {
        case ObjectTypes.user.id: id
        case ObjectTypes.post.id: data.id(PostField.author)
        case ObjectTypes.story.id: data.id(StoryField.author)
        case ObjectTypes.comment.id: data.id(CommentField.author)
        default: nil
        }
    }

    /// The object that must be visible too.
    var container: ObjectID? {
        switch type {
        case ObjectTypes.comment.id: data.id(CommentField.post)
        case ObjectTypes.media.id: data.id(MediaField.container)
        default: nil
        }
    }
}

extension Sequence where Element: Hashable {
    /// The elements without repetitions, in the order of their first appearance.
    func unique() -> [Element] {
        var seen: Set<Element> = []
        return filter { seen.insert($0).inserted }
    }
}
