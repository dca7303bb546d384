// Made from Schema/ranking.graphql by `tintype graphql swift`.
// Change that file and run it again.

import GraphQL

/// How a post got its place. `probability` is the logistic of the sum of `bias` and all
/// contributions, so that clients can say which signals counted most.
extension RankingExplanation: SchemaObject {
    static let typeName = "RankingExplanation"
    static let fields = RankingExplanationFields()
}

/// Fields of `RankingExplanation`.
struct RankingExplanationFields: Sendable {
    typealias Parent = RankingExplanation

    /// Name of the weights that were used.
    let model = Field<Parent, String, NoArguments>("model")
    /// Predicted chance that the viewer engages, 0 to 1.
    let probability = Field<Parent, Double, NoArguments>("probability")
    /// The constant term.
    let bias = Field<Parent, Double, NoArguments>("bias")
    /// What each signal added, the largest first.
    let contributions = Field<Parent, [RankingContribution], NoArguments>("contributions")
    /// Place by probability, from 1, before what was seen went last, and rules for variety or
    /// chance moved it.
    let rankBeforeDiversity = Field<Parent, Int, NoArguments>("rankBeforeDiversity")
    /// What would move it most: for each signal the change of probability were its value one
    /// deviation higher, the largest first.
    let sensitivities = Field<Parent, [RankingSensitivity], NoArguments>("sensitivities")
}

/// What a change of one signal would do.
extension RankingSensitivity: SchemaObject {
    static let typeName = "RankingSensitivity"
    static let fields = RankingSensitivityFields()
}

/// Fields of `RankingSensitivity`.
struct RankingSensitivityFields: Sendable {
    typealias Parent = RankingSensitivity

    /// Which signal.
    let signal = Field<Parent, RankingSignal, NoArguments>("signal")
    /// Change of the probability, -1 to 1.
    let change = Field<Parent, Double, NoArguments>("change")
}

/// What one signal added.
extension RankingContribution: SchemaObject {
    static let typeName = "RankingContribution"
    static let fields = RankingContributionFields()
}

/// Fields of `RankingContribution`.
struct RankingContributionFields: Sendable {
    typealias Parent = RankingContribution

    /// Which signal.
    let signal = Field<Parent, RankingSignal, NoArguments>("signal")
    /// Its value, in deviations from what is usual.
    let value = Field<Parent, Double, NoArguments>("value")
    /// Its weight.
    let weight = Field<Parent, Double, NoArguments>("weight")
    /// `value` times `weight`.
    let contribution = Field<Parent, Double, NoArguments>("contribution")
}

/// Signals of the ranking.
enum RankingSignal: String, SchemaEnum {
    /// How much the viewer has done with the author's posts lately.
    case affinity = "AFFINITY"
    /// Engagements per impression of the post so far.
    case engagementRate = "ENGAGEMENT_RATE"
    /// 1 / (1 + age in hours / 24).
    case recency = "RECENCY"
    /// How much the viewer engages with this kind of post and its topics.
    case contentAffinity = "CONTENT_AFFINITY"
    /// How often the viewer engages when shown the author.
    case authorEngagement = "AUTHOR_ENGAGEMENT"
    /// Whether author and viewer are close friends or favorites.
    case closeness = "CLOSENESS"
    /// Hour of day and kind of device (`FeedContextInput`).
    case sessionContext = "SESSION_CONTEXT"
}
