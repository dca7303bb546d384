import Events
import TAO

/// Something that an account has done with the post of another, as it is counted.
struct Engagement: Sendable, Equatable {
    /// The event that tells of it.
    let event: Int64
    let actor: ObjectID
    let post: ObjectID
    /// Milliseconds since 1970.
    let time: Int64
    /// What it adds to what is counted by weight.
    var weight = 0.0
    /// What it adds to how often something was done; -1 for what is taken back.
    var count = 0
    var impressions = 0
    /// Whether it is about the author, and says nothing of how the post was received.
    var isOfAuthor = false

    static let likeWeight = 1.0
    static let commentWeight = 2.0
    static let profileWeight = 1.0
    static let hideWeight = -6.0

    /// What an event says of posts; nothing for most.
    /// - Throws: `DecodingError`.
    static func told(by event: Event) throws -> [Engagement] {
        func engagement(_ post: ObjectID, _ weight: Double, _ count: Int) -> Engagement {
            Engagement(
                event: event.id, actor: ObjectID(rawValue: event.account), post: post,
                time: event.milliseconds, weight: weight, count: count)
        }
        if let like = try LikeChanged(event), like.type == .post {
            let sign = like.isLiked ? 1 : -1
            return [engagement(like.object, Double(sign) * likeWeight, sign)]
        }
        if let comment = try CommentChanged(event), comment.isHidden != true {
            switch comment.change {
            case .created: return [engagement(comment.post, commentWeight, 1)]
            case .deleted: return [engagement(comment.post, -commentWeight, -1)]
            case .edited, .approved: return []
            }
        }
        func ofAuthor(_ post: ObjectID, _ weight: Double, _ count: Int) -> Engagement {
            var engagement = engagement(post, weight, count)
            engagement.isOfAuthor = true
            return engagement
        }
        if let seen = try FeedSeen(event) {
            let impressions = seen.posts.map { post in
                var impression = engagement(post, 0, 0)
                impression.impressions = 1
                return impression
            }
            return impressions + seen.profiles.map { ofAuthor($0, profileWeight, 1) }
        }
        if let hidden = try FeedItemHidden(event), hidden.reason != .seenBefore {
            return [ofAuthor(hidden.post, hideWeight, 0)]
        }
        return []
    }

    var taste: TasteCount {
        TasteCount(
            lately: EngagementCount(engagements: weight, impressions: Double(impressions)),
            inAll: EngagementCount(
                engagements: Double(count), impressions: Double(impressions)))
    }
}

/// Counts what accounts do with posts, from the log of events: so counting is in the way of no write. An event
/// that comes again is known by its number, which what it was counted in holds.
package struct EngagementCounting: EventConsumer {
    package let name = "engagement"
    private let services: SocialServices

    package init(_ services: SocialServices) {
        self.services = services
    }

    /// - Throws: `GraphError` where others are faster, `PostgresError`; `DecodingError` for a payload of
    ///   another form.
    package func handle(_ events: [Event]) async throws {
        var (told, isAny) = ([Engagement](), false)
        for event in events {
            told += try Engagement.told(by: event)
            // Whole events: by the last one that is counted the others are known.
            if told.count >= Self.perRound {
                try await count(told)
                (told, isAny) = ([], true)
            }
        }
        if !told.isEmpty { try await count(told) }
        if isAny || !told.isEmpty { try await services.trimTrending() }
    }

    private func count(_ told: [Engagement]) async throws {
        let ids = told.map(\.post).unique()
        let posts = try await services.tao.stored.loadUnfiltered(Post.self, ids)
        let known = Dictionary(
            uniqueKeysWithValues: posts.compactMap { post in post.map { ($0.id, $0) } })
        // What an account does with its own posts says nothing; posts that are gone are forgotten.
        let counted = told.filter { engagement in
            known[engagement.post].map { $0.author != engagement.actor } ?? false
        }
        let actors = Dictionary(grouping: counted, by: \.actor)
        for some in actors.keys.sorted().chunks(of: Self.perWrite) {
            try await services.tao.deciding(services.limits) {
                try await services.countTastes(of: some, actors, known)
            }
        }
        // One's own posts as well, and those that are gone.
        let impressions = Dictionary(grouping: told.filter { $0.impressions > 0 }, by: \.actor)
        for some in impressions.keys.sorted().chunks(of: Self.perWrite) {
            try await services.tao.deciding(services.limits) {
                try await services.noteSeen(by: some, impressions)
            }
        }
        let received = Dictionary(grouping: counted.filter { !$0.isOfAuthor }, by: \.post)
        for some in received.keys.sorted().chunks(of: Self.perWrite) {
            try await services.tao.deciding(services.limits) {
                try await services.countReceptions(of: some.compactMap { known[$0] }, received)
            }
        }
    }

    /// Engagements that are counted together, and so many more as one event tells of.
    private static let perRound = 1_000

    /// Accounts, or posts, of one write.
    private static let perWrite = 100
}

extension Array {
    fileprivate func chunks(of size: Int) -> [[Element]] {
        stride(from: 0, to: count, by: size).map { Array(self[$0..<Swift.min($0 + size, count)]) }
    }
}

extension SocialServices {
    /// The accounts are held as they are, so that nothing is written for one that goes meanwhile.
    fileprivate func countTastes(
        of actors: [ObjectID], _ engagements: [ObjectID: [Engagement]], _ posts: [ObjectID: Post]
    ) async throws {
        let users = try await tao.stored.loadUnfiltered(User.self, actors)
        let edges = try await tao.stored.lists(
            actors.map { RangeQuery($0, AssociationTypes.taste, limit: 1) })
        let ids = edges.map { $0.associations.first?.id2 }
        let stored = try await tao.stored.loadUnfiltered(Taste.self, ids.compactMap(\.self))
        let tastes = Dictionary(
            uniqueKeysWithValues: stored.compactMap { taste in taste.map { ($0.id, $0) } })
        var write = GraphWrite()
        for ((actor, user), id) in zip(zip(actors, users), ids) {
            guard let user else { continue }
            let taste = id.flatMap { tastes[$0] }
            var properties = Properties<Taste>(taste?.object.data ?? Record())
            let through = properties[.through] ?? 0
            let news = (engagements[actor] ?? []).filter { $0.event > through }
            if news.isEmpty { continue }
            properties[.account] = actor
            properties.count(news, posts, limits)
            if let taste {
                write.update(taste.id, properties, ifVersion: taste.object.version)
            } else {
                let id = try await newID(actor.shard)
                write.holdObject(actor, ifVersion: user.object.version)
                write.requireNone(actor, AssociationTypes.taste, since: 0)
                write.add(id, properties)
                write.addAssociation(actor, AssociationTypes.taste, id)
            }
        }
        if !write.isEmpty { _ = try await tao.commit(write) }
    }

    fileprivate func countReceptions(
        of posts: [Post], _ engagements: [ObjectID: [Engagement]]
    ) async throws {
        let stored = try await tao.stored.loadUnfiltered(
            Reception.self, posts.map { Reception.id(of: $0.id) })
        var write = GraphWrite()
        for (post, reception) in zip(posts, stored) {
            var properties = Properties<Reception>(reception?.object.data ?? Record())
            let through = properties[.through] ?? 0
            let news = (engagements[post.id] ?? []).filter { $0.event > through }
            guard let last = news.last else { continue }
            properties[.through] = last.event
            properties[.engagements] =
                (properties[.engagements] ?? 0) + news.reduce(0) { $0 + $1.count }
            properties[.impressions] =
                (properties[.impressions] ?? 0) + news.reduce(0) { $0 + $1.impressions }
            if isTrending(post, engagements: properties[.engagements] ?? 0, at: last.time) {
                write.addAssociation(
                    Trending.list, AssociationTypes.trending, post.id, time: post[.publishedAt])
            }
            if let reception {
                write.update(reception.id, properties, ifVersion: reception.object.version)
            } else {
                write.holdObject(post.id, ifVersion: post.object.version)
                write.add(Reception.id(of: post.id), properties)
            }
        }
        if !write.isEmpty { _ = try await tao.commit(write) }
    }
}

extension Properties<Taste> {
    /// - Parameter news: in the order of their events.
    mutating func count(
        _ news: [Engagement], _ posts: [ObjectID: Post], _ limits: SocialLimits
    ) {
        guard let last = news.last else { return }
        var authors = TasteTable(self[.authors]?.bytes ?? [])
        var topics = TasteTable(self[.topics]?.bytes ?? [])
        for engagement in news {
            guard let post = posts[engagement.post] else { continue }
            authors.add(engagement.taste, to: post.author.rawValue, at: engagement.time)
            for topic in post.topics {
                topics.add(engagement.taste, to: topic, at: engagement.time)
            }
        }
        authors.shrink(to: limits.tasteAuthorsMax, at: last.time)
        topics.shrink(to: limits.tasteTopicsMax, at: last.time)
        self[.authors] = RecordBytes(bytes: authors.bytes)
        self[.topics] = RecordBytes(bytes: topics.bytes)
        self[.through] = last.event
    }
}
