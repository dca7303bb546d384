import TAO

extension RequestContext {
    /// Puts candidates in order.
    ///
    /// - Parameters:
    ///   - now: for which the order is made.
    ///   - rankedBefore: how many were shown before, of an order that is made again.
    func homeOrder(
        of found: HomeCandidates, for viewer: ObjectID, _ session: RankingSession, at now: Int64,
        rankedBefore: Int = 0
    ) -> HomeOrder {
        let model = services.ranking.current.model(for: viewer)
        let factors = RankingFactors(
            found.people.settings?[.rankingPreferences]?.preferences ?? [])
        let scale = model.scale.times(factors)
        let facts = RankingFactTable(found, session: session, now: now)
        let features = found.candidates.map { model.features(facts.facts(of: $0)) }
        let candidates = zip(found.candidates, features).map { candidate, features in
            RankedCandidate(
                post: candidate.post.id, author: candidate.post.author, time: candidate.time,
                logit: scale.logit(features),
                isSuggested: candidate.reason.isSuggestion,
                isSeen: found.people.seen.has(candidate.post.id.rawValue, at: self.now, limits))
        }
        var order = RankedOrder(candidates, isChronological: factors.isChronological)
        let isShuffled = !factors.isChronological && order.explore(for: viewer, at: now, limits)
        let places = Dictionary(
            uniqueKeysWithValues: zip(candidates.map(\.post), candidates.indices))
        let items = order.items.compactMap { item -> HomeOrder.Item? in
            guard let place = places[item.candidate.post] else { return nil }
            let candidate = found.candidates[place]
            return HomeOrder.Item(
                post: candidate.post.id, reason: candidate.reason, hashtag: candidate.hashtag,
                rank: rankedBefore + item.rank, features: features[place],
                isShuffled: isShuffled)
        }
        return HomeOrder(generatedAt: now, horizon: found.horizon, scale: scale, items: items)
    }
}

/// What the signals of candidates are made of, unpacked once for all of them.
private struct RankingFactTable {
    private let found: HomeCandidates
    private let authors: TasteTable
    private let topics: TasteTable
    private let session: RankingSession
    private let now: Int64

    init(_ found: HomeCandidates, session: RankingSession, now: Int64) {
        (self.found, self.session, self.now) = (found, session, now)
        authors = found.taste?.authors ?? TasteTable()
        topics = found.taste?.topics ?? TasteTable()
    }

    func facts(of candidate: HomeCandidates.Candidate) -> RankingFacts {
        let post = candidate.post
        return RankingFacts(
            now: now, publishedAt: candidate.time, kind: post.postKind,
            // A rate, however coarse, is made of what its author hides.
            reception: post.hidesCounts ? nil : found.receptions[post.id],
            author: authors.count(of: post.author.rawValue, at: now),
            topics: post.topics.map { topics.count(of: $0, at: now) },
            isFavorite: found.people.favorites.contains(post.author),
            isCloseFriend: found.people.closeFriends.contains(post.author), session: session)
    }
}

extension RankingSession {
    init(_ input: FeedContextInput?, at now: Int64) {
        device = input?.device
        quarter = input?.timeZone.map { $0.hour(at: now) / 6 }
    }
}
