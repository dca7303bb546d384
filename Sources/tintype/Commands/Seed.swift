import Foundation
import Gateway
import Social
import Synchronization

/// `tintype seed`: the sample world in a database that runs elsewhere.
struct Seed {
    private let settings: Settings

    init(_ settings: Settings) {
        self.settings = settings
    }

    func run() async throws {
        let house = try House(settings, places: .elsewhere(settings), secret: .given(settings))
        do {
            try await Seeding(house: house).run()
        } catch {
            await house.close()
            throw error
        }
        await house.close()
    }
}

/// Fills an empty database and tells how far it has come.
struct Seeding {
    let house: House
    var tell: @Sendable (String) -> Void = { say($0) }

    private static let period = Duration.seconds(1)

    func run() async throws {
        if try await DemoWorld.isSeeded(house.social) { return }
        tell("Making a sample world: pictures first, then people and what they do")
        let start = ContinuousClock.now
        var last = start
        try await DemoWorld().seed(house.social) { progress in
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
