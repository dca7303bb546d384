import ArgumentParser
import Demo
import Foundation
import Gateway
import Synchronization

/// `tintype seed`: the sample world in a database that runs elsewhere.
struct Seed: SettingsCommand {
    static let configuration = CommandConfiguration(
        abstract: "Fills an empty database with the sample world of demo.",
        discussion: "Does nothing if there are accounts already.")

    @OptionGroup(title: "Databases") var databases: DatabaseSettings
    @Option(.secretKey) var secretKey: Given
    @Option(.idKey) var idKey: Given
    @OptionGroup(title: "Process") var process: ProcessSettings

    var given: [Given] { databases.given + process.given + [secretKey, idKey] }

    func run(with settings: Settings) async throws {
        try StartChecks(settings: settings).folder()
        let application = try Application(
            settings, places: .elsewhere(settings), secret: .given(settings),
            mayChangeServers: false)
        // Half a world cannot be completed, so a closed output does not end this.
        let outputError = Mutex<OutputError?>(nil)
        do {
            try await application.schema.require()
            try await application.folder.require()
            try await Seeding(application: application) { line in
                do throws(OutputError) {
                    try say(line)
                } catch {
                    outputError.withLock { $0 = $0 ?? error }
                }
            }.run()
        } catch {
            await application.close()
            throw error
        }
        await application.close()
        if let error = outputError.withLock({ $0 }) { throw error }
    }
}

/// Fills an empty database and tells how far it has come.
struct Seeding {
    let application: Application
    let tell: @Sendable (String) -> Void

    private static let period = Duration.seconds(1)

    func run() async throws {
        if try await DemoWorld.isSeeded(application.social) { return }
        tell("Making a sample world: pictures first, then people and what they do")
        let start = ContinuousClock.now
        var last = start
        try await DemoWorld().seed(application.social) { progress in
            guard ContinuousClock.now - last >= Self.period else { return }
            last = .now
            switch progress {
            case .pictures(let done, let total): tell("  \(done) of \(total) pictures")
            case .stored(let count): tell("  \(count) objects and associations")
            }
        }
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        tell("The sample world is ready (\(Int(seconds.rounded())) s)")
    }
}
