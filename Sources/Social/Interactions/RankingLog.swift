import Postgres
import TAO

/// A post of the ranked part of HOME that was seen, and what came of it within a day.
package struct RankedImpression: Sendable, Equatable {
    package let viewer: Int64
    package let post: Int64
    /// Milliseconds since 1970; what was served together has the same.
    package let servedAt: Int64
    /// How many posts stood before it.
    package let position: Int
    package let isShuffled: Bool
    /// By the numbers of the signals, as they were when it was served.
    package let features: SIMD8<Float>
    /// Whether the viewer liked, saved, commented on or sent on the post, or went to the profile of its author.
    package internal(set) var isEngaged: Bool
    /// Whether the viewer disliked it, or hid it.
    package internal(set) var isUnwanted = false
}

/// Reads the log of interactions for training, a page and a day at a time: nothing is held for long.
package struct RankingLog: Sendable {
    private let tao: TAO
    private let store: InteractionStore
    private let limits: SocialLimits

    private static let pageRows = 1_000

    package init(_ tao: TAO, _ database: Database, _ limits: SocialLimits = .standard) {
        (self.tao, self.limits) = (tao, limits)
        store = InteractionStore(database: database)
    }

    /// All that were served between two moments, in milliseconds since 1970.
    ///
    /// - Parameters:
    ///   - countMax: reads no more than so many.
    ///   - progress: told how many there are by now.
    package func impressions(
        from begin: Int64, to end: Int64, countMax: Int, progress: (Int) -> Void = { _ in }
    ) async throws -> [RankedImpression] {
        var all: [RankedImpression] = []
        var start = begin
        while start < end {
            let next = min(
                end, InteractionStore.Day(number: InteractionStore.Day(of: start).number + 1).begin)
            var last: RankedImpression?
            repeat {
                let page = try await store.seen(
                    from: start, to: next, after: last,
                    limit: min(Self.pageRows, countMax - all.count))
                last = page.last
                all += try await withOutcomes(page)
                progress(all.count)
            } while last != nil && all.count < countMax
            start = next
        }
        return all
    }

    /// With what the graph knows of what came of them.
    private func withOutcomes(_ page: [RankedImpression]) async throws -> [RankedImpression] {
        let toPost = [
            AssociationTypes.likes, AssociationTypes.saves, AssociationTypes.shares,
            AssociationTypes.dislikes, AssociationTypes.hides,
        ]
        let keys = page.flatMap { row in
            let (viewer, post) = (ObjectID(rawValue: row.viewer), ObjectID(rawValue: row.post))
            let times = row.servedAt...(row.servedAt + limits.trackingTokenMilliseconds)
            return toPost.map { AssociationKey(viewer, $0, post, times: times) } + [
                AssociationKey(post, AssociationTypes.writers, viewer, times: times)
            ]
        }
        let reads = tao.stored
        let edges = try await reads.run { try await reads.edges(keys) }.map { try $0.get() != nil }
        let each = toPost.count + 1
        return page.enumerated().map { index, row in
            let has = Array(edges[(index * each)..<((index + 1) * each)])
            var row = row
            row.isEngaged = row.isEngaged || has[0] || has[1] || has[2] || has[5]
            row.isUnwanted = has[3] || has[4]
            return row
        }
    }
}
