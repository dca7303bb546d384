import ArgumentParser
import Foundation
import Postgres
import Social
import TAO
import Training

/// `tintype rank`: what HOME is ranked by.
struct RankCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rank", abstract: "Learns what HOME is ranked by.",
        subcommands: [Train.self], defaultSubcommand: Train.self)

    struct Train: SettingsCommand {
        static let configuration = CommandConfiguration(
            abstract: "Makes a file of weights out of the log of what accounts did with HOME.",
            discussion: """
                Prints how good three orders are, for viewers that nothing was learnt from: the newest first, by \
                the weights there are, and by those that were learnt. AUC is the chance that of two posts the one \
                that led to something has the better place; NDCG@10 is how much of what could be had in the first \
                ten places is there.

                A running server takes the file over when it replaces Schema/ranking-weights.json.
                """)

        @Option(help: ArgumentHelp("Learns from so many days.", valueName: "n")) var days = 30
        @Option(
            name: .shortAndLong,
            help: ArgumentHelp(
                "Writes the weights here; else they are only tried.", valueName: "file"))
        var out: String?
        @Option(help: ArgumentHelp("What the model is called.", valueName: "name"))
        var name = "trained"
        @Option(help: ArgumentHelp("Its version.", valueName: "n")) var version = 1
        @Option(
            help: ArgumentHelp(
                "Which part of the viewers it ranks for, beside the models there are.",
                valueName: "0…1"))
        var share = 1.0
        @Option(help: ArgumentHelp("What large weights cost.", valueName: "x")) var penalty = 1.0
        @Option(
            help: ArgumentHelp(
                "Learns from so many invented impressions, of which the truth is known.",
                valueName: "n"))
        var generated: Int?
        @OptionGroup(title: "Database") var database: TableSettings

        var given: [Given] { database.given }

        func validate() throws {
            try check(days, "--days", in: 1...SocialLimits.standard.interactionDaysMax)
            try check(version, "--version", in: 1...1_000_000)
            if let generated {
                try check(generated, "--generated", in: 1...TrainingLimits.impressionsMax)
            }
            guard share > 0, share <= 1 else {
                throw ValidationError("--share must be above 0, and 1 at most.")
            }
            guard penalty > 0, penalty.isFinite else {
                throw ValidationError("--penalty must be above 0.")
            }
        }

        func run(with settings: Settings) async throws {
            var file = try TrainedWeights(try ProjectFolder.find(settings).rankingWeights)
            let rows =
                if let generated {
                    InventedLog(count: generated, seed: 1).rows
                } else {
                    try await settings.withMigratedDatabase { try await logged($0) }
                }
            let weights = try report(rows, beside: file.first)
            guard let out else { return }
            file.add(weights, name: name, version: version, share: share)
            try file.write(to: out)
            try say("Written to \(out).")
        }
    }
}

extension RankCommand.Train {
    /// What the log holds of the last days.
    private func logged(_ database: Database) async throws -> [Impression] {
        let log = RankingLog(
            TAO(types: .social(.standard), database: database, cache: nil), database)
        let now = WallClock.system.milliseconds
        let found = try await log.impressions(
            from: now - Int64(days) * 86_400_000, to: now + 1,
            countMax: TrainingLimits.impressionsMax)
        return found.map(Impression.init)
    }

    /// Fits, and tells how good that is.
    ///
    /// - Throws: `Failure` where there is too little to learn from.
    private func report(
        _ rows: [Impression], beside known: SignalWeights
    ) throws -> SignalWeights {
        // What is learnt from the log is judged by viewers that it knows nothing of.
        let kept = generated == nil ? rows.filter { !$0.isForTest } : rows
        let test =
            generated == nil
            ? rows.filter(\.isForTest) : InventedLog.test(lists: 2_000, seed: 2)
        var fit = LogisticRegression()
        fit.penalty = penalty
        let begin = ContinuousClock.now
        let weights: SignalWeights
        do { weights = try fit.fit(kept) } catch { throw Failure("\(error)") }
        let seconds = (ContinuousClock.now - begin) / .seconds(1)
        try say(
            """
            \(rows.count) impressions, \(rows.count(where: \.isEngaged)) led to something, \
            \(rows.count(where: \.isShuffled)) in orders that chance had moved; learnt from \(kept.count) in \
            \(Self.text(seconds)) s
            """)
        try say("order\tAUC\tNDCG@10")
        // Where the truth is known, an order gains what is so, and not what chance has made of it.
        let gain: (Impression) -> Double =
            generated == nil ? { $0.isEngaged ? 1 : 0 } : { InventedLog.truth.chance($0.signals) }
        let recency = RankingModels.signalNames.firstIndex(of: "RECENCY") ?? 0
        for (name, score) in [
            ("chronological", { Double($0.signals[recency]) }),
            ("as it is", { known.logit($0.signals) }),
            ("trained", { weights.logit($0.signals) }),
        ] as [(String, (Impression) -> Double)] {
            let scores = RankingScores.scores(test, by: score, gain: gain)
            try say("\(name)\t\(Self.text(scores.auc))\t\(Self.text(scores.ndcg10))")
        }
        for (name, signal) in zip(RankingModels.signalNames, weights.signals) {
            try say("\(name)\t\(Self.text(signal.weight))")
        }
        try say("place\t\(Self.text(weights.position))")
        return weights
    }

    private static func text(_ number: Double?) -> String {
        number.map { String(format: "%.4f", $0) } ?? "-"
    }
}

extension Impression {
    /// How many rows one counts for that the viewer did not want.
    private static let unwantedWeight: Float = 5

    fileprivate init(_ row: RankedImpression) {
        self.init(
            signals: row.features, position: row.position,
            isEngaged: row.isEngaged && !row.isUnwanted,
            weight: row.isUnwanted ? Self.unwantedWeight : 1, viewer: row.viewer,
            list: row.viewer ^ row.servedAt, isShuffled: row.isShuffled)
    }

    /// Of every fifth viewer. Ids are alike in their last bits.
    fileprivate var isForTest: Bool {
        (UInt64(bitPattern: viewer) &* 0x9e37_79b9_7f4a_7c15) >> 32 % 5 == 0
    }
}
