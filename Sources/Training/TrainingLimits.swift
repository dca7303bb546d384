/// Every limit of this target.
package enum TrainingLimits {
    /// Rows that are learnt from; some 50 bytes each.
    package static let impressionsMax = 2_000_000
    /// With fewer rows, or fewer of which something came, the weights would be chance.
    package static let impressionsMin = 1_000
    package static let engagedMin = 50
    /// Steps of Newton's method.
    package static let stepsMax = 50
}
