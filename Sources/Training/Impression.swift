import Foundation

/// A post that was shown to a viewer, as it was ranked then, and what came of it.
package struct Impression: Sendable, Equatable {
    /// Signals of the model; lanes behind `Impression.signalCount` are not used.
    package var signals: SIMD8<Float>
    /// How many posts stood before it.
    package var position: Int
    /// Whether the viewer engaged with it.
    package var isEngaged: Bool
    /// How many rows it counts for: what a viewer does not want to see says more than what it passes over.
    package var weight: Float
    /// Who saw it, to keep all rows of a viewer on one side of the test.
    package var viewer: Int64
    /// What was shown together, to compare orders.
    package var list: Int64
    /// Whether chance had moved what stood first.
    package var isShuffled: Bool

    package static let signalCount = 7

    package init(
        signals: SIMD8<Float>, position: Int, isEngaged: Bool, weight: Float = 1, viewer: Int64,
        list: Int64, isShuffled: Bool = false
    ) {
        self.signals = signals
        self.position = position
        self.isEngaged = isEngaged
        self.weight = weight
        self.viewer = viewer
        self.list = list
        self.isShuffled = isShuffled
    }
}

/// Weights of signals, each in deviations from its mean, as files of weights have them.
package struct SignalWeights: Sendable, Equatable {
    package struct Signal: Sendable, Equatable {
        package var mean: Double
        /// Above 0.
        package var deviation: Double
        package var weight: Double

        package init(mean: Double, deviation: Double, weight: Double) {
            (self.mean, self.deviation, self.weight) = (mean, deviation, weight)
        }
    }

    package var bias: Double
    package var signals: [Signal]
    /// Of log(1 + position). Servers have no use for it: what they rank has no place yet.
    package var position: Double

    package init(bias: Double, signals: [Signal], position: Double = 0) {
        (self.bias, self.signals, self.position) = (bias, signals, position)
    }

    /// The logarithm of the odds of an engagement, as if it stood first.
    package func logit(_ values: SIMD8<Float>) -> Double {
        signals.indices.reduce(bias) { sum, index in
            let signal = signals[index]
            return sum + signal.weight * (Double(values[index]) - signal.mean) / signal.deviation
        }
    }

    /// The chance of an engagement, as if it stood first.
    package func chance(_ values: SIMD8<Float>) -> Double { 1 / (1 + exp(-logit(values))) }
}
