import ArgumentParser
import Foundation
import Gateway

/// `tintype worker`: background jobs and no server.
struct Worker: SettingsCommand {
    static let configuration = CommandConfiguration(
        abstract: "Runs background jobs, such as making the sizes of pictures.",
        discussion: """
            serve runs jobs too, unless it is started with --workers 0. All workers need the same \
            --data folder, as that is where uploads and pictures are. Of the queues, the first that \
            has a job gives it, but every tenth job comes from a later one; media has as many \
            workers of its own.
            """)

    @OptionGroup(title: "Databases") var databases: DatabaseSettings
    @Option(.databaseReplicaURLs) var databaseReplicaURLs: Given
    // Where links in mails lead, without --client-url.
    @Option(.publicURL) var publicURL: Given
    @OptionGroup(title: "Mail") var mail: MailSettings
    @Option(.secretKey) var secretKey: Given
    @Option(.idKey) var idKey: Given
    @Option(.workers) var workers: Given
    @Option(.queues) var queues: Given
    @OptionGroup(title: "Process") var process: ProcessSettings

    var given: [Given] {
        databases.given + mail.given + process.given + [
            databaseReplicaURLs, publicURL, secretKey, idKey, workers, queues,
        ]
    }

    func run(with settings: Settings) async throws {
        let workers = try settings.number(.workers)
        guard workers > 0 else {
            throw Failure(
                "A worker without \(Setting.workers.flag) has no use.", status: Failure.misused)
        }
        try Descriptors.check(
            limit: Descriptors.raiseLimit(), needs: try settings.descriptorNeeds())
        try StartChecks(settings: settings).folder()
        let interruption = Interruption()
        let application = try Application(
            settings, places: .elsewhere(settings), secret: .given(settings))
        application.warnWithoutMail()
        application.warnWithoutVideo()
        do {
            try await application.schema.requireIfReachable()
            try await application.folder.requireIfReachable()
            announce("working on \(workers) jobs at a time")
            let jobs = application.jobService(workers: workers, queues: settings.queues)
            let services = application.backgroundServices + [jobs]
            try await Server.run(services, until: interruption, logger: application.logger)
        } catch {
            await application.close()
            throw error
        }
        await application.close()
    }
}
