import ArgumentParser
import Foundation
import Gateway

/// `tintype worker`: background jobs and no server.
struct Worker: SettingsCommand {
    static let configuration = CommandConfiguration(
        abstract: "Runs background jobs, such as making the sizes of pictures.",
        discussion: """
            serve runs jobs too, unless it is started with --workers 0. All workers need the same \
            --data folder, as that is where uploads and pictures are.
            """)

    @OptionGroup(title: "Databases") var databases: DatabaseSettings
    @Option(.databaseReplicaURLs) var databaseReplicaURLs: Given
    @Option(.secretKey) var secretKey: Given
    @Option(.workers) var workers: Given
    @Flag(help: "First lets all jobs that have failed for good be tried once more.")
    var retryFailed = false
    @OptionGroup(title: "Process") var process: ProcessSettings

    var given: [Given] {
        databases.given + process.given + [databaseReplicaURLs, secretKey, workers]
    }

    func run(with settings: Settings) async throws {
        let workers = try settings.number(.workers)
        guard workers > 0 else {
            throw Failure(
                "A worker without \(Setting.workers.flag) has no use.", status: Failure.misused)
        }
        try StartChecks(settings: settings).folder()
        let interruption = Interruption()
        let house = try House(settings, places: .elsewhere(settings), secret: .given(settings))
        do {
            try await house.schema.requireIfReachable()
            if retryFailed {
                let count = try await house.retryFailedJobs()
                announce("\(count) jobs that had failed for good are tried once more")
            }
            announce("working on \(workers) jobs at a time")
            let services = house.backgroundServices + [house.jobService(workers: workers)]
            try await Server.run(services, until: interruption, logger: house.logger)
        } catch {
            await house.close()
            throw error
        }
        await house.close()
    }
}
