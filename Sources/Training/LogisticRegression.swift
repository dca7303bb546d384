import Foundation

/// Why there are no weights, in a sentence.
package struct TrainingFailure: Error, CustomStringConvertible, Equatable {
    package let description: String
}

/// Logistic regression with a penalty (L2) on all weights but the constant term, by Newton's method, also called
/// iteratively reweighted least squares. T. Hastie and others, "The Elements of Statistical Learning", 4.4.1.
package struct LogisticRegression: Sendable {
    /// What a weight of 1 costs, in logarithms of likelihood: half of this.
    package var penalty = 1.0
    /// Whether the place on the page is a signal of its own.
    package var knowsPosition = true
    /// Steps after which it has settled, or never does.
    var stepsMax = TrainingLimits.stepsMax

    package init() {}

    /// Constant, signals, position.
    private static let count = 1 + Impression.signalCount + 1
    private static let tolerance = 1e-9

    /// - Throws: `TrainingFailure` for too few rows, and if there is no optimum that numbers can tell.
    package func fit(_ rows: [Impression]) throws(TrainingFailure) -> SignalWeights {
        let engaged = rows.count(where: \.isEngaged)
        guard rows.count >= TrainingLimits.impressionsMin, engaged >= TrainingLimits.engagedMin,
            rows.count - engaged >= TrainingLimits.engagedMin
        else {
            throw TrainingFailure(
                description: """
                    \(rows.count) impressions, of which \(engaged) led to something, are too few: at least \
                    \(TrainingLimits.impressionsMin), and \(TrainingLimits.engagedMin) of either kind.
                    """)
        }
        guard rows.count <= TrainingLimits.impressionsMax else {
            throw TrainingFailure(
                description: "At most \(TrainingLimits.impressionsMax) impressions are learnt from."
            )
        }
        let scales = Self.scales(rows)
        let table = Table(rows, scales, knowsPosition: knowsPosition)
        var weights = [Double](repeating: 0, count: Self.count)
        var (loss, slope, bend) = table.derivatives(at: weights, penalty: penalty)
        for _ in 0..<stepsMax {
            guard let step = solved(bend, slope, count: Self.count) else { break }
            // A whole step may lead too far where the chances are near 0 or 1.
            var share = 1.0
            func taken() -> [Double] { zip(weights, step).map { $0 - share * $1 } }
            var next = taken()
            var found = table.derivatives(at: next, penalty: penalty)
            while !(found.loss <= loss), share > 1e-6 {
                share /= 2
                next = taken()
                found = table.derivatives(at: next, penalty: penalty)
            }
            guard found.loss <= loss else { break }
            let gain = loss - found.loss
            (weights, loss, slope, bend) = (next, found.loss, found.slope, found.bend)
            if gain <= Self.tolerance * abs(loss) { break }
        }
        guard weights.allSatisfy(\.isFinite), slope.allSatisfy({ abs($0) < 1e-3 * table.weight })
        else {
            throw TrainingFailure(description: "The weights do not settle.")
        }
        let signals = zip(scales, weights.dropFirst()).map {
            SignalWeights.Signal(mean: $0.mean, deviation: $0.deviation, weight: $1)
        }
        return SignalWeights(
            bias: weights[0], signals: signals, position: weights[Self.count - 1])
    }

    /// Mean and deviation of each signal; 1 for one that does not vary, which gets no weight.
    private static func scales(_ rows: [Impression]) -> [(mean: Double, deviation: Double)] {
        (0..<Impression.signalCount).map { index in
            let mean = rows.reduce(0) { $0 + Double($1.signals[index]) } / Double(rows.count)
            let square =
                rows.reduce(0) { sum, row in
                    let distance = Double(row.signals[index]) - mean
                    return sum + distance * distance
                } / Double(rows.count)
            return (mean, square > 1e-12 ? square.squareRoot() : 1)
        }
    }

    /// The rows on one scale, in one piece of memory.
    private struct Table {
        private let values: [Double]
        private let labels: [Double]
        private let weights: [Double]
        let weight: Double

        init(
            _ rows: [Impression], _ scales: [(mean: Double, deviation: Double)], knowsPosition: Bool
        ) {
            var values: [Double] = []
            values.reserveCapacity(rows.count * LogisticRegression.count)
            for row in rows {
                values.append(1)
                for (index, scale) in scales.enumerated() {
                    values.append((Double(row.signals[index]) - scale.mean) / scale.deviation)
                }
                values.append(knowsPosition ? log1p(Double(row.position)) : 0)
            }
            self.values = values
            labels = rows.map { $0.isEngaged ? 1 : 0 }
            weights = rows.map { Double($0.weight) }
            weight = weights.reduce(0, +)
        }

        /// The loss at some weights, and its first and second derivatives. Of the second, which is symmetric,
        /// rows up to the diagonal.
        func derivatives(
            at point: [Double], penalty: Double
        ) -> (loss: Double, slope: [Double], bend: [Double]) {
            let count = LogisticRegression.count
            var loss = 0.0
            var slope = [Double](repeating: 0, count: count)
            var bend = [Double](repeating: 0, count: count * count)
            // All of the time goes here: without checks it takes a third.
            values.withUnsafeBufferPointer { values in
                bend.withUnsafeMutableBufferPointer { bend in
                    slope.withUnsafeMutableBufferPointer { slope in
                        loss = add(values, to: slope, bend, at: point)
                    }
                }
            }
            for index in 1..<count {
                loss += penalty / 2 * point[index] * point[index]
                slope[index] += penalty * point[index]
                bend[index * count + index] += penalty
            }
            return (loss, slope, bend)
        }

        /// - Returns: the loss without the penalty.
        private func add(
            _ values: UnsafeBufferPointer<Double>, to slope: UnsafeMutableBufferPointer<Double>,
            _ bend: UnsafeMutableBufferPointer<Double>, at point: [Double]
        ) -> Double {
            let count = LogisticRegression.count
            var loss = 0.0
            for row in labels.indices {
                let values = UnsafeBufferPointer(
                    rebasing: values[(row * count)..<((row + 1) * count)])
                var logit = 0.0
                for index in 0..<count { logit += point[index] * values[index] }
                let (label, weight) = (labels[row], weights[row])
                let small = exp(-abs(logit))
                let chance = logit >= 0 ? 1 / (1 + small) : small / (1 + small)
                // log(1 + exp(z)) - y z, without a number too large.
                loss += weight * (max(logit, 0) + log1p(small) - label * logit)
                let error = weight * (chance - label)
                let curve = weight * chance * (1 - chance)
                for index in 0..<count {
                    slope[index] += error * values[index]
                    let part = curve * values[index]
                    for other in 0...index { bend[index * count + other] += part * values[other] }
                }
            }
            return loss
        }
    }
}

/// Solves `matrix · x = right` for a symmetric matrix of which rows up to the diagonal are given, by Cholesky's
/// decomposition.
///
/// - Returns: nil if the matrix is not positive definite.
private func solved(_ matrix: [Double], _ right: [Double], count: Int) -> [Double]? {
    var lower = matrix
    for row in 0..<count {
        for column in 0...row {
            var sum = lower[row * count + column]
            for index in 0..<column {
                sum -= lower[row * count + index] * lower[column * count + index]
            }
            if row == column {
                guard sum > 0, sum.isFinite else { return nil }
                lower[row * count + row] = sum.squareRoot()
            } else {
                lower[row * count + column] = sum / lower[column * count + column]
            }
        }
    }
    var solution = right
    for row in 0..<count {
        for index in 0..<row { solution[row] -= lower[row * count + index] * solution[index] }
        solution[row] /= lower[row * count + row]
    }
    for row in (0..<count).reversed() {
        for index in stride(from: row + 1, to: count, by: 1) {
            solution[row] -= lower[index * count + row] * solution[index]
        }
        solution[row] /= lower[row * count + row]
    }
    return solution
}
