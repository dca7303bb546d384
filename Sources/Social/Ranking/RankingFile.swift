import Foundation
import TAO

/// What is wrong with a file of weights, in a sentence. Nothing of it is used then.
package struct RankingFileFault: Error, CustomStringConvertible, Equatable {
    package let description: String
}

/// The models of one file, of which each viewer has one.
package struct RankingModels: Sendable, Equatable {
    let models: [RankingModel]

    package static let recencyAlone = RankingModels(models: [.recencyAlone])

    init(models: [RankingModel]) {
        self.models = models
    }

    /// - Parameter json: the text of the file, as `Schema/ranking-weights.json` has it.
    /// - Throws: `RankingFileFault` if one number is missing or no number, or the rest makes no sense.
    package init(json: [UInt8]) throws(RankingFileFault) {
        let file: RankingFile
        do {
            file = try JSONDecoder().decode(RankingFile.self, from: Data(json))
        } catch let error as DecodingError {
            throw RankingFileFault(error)
        } catch {
            throw RankingFileFault(description: "The weights cannot be read: \(error)")
        }
        let countMax = SocialLimits.standard.rankingModelsMax
        guard (1...countMax).contains(file.models.count) else {
            throw RankingFileFault(
                description: "A file of weights holds 1 to \(countMax) models.")
        }
        var models: [RankingModel] = []
        for model in file.models { models.append(try RankingModel(model)) }
        guard Set(models.map(\.title)).count == models.count else {
            throw RankingFileFault(description: "Two models have one name and version.")
        }
        self.models = models
    }

    /// Names of the signals in files, in the order of the features that are logged.
    package static let signalNames = RankingSignal.allCases.sorted { $0.index < $1.index }
        .map(\.rawValue)

    /// How the models are called, for logs.
    package var titles: [String] { models.map(\.title) }

    /// The model of a viewer: always the same, and each of as many viewers as its share says.
    func model(for viewer: ObjectID) -> RankingModel {
        let bytes = withUnsafeBytes(of: viewer.rawValue.bigEndian) { Array($0) }
        // Mixed again: the last bytes of ids are alike, and FNV-1a leaves that in its upper bits.
        var hash = fnv1a(bytes)
        hash = (hash ^ hash >> 33) &* 0xff51_afd7_ed55_8ccd
        let place = Double((hash ^ hash >> 33) >> 11) / Double(1 << 53)
        var rest = place * models.reduce(0) { $0 + $1.share }
        for model in models {
            rest -= model.share
            if rest < 0 { return model }
        }
        return models[models.count - 1]
    }
}

/// The file as it is written.
private struct RankingFile: Decodable {
    let models: [Model]

    struct Model: Decodable {
        let name: String
        let version: Int
        let share: Double
        let bias: Double
        let signals: [String: RankingScale.Weight]
        let priors: RankingModel.Priors
        let closeness: RankingModel.Closeness
        let devices: [String: RankingModel.Moment]
        let quarters: [RankingModel.Moment]
    }
}

extension RankingFileFault {
    fileprivate init(_ error: DecodingError) {
        func place(_ context: DecodingError.Context, _ key: (any CodingKey)? = nil) -> String {
            let path = context.codingPath + [key].compactMap(\.self)
            return path.map { $0.intValue.map(String.init) ?? $0.stringValue }
                .joined(separator: ".")
        }
        switch error {
        case .keyNotFound(let key, let context):
            self.init(description: "The weights lack \(place(context, key)).")
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            self.init(description: "\(place(context)) of the weights is not what it should be.")
        case .dataCorrupted(let context) where !context.codingPath.isEmpty:
            self.init(description: "\(place(context)) of the weights is not what it should be.")
        default:
            self.init(description: "The weights are no JSON.")
        }
    }
}

extension RankingModel {
    fileprivate init(_ file: RankingFile.Model) throws(RankingFileFault) {
        let checks = RankingFileChecks(name: file.name)
        try checks.checkName()
        var weights: [RankingScale.Weight] = []
        for signal in RankingSignal.allCases {
            weights.append(try checks.weight(file.signals[signal.rawValue], of: signal))
        }
        var devices: [DeviceKind: Moment] = [:]
        for device in DeviceKind.allCases {
            guard let given = file.devices[device.rawValue] else {
                throw checks.fault("lacks the device \(device.rawValue)")
            }
            try checks.check(given, device.rawValue)
            devices[device] = given
        }
        guard file.quarters.count == 4 else {
            throw checks.fault("has a day without four quarters")
        }
        for (index, given) in file.quarters.enumerated() {
            try checks.check(given, "quarters.\(index)")
        }
        try checks.check(file.share, "The share") { $0 > 0 }
        try checks.check(file.bias, "The constant term")
        try checks.check(file.priors.affinity, "affinity")
        try checks.check(file.priors.engagementRate, "engagementRate")
        try checks.check(file.priors.contentAffinity, "contentAffinity")
        try checks.check(file.priors.authorEngagement, "authorEngagement")
        try checks.check(file.closeness.favorite, "closeness.favorite")
        try checks.check(file.closeness.closeFriend, "closeness.closeFriend")
        self.init(
            share: file.share,
            scale: RankingScale(
                title: "\(file.name) \(file.version)", bias: file.bias, weights: weights),
            priors: file.priors, closeness: file.closeness, devices: devices,
            quarters: file.quarters)
    }
}

/// What must be so of the numbers of one model.
private struct RankingFileChecks {
    let name: String

    private static let nameBytes = 1...64

    func fault(_ what: String) -> RankingFileFault {
        RankingFileFault(description: "The model \(name) \(what).")
    }

    func checkName() throws(RankingFileFault) {
        guard Self.nameBytes.contains(name.utf8.count) else {
            throw RankingFileFault(description: "The name of a model has 1 to 64 bytes.")
        }
    }

    func check(
        _ value: Double, _ what: String, _ isGood: (Double) -> Bool = { _ in true }
    ) throws(RankingFileFault) {
        if value.isFinite, isGood(value) { return }
        throw RankingFileFault(description: "\(what) of the model \(name) cannot be \(value).")
    }

    func weight(
        _ given: RankingScale.Weight?, of signal: RankingSignal
    ) throws(RankingFileFault) -> RankingScale.Weight {
        let what = signal.rawValue
        guard let given else { throw fault("lacks the signal \(what)") }
        try check(given.mean, "\(what).mean")
        try check(given.deviation, "\(what).deviation") { $0 > 0 }
        try check(given.weight, "\(what).weight")
        return given
    }

    func check(_ prior: RankingModel.Prior, _ what: String) throws(RankingFileFault) {
        try check(prior.engagements, "\(what).engagements") { $0 > 0 }
        try check(prior.impressions, "\(what).impressions") { $0 > prior.engagements }
    }

    func check(_ moment: RankingModel.Moment, _ what: String) throws(RankingFileFault) {
        try check(moment.photo, "\(what).photo")
        try check(moment.carousel, "\(what).carousel")
    }
}
