import Foundation
import Gateway

/// `tintype worker`: background jobs and no server.
struct Worker {
    private let settings: Settings

    init(_ settings: Settings) {
        self.settings = settings
    }

    func run() async throws {
        let workers = try settings.number(.workers)
        guard workers > 0 else {
            throw Failure("A worker without \(Option.workers.flag) has no use.")
        }
        let interruption = Interruption()
        let house = try House(settings, places: .elsewhere(settings), secret: .given(settings))
        say("working on \(workers) jobs at a time")
        do {
            let services = house.backgroundServices + [house.jobService(workers: workers)]
            try await Server.run(services, until: interruption, logger: house.logger)
        } catch {
            await house.close()
            throw error
        }
        await house.close()
    }
}
