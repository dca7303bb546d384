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
        let application = try Application(
            settings, places: .elsewhere(settings), secret: .given(settings))
        do {
            try await application.schema.requireIfReachable()
            if retryFailed {
                let count = try await application.retryFailedJobs()
                announce("\(count) jobs that had failed for good are tried once more")
            }
            announce("working on \(workers) jobs at a time")
            let services =
                application.backgroundServices + [application.jobService(workers: workers)]
            try await Server.run(services, until: interruption, logger: application.logger)
        } catch {
            await application.close()
            throw error
        }
        await application.close()
    }
}
