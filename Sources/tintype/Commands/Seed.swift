import ArgumentParser
import Demo
import Foundation
import Gateway
import Synchronization

/// `tintype seed`: the sample world in a database that runs elsewhere.
struct Seed: SettingsCommand {
    static let configuration = CommandConfiguration(
        abstract: "Fills an empty database with a made-up world.",
        discussion: """
            Without a size it is the sample world of demo. Of a given size it is one to measure with, of \
            1,000 (S), 20,000 (M), 200,000 (L) or 2,000,000 accounts (XL), the same for the same --seed \
            and moment; seeding that was interrupted goes on where it was. Does nothing if the world is \
            there already.
            """)

    @Option(
        help: ArgumentHelp("How large a world to measure with: S, M, L or XL.", valueName: "size"))
    var size: CrowdSize?
    @Option(help: ArgumentHelp("Which world of that size.", valueName: "n"))
    var seed: UInt64 = 1
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
            }.run(size.map { Crowd(accounts: $0.accounts, seed: seed) })
        } catch {
            await application.close()
            throw error
        }
        await application.close()
        if let error = outputError.withLock({ $0 }) { throw error }
    }
}

extension CrowdSize: ExpressibleByArgument {}

/// Fills an empty database and tells how far it has come.
struct Seeding {
    let application: Application
    let tell: @Sendable (String) -> Void

    private static let period = Duration.seconds(1)

    /// - Parameter crowd: nil for the sample world.
    func run(_ crowd: Crowd?) async throws {
        guard let crowd else { return try await run() }
        tell("Making a world of \(crowd.accounts) accounts")
        let start = ContinuousClock.now
        var (last, copying) = (start, start)
        try await crowd.seed(application.social) { progress in
            if case .people(let figures) = progress {
                copying = .now
                tell("  Who follows whom, beside what real networks look like:")
                for line in figures.lines { tell(line) }
            }
            let isOver = if case .stored(_, 1, _) = progress { true } else { false }
            guard isOver || ContinuousClock.now - last >= Self.period else { return }
            last = .now
            tell(Self.line(progress, after: last - copying))
        }
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        tell("The world is ready (\(Int(seconds.rounded())) s)")
    }

    /// Of less than this share nothing is told about the rest.
    private static let toldShare = 0.005

    /// - Parameter time: since the first chunk of this run was begun.
    private static func line(_ progress: Crowd.Progress, after time: Duration) -> String {
        switch progress {
        case .pictures(let done, let total): return "  \(done) of \(total) pictures"
        case .people: return "  Now what they do"
        case .stored(let rows, let share, let before):
            let text = "  \(Int(share * 100)) % (\(rows) rows by this run)"
            guard share - before >= toldShare else { return text }
            let seconds = time / .seconds(1) * (1 - share) / (share - before)
            return "\(text), about \(Int(seconds.rounded(.up))) s left"
        }
    }

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
