import TAO

/// What HOME may show, and what is known of it.
struct HomeCandidates: Sendable {
    struct Candidate: Sendable {
        let post: Post
        /// Of its publication, as the list has it that brought it.
        let time: Int64
        let reason: FeedReason
        var hashtag: ObjectID?
    }

    var candidates: [Candidate]
    /// Behind this place FOLLOWING goes on; nil if there is nothing behind.
    var horizon: AssociationCursor?
    var receptions: [ObjectID: EngagementCount]
    var taste: Taste?
    var people: HomePeople
    /// Where FOLLOWING is read.
    var feed: FeedSources
}

/// What the viewer has chosen, and whom it is close to.
struct HomePeople: Sendable {
    var settings: OwnSettings?
    var favorites: Set<ObjectID>
    var closeFriends: Set<ObjectID>
    /// The last ones that it has begun to follow.
    var followees: [ObjectID]
    var hashtags: [ObjectID]
    /// The edge TASTE.
    var taste: ObjectID?
    /// Posts that many like (TRENDING).
    var trending: [ObjectID]
    /// What it was shown lately.
    var seen: SeenFilter

    /// Those whose likes are looked at: the closest first.
    func likers(countMax: Int) -> [ObjectID] {
        let close = followees.filter { favorites.contains($0) || closeFriends.contains($0) }
        return Array((close + followees).unique().prefix(countMax))
    }
}

extension RequestContext {
    /// What belongs in HOME at a moment: posts of three days, widened to seven and thirty where there are few
    /// of them, by followed accounts and the viewer; with them some that carry followed hashtags, and some
    /// that followed accounts like.
    ///
    /// Everything has passed its policy before it is ranked, so neither the order nor what explains it tells
    /// of what is hidden.
    ///
    /// - Parameter place: of a scroll whose order is made again; nil for a new one.
    func homeCandidates(
        of viewer: ObjectID, at now: Int64, again place: HomePlace?
    ) async throws -> HomeCandidates {
        let top = ListPosition(time: now + 1, id: ObjectID(rawValue: .min))
        async let sources = feedSources(of: viewer, after: top, limit: limits.homeCandidatesMax)
        async let people = homePeople(of: viewer)
        let (feed, own) = try await (sources, people)
        let shown = Set(place?.shown ?? [])
        let (edges, horizon) =
            if let place {
                (try await edges(of: feed, from: top, above: place.horizon), place.horizon)
            } else {
                try await newestEdges(of: feed, from: top, at: now)
            }
        let left = edges.filter { !shown.contains($0.id2) }
        async let organic = organicCandidates(left, in: feed, own)
        async let hides = hidden(left.map(\.id2), by: viewer)
        async let others = otherCandidates(for: own, in: feed, at: now, without: shown)
        async let receptions = receptions(of: left.map(\.id2))
        async let tastes = graph.loadUnfiltered(Taste.self, [own.taste].compactMap(\.self))
        let (followed, (extras, more), hidden) = try await (organic, others, hides)
        return HomeCandidates(
            candidates: followed.filter { !hidden.contains($0.post.id) } + extras,
            horizon: horizon,
            receptions: try await receptions.merging(more) { first, _ in first },
            taste: try await tastes.first ?? nil, people: own, feed: feed)
    }

    private func homePeople(of viewer: ObjectID) async throws -> HomePeople {
        async let settings = graph.loadUnfiltered(OwnSettings.self, [OwnSettings.id(of: viewer)])
        async let lists = graph.lists([
            RangeQuery(viewer, AssociationTypes.favorite, limit: limits.favoritesMax),
            RangeQuery(viewer, AssociationTypes.closeFriend, limit: limits.closeFriendsMax),
            RangeQuery(viewer, AssociationTypes.follows, limit: limits.homeFolloweesMax),
            RangeQuery(viewer, AssociationTypes.followsTag, limit: limits.homeHashtagsMax),
            RangeQuery(viewer, AssociationTypes.taste, limit: 1),
            RangeQuery(
                Trending.list, AssociationTypes.trending, limit: limits.homeSuggestionsMax),
        ])
        async let seen = seenFilter(of: viewer)
        let ids = try await lists.map { $0.associations.map(\.id2) }
        return HomePeople(
            settings: try await settings.first ?? nil, favorites: Set(ids[0]),
            closeFriends: Set(ids[1]), followees: ids[2], hashtags: ids[3], taste: ids[4].first,
            trending: ids[5], seen: try await seen)
    }

    /// How posts were received. Those that nobody has done anything with are left out.
    private func receptions(of posts: [ObjectID]) async throws -> [ObjectID: EngagementCount] {
        let found = try await graph.loadUnfiltered(
            Reception.self, posts.map { Reception.id(of: $0) })
        return Dictionary(
            zip(posts, found).compactMap { post, reception in
                reception.map { (post, $0.count) }
            }
        ) { first, _ in first }
    }

    // MARK: Followed accounts

    /// The first entries of the feed that are as old as the window allows, and where it ends.
    private func newestEdges(
        of feed: FeedSources, from top: ListPosition, at now: Int64
    ) async throws -> ([Association], AssociationCursor?) {
        let stretch = try await newestPosts(
            of: feed, after: top, limit: limits.homeCandidatesMax)
        var taken = stretch.edges[...]
        for days in limits.homeWindowDays {
            taken = stretch.edges.prefix { $0.time >= now - days * 24 * 3_600_000 }
            if taken.count >= limits.homeCandidatesMin { break }
        }
        let isAll = taken.count == stretch.edges.count && !stretch.hasMore
        return (Array(taken), isAll ? nil : taken.last.map { AssociationCursor($0) } ?? top.cursor)
    }

    /// All entries down to a place: those of an order that is made again, and what has become one since.
    private func edges(
        of feed: FeedSources, from top: ListPosition, above horizon: AssociationCursor?
    ) async throws -> [Association] {
        var edges: [Association] = []
        var after = top
        while edges.count < limits.homeEntriesReadMax {
            let stretch = try await newestPosts(
                of: feed, after: after, limit: limits.homeCandidatesMax)
            edges += stretch.edges
            guard stretch.hasMore, let last = stretch.edges.last else { break }
            after = ListPosition(time: last.time, id: last.id2)
            if let horizon, !horizon.isOlder(than: AssociationCursor(last)) { break }
        }
        guard let horizon else { return edges }
        return edges.filter { !AssociationCursor($0).isOlder(than: horizon) }
    }

    private func organicCandidates(
        _ edges: [Association], in feed: FeedSources, _ people: HomePeople
    ) async throws -> [HomeCandidates.Candidate] {
        let posts = try await shown(edges, in: feed)
        return zip(edges, posts).compactMap { edge, post in
            guard let post else { return nil }
            let reason: FeedReason =
                post.author == feed.viewer
                ? .own : people.favorites.contains(post.author) ? .favorite : .followed
            return HomeCandidates.Candidate(post: post, time: edge.time, reason: reason)
        }
    }

    // MARK: Others

    private typealias Found = (post: ObjectID, reason: FeedReason, hashtag: ObjectID?)

    /// Public posts of accounts that the viewer does not follow, each once: by the first reason there is.
    private func otherCandidates(
        for people: HomePeople, in feed: FeedSources, at now: Int64, without shown: Set<ObjectID>
    ) async throws -> ([HomeCandidates.Candidate], [ObjectID: EngagementCount]) {
        let suggests = people.settings?[.suggestionsInHome] ?? true
        async let tagged = graph.lists(
            people.hashtags.map {
                RangeQuery($0, AssociationTypes.taggedPost, limit: limits.homeHashtagPostsMax)
            })
        async let liked = likes(
            of: suggests ? people.likers(countMax: limits.homeLikersMax) : [])
        var found: [Found] = []
        for (hashtag, page) in zip(people.hashtags, try await tagged) {
            found += page.associations.map { ($0.id2, .followedHashtag, hashtag) }
        }
        found += Self.mostLiked(try await liked, limits.homeSuggestionsMax)
            .map { ($0, .likedByFollowed, nil) }
        if suggests { found += people.trending.map { ($0, .trending, nil) } }
        var seen = shown
        let new = found.filter { seen.insert($0.post).inserted }
        async let receptions = receptions(of: new.map(\.post))
        async let hides = hidden(new.map(\.post), by: feed.viewer)
        let posts = try await load(Post.self, new.map(\.post))
        let candidates = try await candidates(zip(new, posts), for: people, in: feed, at: now)
        let hidden = try await hides
        return (candidates.filter { !hidden.contains($0.post.id) }, try await receptions)
    }

    /// The last likes of accounts; none of one that is hidden from the viewer, suspended or leaving.
    private func likes(of likers: [ObjectID]) async throws -> [AssociationPage] {
        async let users = load(User.self, likers)
        let pages = try await graph.lists(
            likers.map { RangeQuery($0, AssociationTypes.likes, limit: limits.homeLikesMax) })
        return zip(try await users, pages).compactMap { user, page in user == nil ? nil : page }
    }

    /// What most of them like; of what as many like, the newest.
    private static func mostLiked(_ pages: [AssociationPage], _ countMax: Int) -> [ObjectID] {
        var counts: [ObjectID: Int] = [:]
        for edge in pages.flatMap(\.associations) { counts[edge.id2, default: 0] += 1 }
        return counts.sorted { ($0.value, $0.key) > ($1.value, $1.key) }.prefix(countMax)
            .map(\.key)
    }

    private func candidates(
        _ found: Zip2Sequence<[Found], [Post?]>, for people: HomePeople, in feed: FeedSources,
        at now: Int64
    ) async throws -> [HomeCandidates.Candidate] {
        let visible = found.compactMap { found, post in post.map { (found, $0) } }
        async let open = shows(visible.map(\.1), [.publicOnly(.audience)])
        let relations = try await relations(toAuthorsOf: visible.map(\.1))
        let oldest = now - (limits.homeWindowDays.last ?? 0) * 24 * 3_600_000
        let sensitive = people.settings?[.sensitiveContent] ?? .blur
        return try zip(visible, try await open).compactMap { item, isOpen in
            let (found, post) = item
            let isSensitive = post[.isSensitive] == true
            guard try isOpen.get(), let relation = try relations[post.author]?.get(),
                !relation.isOwner, !relation.follows, !feed.muted.contains(post.author),
                let time = post[.publishedAt], (oldest...now).contains(time),
                !isSensitive || sensitive == .show
                    || (found.reason == .followedHashtag && sensitive == .blur),
                found.reason == .followedHashtag || relation.owner?[.isDiscoverable] != false
            else { return nil }
            return HomeCandidates.Candidate(
                post: post, time: time, reason: found.reason, hashtag: found.hashtag)
        }
    }
}
