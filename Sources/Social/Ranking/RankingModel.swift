import Foundation
import TAO

/// Weights that make a chance out of the signals of a post: `p = 1 / (1 + exp(-z))` with
/// `z = bias + sum of weight × (value - mean) / deviation`.
struct RankingScale: Sendable, Equatable {
    /// Of one signal. Mean and deviation are what it is like among posts that were shown; the weight is of a
    /// value of one deviation.
    struct Weight: Sendable, Equatable, Decodable {
        var mean: Double
        /// Above 0.
        var deviation: Double
        var weight: Double
    }

    /// Of the model, as clients are told.
    var title: String
    var bias: Double
    /// By the numbers of the signals.
    var weights: [Weight]

    /// The value of a signal in deviations from its mean.
    func value(_ features: RankingFeatures, _ index: Int) -> Double {
        (Double(features[index]) - weights[index].mean) / weights[index].deviation
    }

    /// The logarithm of the odds that the viewer engages.
    func logit(_ features: RankingFeatures) -> Double {
        weights.indices.reduce(bias) { sum, index in
            sum + value(features, index) * weights[index].weight
        }
    }

    /// The model in few bytes: a hash (FNV-1a) of its title.
    var mark: UInt32 { UInt32(truncatingIfNeeded: fnv1a(title.utf8)) }

    /// With weights as much as a viewer wants each signal to count.
    func times(_ factors: RankingFactors) -> RankingScale {
        var scale = self
        for index in weights.indices { scale.weights[index].weight *= factors.values[index] }
        return scale
    }
}

/// How posts are ranked. Read from a file (`RankingFile`); all its numbers are finite.
struct RankingModel: Sendable, Equatable {
    /// What is taken for known before anything is: so many engagements of so many impressions.
    struct Prior: Sendable, Equatable, Decodable {
        var engagements: Double
        /// More than `engagements`.
        var impressions: Double
    }

    /// Of the rates that signals are made of.
    struct Priors: Sendable, Equatable, Decodable {
        var affinity: Prior
        var engagementRate: Prior
        var contentAffinity: Prior
        var authorEngagement: Prior
    }

    /// Values of CLOSENESS.
    struct Closeness: Sendable, Equatable, Decodable {
        var favorite: Double
        var closeFriend: Double
    }

    /// What a moment adds to SESSION_CONTEXT for each kind of post, in natural logarithms of odds.
    struct Moment: Sendable, Equatable, Decodable {
        var photo: Double
        var carousel: Double

        func value(of kind: PostKind) -> Double {
            switch kind {
            // Of one picture, too; no log says yet how videos differ.
            case .photo, .video: photo
            case .carousel: carousel
            }
        }
    }

    /// Which part of the viewers it ranks for, beside the shares of the other models.
    var share: Double
    var scale: RankingScale
    var priors: Priors
    var closeness: Closeness
    var devices: [DeviceKind: Moment]
    /// Four quarters of the day, from midnight on.
    var quarters: [Moment]

    var title: String { scale.title }

    /// What a process uses that was given no file: the newest first.
    static let recencyAlone: RankingModel = {
        let nothing = Moment(photo: 0, carousel: 0)
        let prior = Prior(engagements: 1, impressions: 20)
        var weights = RankingSignal.allCases.map { _ in
            RankingScale.Weight(mean: 0, deviation: 1, weight: 0)
        }
        weights[RankingSignal.recency.index].weight = 1
        return RankingModel(
            share: 1, scale: RankingScale(title: "recency 1", bias: 0, weights: weights),
            priors: Priors(
                affinity: prior, engagementRate: prior, contentAffinity: prior,
                authorEngagement: prior),
            closeness: Closeness(favorite: 1, closeFriend: 0.7),
            devices: Dictionary(uniqueKeysWithValues: DeviceKind.allCases.map { ($0, nothing) }),
            quarters: [nothing, nothing, nothing, nothing])
    }()
}

extension RankingSignal {
    /// Where its value stands among those of the others.
    var index: Int { Int(number) }
}

/// What is known of a post for a viewer, a value of each signal, by the numbers of the signals. The last lane
/// is not used. All are numbers that two bytes hold (`Float16`), so what snapshots and tracking tokens keep is what
/// the order was made by.
typealias RankingFeatures = SIMD8<Float>

/// How much each signal counts for one viewer: times its weight. By the numbers of the signals.
struct RankingFactors: Sendable, Equatable {
    private(set) var values = RankingSignal.allCases.map { _ in 1.0 }

    init(_ preferences: [RankingPreference] = []) {
        for preference in preferences { values[preference.signal.index] = preference.factor }
    }

    /// Whether RECENCY alone counts: then the order is exactly that of publication.
    var isChronological: Bool {
        RankingSignal.allCases.allSatisfy { (values[$0.index] > 0) == ($0 == .recency) }
    }
}

/// The logistic function.
func logistic(_ logit: Double) -> Double { 1 / (1 + exp(-logit)) }
