import ArgumentParser
import Foundation
import Gateway
import Social

/// `tintype serve`: the server on databases that run elsewhere.
struct Serve: SettingsCommand {
    static let configuration = CommandConfiguration(
        abstract: "Starts the server on databases that run elsewhere.",
        discussion: """
            The tables must be up to date (tintype migrate). Ctrl-C or SIGTERM finishes the requests \
            that are running; a second signal ends at once. GET /health tells that the process \
            lives, GET /ready that its databases do.
            """)

    @OptionGroup(title: "Server") var server: ServerSettings
    @OptionGroup(title: "Databases") var databases: DatabaseSettings
    @Option(.databaseReplicaURLs) var databaseReplicaURLs: Given
    @OptionGroup(title: "Mail") var mail: MailSettings
    @Option(.secretKey) var secretKey: Given
    @Option(.idKey) var idKey: Given
    @Option(.workers) var workers: Given
    @Option(.shutdownGrace) var shutdownGrace: Given
    @Option(.rateFactor) var rateFactor: Given
    @OptionGroup(title: "Process") var process: ProcessSettings

    var given: [Given] {
        server.given + databases.given + mail.given + process.given + [
            databaseReplicaURLs, secretKey, idKey, workers, shutdownGrace, rateFactor,
        ]
    }

    func run(with settings: Settings) async throws {
        let project = try ProjectFolder.find(settings)
        let checks = StartChecks(settings: settings)
        try checks.folder()
        try checks.server(project)
        let rules = try AccountRules(settings, project, settings.logger())
        let interruption = Interruption()
        let application = try Application(
            settings, places: .elsewhere(settings), secret: .given(settings), rules: rules)
        application.warnWithoutMail()
        application.warnWithoutVideo()
        do {
            try await application.schema.requireIfReachable()
            try await application.folder.requireIfReachable()
            await application.prepare()
            let server = try Server(application, settings, project: project)
            let grace = try settings.number(.shutdownGrace)
            try await server.run(until: interruption, graceSeconds: grace) { address in
                announce("listening on \(address)")
            }
        } catch {
            await application.close()
            throw error
        }
        await application.close()
    }
}

extension Application.Places {
    /// What the user has told.
    static func elsewhere(_ settings: Settings) throws -> Application.Places {
        Application.Places(
            databaseURL: try settings.required(.databaseURL),
            replicaURLs: settings.list(.databaseReplicaURLs),
            memcachedServers: settings.list(.memcachedServers),
            data: try settings.required(.data))
    }
}

extension SecretKey {
    /// The one that the user has told.
    static func given(_ settings: Settings) throws -> SecretKey {
        guard let key = SecretKey(try settings.required(.secretKey)) else {
            preconditionFailure("\(Setting.secretKey.key) is checked to be long enough")
        }
        return key
    }
}
