import Foundation
import TAO

/// What the signals of one post for one viewer are made of.
struct RankingFacts: Sendable {
    /// Milliseconds since 1970.
    var now: Int64
    var publishedAt: Int64
    var kind: PostKind
    /// How others have received the post; nil where that is not to be told (`hidesCounts`).
    var reception: EngagementCount?
    /// What the viewer has done with the posts of the author.
    var author: TasteCount
    /// What it has done with posts of this kind, and with those that carry each of its hashtags.
    var topics: [TasteCount]
    var isFavorite: Bool
    var isCloseFriend: Bool
    var session: RankingSession
}

/// Engagements and impressions, of a weight and an age that is said where they are kept.
struct EngagementCount: Sendable, Equatable {
    var engagements: Double
    var impressions: Double

    static let none = EngagementCount(engagements: 0, impressions: 0)
}

/// What is known of the moment a feed is opened in. What is not known adds nothing.
struct RankingSession: Sendable, Equatable {
    var device: DeviceKind?
    /// 0 to 3, from the viewer's midnight on.
    var quarter: Int?
}

extension RankingModel.Prior {
    /// The logarithm of the odds of an engagement, smoothed: with nothing known it is that of the prior.
    /// Engagements that nobody has seen the post for (a like from elsewhere) count as impressions too, and
    /// what is worse than none is none.
    func logit(_ count: EngagementCount) -> Double {
        let engaged = max(0, count.engagements)
        let share = (engaged + engagements) / (max(count.impressions, engaged) + impressions)
        return log(share / (1 - share))
    }
}

extension RankingModel {
    /// Steps in which ENGAGEMENT_RATE is told, in logarithms of odds: no count can be read from it.
    static let engagementRateStep = 0.5

    func features(_ facts: RankingFacts) -> RankingFeatures {
        var features = RankingFeatures(repeating: 0)
        func set(_ signal: RankingSignal, _ value: Double) {
            features[signal.index] = Float(Float16(value))
        }
        set(.affinity, priors.affinity.logit(facts.author.lately))
        let rate = priors.engagementRate.logit(facts.reception ?? .none)
        set(
            .engagementRate,
            (rate / Self.engagementRateStep).rounded() * Self.engagementRateStep)
        let hours = Double(max(0, facts.now - facts.publishedAt)) / 3_600_000
        set(.recency, 1 / (1 + hours / 24))
        let topics = facts.topics.map { priors.contentAffinity.logit($0.inAll) }
        set(
            .contentAffinity,
            topics.isEmpty
                ? priors.contentAffinity.logit(.none)
                : topics.reduce(0, +) / Double(topics.count))
        set(.authorEngagement, priors.authorEngagement.logit(facts.author.inAll))
        set(
            .closeness,
            facts.isFavorite
                ? closeness.favorite : facts.isCloseFriend ? closeness.closeFriend : 0)
        let device = facts.session.device.flatMap { devices[$0] }?.value(of: facts.kind) ?? 0
        let quarter = facts.session.quarter.map { quarters[$0].value(of: facts.kind) } ?? 0
        set(.sessionContext, device + quarter)
        return features
    }
}
