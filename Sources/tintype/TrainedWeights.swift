import Foundation
import Social
import Training

/// A file of weights (`Schema/ranking-weights.json`) that weights are taken from, and learnt ones are put into.
struct TrainedWeights {
    private var models: [[String: Any]]

    /// - Throws: `Failure` for a file that no server would load.
    init(_ folder: RankingFolder) throws {
        _ = try folder.required()
        let data = try Data(contentsOf: URL(filePath: folder.path))
        let file = try JSONSerialization.jsonObject(with: data) as? [String: Any]
        guard let models = file?["models"] as? [[String: Any]], !models.isEmpty else {
            throw Failure("The weights \(folder.path) hold no model.")
        }
        self.models = models
    }

    /// What the first model weighs signals by.
    var first: SignalWeights {
        let signals = models[0]["signals"] as? [String: [String: Double]] ?? [:]
        return SignalWeights(
            bias: models[0]["bias"] as? Double ?? 0,
            signals: RankingModels.signalNames.map { name in
                let signal = signals[name] ?? [:]
                return SignalWeights.Signal(
                    mean: signal["mean"] ?? 0, deviation: signal["deviation"] ?? 1,
                    weight: signal["weight"] ?? 0)
            })
    }

    /// Puts a model into the file. What signals are made of is as in the first one, whose signals were logged.
    ///
    /// - Parameter share: of the viewers, whom it ranks for; with all of them it is alone in the file.
    mutating func add(_ weights: SignalWeights, name: String, version: Int, share: Double) {
        var model = models[0]
        model["name"] = name
        model["version"] = version
        model["share"] = share
        model["bias"] = weights.bias
        model["signals"] = Dictionary(
            uniqueKeysWithValues: zip(RankingModels.signalNames, weights.signals).map {
                ($0, ["mean": $1.mean, "deviation": $1.deviation, "weight": $1.weight])
            })
        let sum = models.reduce(0) { $0 + ($1["share"] as? Double ?? 0) }
        for index in models.indices {
            models[index]["share"] = (models[index]["share"] as? Double ?? 0) / sum * (1 - share)
        }
        models = (share < 1 ? models : []) + [model]
    }

    /// Replaces a file as a whole, if servers would load what it is to hold.
    ///
    /// - Throws: `Failure`; what the file system says.
    func write(to path: String) throws {
        let data = try JSONSerialization.data(
            withJSONObject: ["models": models], options: [.prettyPrinted, .sortedKeys])
        do { _ = try RankingModels(json: Array(data)) } catch {
            throw Failure("The learnt weights are of no use: \(error)")
        }
        try (data + Data("\n".utf8)).write(to: URL(filePath: path), options: .atomic)
    }
}
