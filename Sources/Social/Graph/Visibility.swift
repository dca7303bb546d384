import Synchronization
import TAO

/// How the viewer stands to an author. Facts only; `Visibility` draws the conclusions.
struct Standing: Sendable {
    /// Nil if the account is gone.
    var author: User?
    var isViewer = false
    /// One of the two blocks the other.
    var isBlocked = false
    var follows = false
    /// The author counts the viewer among the close friends.
    var isCloseFriend = false

    var isActive: Bool { author.map { $0[.isSuspended] != true } ?? false }
    var isPrivate: Bool { author?[.isPrivate] ?? false }
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

    static func showsPost(_ post: Post, _ standing: Standing) -> Bool {
        shows(status: post[.status], audience: post[.audience], standing)
    }

    static func showsStory(
        _ story: Story, _ standing: Standing, now: Int64, limits: SocialLimits
    ) -> Bool {
        now < story.id.milliseconds + limits.storyLifetimeMilliseconds
            && shows(status: story[.status], audience: story[.audience], standing)
    }

    /// A comment below a visible post. It outlives its author's account.
    static func showsComment(_ standing: Standing) -> Bool {
        standing.author == nil || showsHeader(standing)
    }

    /// Whether everybody may see a post, story or account header, signed in or not: its pictures
    /// may then lie in shared caches.
    static func isPublic(_ object: Object, by maker: Object?) -> Bool {
        let stranger = Standing(author: maker.map(User.init))
        return switch object.kind {
        case .user: showsHeader(stranger)
        case .post: showsPost(Post(object: object), stranger)
        case .story, .comment, .media, nil: false
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

/// Edges from the viewer to authors: there, not there, or not to be found out.
private struct Facts {
    private var found: Set<Fact> = []
    private var failures: [Fact: any Error] = [:]

    private struct Fact: Hashable {
        let type: Int16
        let author: ObjectID
    }

    init(_ keys: [AssociationKey], _ edges: [Result<Association?, any Error>]) {
        for (key, edge) in zip(keys, edges) {
            let fact = Fact(type: key.type, author: key.id2)
            switch edge {
            case .success(nil): break
            case .success: found.insert(fact)
            case .failure(let error): failures[fact] = error
            }
        }
    }

    func has(_ type: AssociationType, _ author: ObjectID) throws -> Bool {
        let fact = Fact(type: type.id, author: author)
        if let error = failures[fact] { throw error }
        return found.contains(fact)
    }
}

extension RequestContext {
    /// How the viewer stands to these authors, in their order. One pass. A standing of which any
    /// fact cannot be read fails alone.
    func standings(of authors: [ObjectID]) async throws -> [Result<Standing, any Error>] {
        async let objects = loader.objects(each: authors)
        guard let viewerID else {
            return try await objects.map { object in
                object.map { Standing(author: $0?.ofKind(.user).map(User.init)) }
            }
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
        let facts = Facts(wanted, try await loader.associationGet(each: wanted))
        return try await zip(authors, objects).map { id, object in
            Result {
                let author = try object.get()?.ofKind(.user).map(User.init)
                var standing = Standing(author: author)
                standing.isViewer = id == viewerID
                if standing.isViewer { return standing }
                let blocks = try facts.has(AssociationTypes.blocks, id)
                let isBlocked = try facts.has(AssociationTypes.blockedBy, id)
                standing.isBlocked = blocks || isBlocked
                standing.isCloseFriend = try facts.has(AssociationTypes.closeFriendOf, id)
                let isKnown = known.contains(id)
                standing.follows = try isKnown || facts.has(AssociationTypes.follows, id)
                return standing
            }
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
        try await visible(each: ids, by: authors).map { try $0.get() }
    }

    /// The same; what cannot be decided about, because something cannot be read, fails alone.
    func visible(
        each ids: [ObjectID], by authors: [ObjectID] = []
    ) async throws -> [Result<Object?, any Error>] {
        let unknown = decided.withLock { known in ids.filter { known[$0] == nil } }
        let failures =
            try await unknown.isEmpty ? [:] : decide(unknown.unique(), by: authors)
        return decided.withLock { known in
            ids.map { id -> Result<Object?, any Error> in
                if let error = failures[id] { return .failure(error) }
                return .success(known[id] ?? nil)
            }
        }
    }

    /// Decides about objects, as far as may be. The others, with the reasons.
    private func decide(
        _ ids: [ObjectID], by authors: [ObjectID]
    ) async throws -> [ObjectID: any Error] {
        async let prefetch = standings(of: authors.unique())
        let objects = try await loader.objects(each: ids)
        _ = try await prefetch
        let found = objects.compactMap { try? $0.get() }
        let containers = found.compactMap(\.container).unique()
        let makers = found.compactMap(\.maker).unique()
        async let visibleContainers = containers.isEmpty ? [] : visible(each: containers)
        async let makerStandings = standings(of: makers)
        let shown = Dictionary(
            uniqueKeysWithValues: zip(containers, try await visibleContainers))
        let standings = Dictionary(uniqueKeysWithValues: zip(makers, try await makerStandings))
        var failures: [ObjectID: any Error] = [:]
        decided.withLock { known in
            for (id, object) in zip(ids, objects) {
                do {
                    let object = try object.get()
                    let isVisible = try object.map { try decide($0, standings, shown) }
                    known[id] = .some(isVisible == true ? object : nil)
                } catch {
                    failures[id] = error
                }
            }
        }
        return failures
    }

    private func decide(
        _ object: Object, _ standings: [ObjectID: Result<Standing, any Error>],
        _ containers: [ObjectID: Result<Object?, any Error>]
    ) throws -> Bool {
        let standing = try object.maker.flatMap { try standings[$0]?.get() } ?? Standing()
        let isContainerShown = try object.container.map { try containers[$0]?.get() != nil }
        return switch object.kind {
        case .user: Visibility.showsHeader(standing)
        case .post: Visibility.showsPost(Post(object: object), standing)
        case .story:
            Visibility.showsStory(Story(object: object), standing, now: now, limits: limits)
        case .comment: isContainerShown == true && Visibility.showsComment(standing)
        case .media:
            isContainerShown == true
                || viewerID != nil && object.properties(of: Image.self)?[.owner] == viewerID
        case nil: false
        }
    }
}

extension Object {
    /// The account whose standing decides about the object.
    var maker: ObjectID? {
        switch kind {
        case .user: id
        case .post: Post(object: self)[.author]
        case .story: Story(object: self)[.author]
        case .comment: Comment(object: self)[.author]
        case .media, nil: nil
        }
    }

    /// The object that must be visible too.
    var container: ObjectID? {
        switch kind {
        case .comment: Comment(object: self)[.post]
        case .media: properties(of: Image.self)?[.container]
        case .user, .post, .story, nil: nil
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
