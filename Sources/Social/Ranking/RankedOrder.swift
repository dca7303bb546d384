import TAO

/// A post that may be shown, with what the order of a feed is made of.
struct RankedCandidate: Sendable, Equatable {
    let post: ObjectID
    let author: ObjectID
    /// Of its publication, in milliseconds since 1970.
    let time: Int64
    let logit: Double
    let isSuggested: Bool
    /// Whether the viewer has seen it lately.
    var isSeen = false

    /// By the chance, and then by time.
    fileprivate func isMoreLikely(than other: RankedCandidate) -> Bool {
        (logit, time, post) > (other.logit, other.time, other.post)
    }
}

/// The order of a ranked feed: by the chance that the viewer engages, moved apart for variety.
///
/// - What the viewer has seen comes behind all that it has not.
/// - At most `authorMax` posts of an author stand among `window` that follow each other, and none next to
///   another of the same author if there is one of somebody else whose logit is at most `nearLogit` lower;
///   as long as there are others at all.
/// - Suggestions are `suggestionDistance` places apart, and there are no more than so many allow; without
///   anything else they are all there is.
/// - What is moved comes later: each candidate stands in the order once, save for suggestions too many.
struct RankedOrder: Sendable {
    static let window = 20
    static let authorMax = 3
    static let nearLogit = 0.5
    static let suggestionDistance = 10

    /// Candidates in the order to be shown, and the place of each by chance, from 1.
    private(set) var items: [(candidate: RankedCandidate, rank: Int)] = []

    /// - Parameter isChronological: whether the newest stands first, and nothing is moved.
    init(_ candidates: [RankedCandidate], isChronological: Bool) {
        let kept = Self.withoutSurplus(candidates, isChronological: isChronological)
        let ranked = kept.sorted {
            isChronological
                ? ($0.time, $0.post) > ($1.time, $1.post) : $0.isMoreLikely(than: $1)
        }
        let numbered = zip(ranked, 1...).map { (candidate: $0, rank: $1) }
        if isChronological {
            items = numbered
            return
        }
        let hasOthers = kept.contains { !$0.isSuggested }
        var left = numbered.filter { !$0.candidate.isSeen } + numbered.filter(\.candidate.isSeen)
        while !left.isEmpty {
            items.append(left.remove(at: next(among: left, spacesSuggestions: hasOthers)))
        }
    }

    /// The best suggestions, as many as have room.
    private static func withoutSurplus(
        _ candidates: [RankedCandidate], isChronological: Bool
    ) -> [RankedCandidate] {
        let others = candidates.filter { !$0.isSuggested }
        if others.isEmpty || others.count == candidates.count { return candidates }
        if isChronological { return others }
        let suggested = candidates.filter(\.isSuggested)
            .sorted { $0.isSeen == $1.isSeen ? $0.isMoreLikely(than: $1) : $1.isSeen }
        return others + suggested.prefix(others.count / (suggestionDistance - 1))
    }

    /// The place of the candidate that follows among those that are left.
    private func next(
        among left: [(candidate: RankedCandidate, rank: Int)], spacesSuggestions: Bool
    ) -> Int {
        let recent = items.suffix(Self.window - 1).map(\.candidate)
        let last = recent.last?.author
        var counts: [ObjectID: Int] = [:]
        for candidate in recent { counts[candidate.author, default: 0] += 1 }
        let isTooSoon =
            spacesSuggestions
            && recent.suffix(Self.suggestionDistance - 1).contains(where: \.isSuggested)
        func fits(_ candidate: RankedCandidate) -> Bool {
            !(candidate.isSuggested && isTooSoon)
                && counts[candidate.author, default: 0] < Self.authorMax
        }
        guard let best = left.firstIndex(where: { fits($0.candidate) }) else {
            // Only such are left as break a rule: the best that comes not too soon.
            return left.firstIndex { !($0.candidate.isSuggested && isTooSoon) } ?? 0
        }
        if left[best].candidate.author != last { return best }
        let bound = left[best].candidate.logit - Self.nearLogit
        let other = left[best...].firstIndex { item in
            fits(item.candidate) && item.candidate.author != last
                && item.candidate.isSeen == left[best].candidate.isSeen
        }
        if let other, left[other].candidate.logit >= bound { return other }
        return best
    }
}

extension RankedOrder {
    /// Has chance move what stands first, if this is an order that is chosen for it (`Exploration`).
    ///
    /// - Returns: whether it is.
    mutating func explore(
        for viewer: ObjectID, at time: Int64, _ limits: SocialLimits
    ) -> Bool {
        guard Exploration.isChosen(viewer, at: time, share: limits.explorationShare) else {
            return false
        }
        Exploration.shuffle(
            &items, places: limits.explorationPlacesMax, viewer, at: time)
        return true
    }
}
