import Foundation
import Gateway
import Logging
import ServiceLifecycle
import Social

/// The file of weights that HOME is ranked by.
struct RankingFolder: Sendable {
    let path: String

    /// - Throws: `GatewayError` if it cannot be read; `RankingFileFault` for what is wrong with it.
    func models() throws -> RankingModels {
        let text = try PackedFile.text(path, bytesMax: CommandLimits.weightsBytesMax)
        return try RankingModels(json: Array(text.utf8))
    }

    /// By which another file is told from this one: when it was written, and how long it is.
    func mark() -> [Double]? {
        guard let facts = try? FileManager.default.attributesOfItem(atPath: path),
            let time = facts[.modificationDate] as? Date, let size = facts[.size] as? Int
        else { return nil }
        return [time.timeIntervalSince1970, Double(size)]
    }

    /// - Throws: `Failure` in place of what is wrong with it: a server does not start with weights that
    ///   nobody has chosen.
    func required() throws -> RankingModels {
        do { return try models() } catch {
            throw Failure("The weights \(path) are of no use: \(error)")
        }
    }
}

/// Takes new weights over while the server runs. A file with a fault is told of, and changes nothing.
struct RankingWatch: Service, CustomStringConvertible {
    let description = "weights of ranking"
    private static let period = Duration.seconds(2)

    let folder: RankingFolder
    let weights: RankingWeights
    let logger: Logger
    /// Of the file that the weights were read from.
    let mark: [Double]?

    func run() async throws {
        try? await cancelWhenGracefulShutdown {
            var known = mark
            while true {
                try await Task.sleep(for: Self.period)
                let mark = folder.mark()
                if mark == known { continue }
                known = mark
                do {
                    let models = try folder.models()
                    weights.replace(by: models)
                    logger.notice(
                        "New weights rank HOME",
                        metadata: ["models": "\(models.titles.joined(separator: ", "))"])
                } catch {
                    logger.warning("The new weights are not used: \(error)")
                }
            }
        }
    }
}
