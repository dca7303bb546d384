import GraphQL

/// How a post got its place.
struct RankingExplanation: Sendable, Equatable {
    let model: String
    let probability: Double
    let bias: Double
    /// The largest first, whatever their sign; those of the same size by the numbers of their signals.
    let contributions: [RankingContribution]
    /// From 1.
    let rankBeforeDiversity: Int
    /// In the same way.
    let sensitivities: [RankingSensitivity]

    init(_ features: RankingFeatures, _ scale: RankingScale, rankBeforeDiversity: Int) {
        let logit = scale.logit(features)
        let probability = logistic(logit)
        model = scale.title
        self.probability = probability
        self.rankBeforeDiversity = rankBeforeDiversity
        bias = scale.bias
        let parts = RankingSignal.allCases.map { signal in
            RankingContribution(
                signal: signal, value: scale.value(features, signal.index),
                weight: scale.weights[signal.index].weight)
        }
        func largestFirst<Part>(_ parts: [Part], _ size: (Part) -> Double) -> [Part] {
            parts.enumerated().sorted {
                (-abs(size($0.element)), $0.offset) < (-abs(size($1.element)), $1.offset)
            }.map(\.element)
        }
        contributions = largestFirst(parts) { $0.contribution }
        sensitivities = largestFirst(
            parts.map { part in
                RankingSensitivity(
                    signal: part.signal, change: logistic(logit + part.weight) - probability)
            }
        ) { $0.change }
    }
}

/// What one signal added.
struct RankingContribution: Sendable, Equatable {
    let signal: RankingSignal
    let value: Double
    let weight: Double

    var contribution: Double { value * weight }
}

/// What a value one deviation higher would do.
struct RankingSensitivity: Sendable, Equatable {
    let signal: RankingSignal
    let change: Double
}

extension Resolvers<RequestContext> {
    mutating func registerRanking() {
        type(RankingExplanation.self) { explanation in
            explanation.field(\.model) { $0.model }
            explanation.field(\.probability) { $0.probability }
            explanation.field(\.bias) { $0.bias }
            explanation.field(\.contributions) { $0.contributions }
            explanation.field(\.rankBeforeDiversity) { $0.rankBeforeDiversity }
            explanation.field(\.sensitivities) { $0.sensitivities }
        }
        type(RankingContribution.self) { part in
            part.field(\.signal) { $0.signal }
            part.field(\.value) { $0.value }
            part.field(\.weight) { $0.weight }
            part.field(\.contribution) { $0.contribution }
        }
        type(RankingSensitivity.self) { part in
            part.field(\.signal) { $0.signal }
            part.field(\.change) { $0.change }
        }
    }
}
