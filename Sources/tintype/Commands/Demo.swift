import ArgumentParser
import Demo
import Foundation
import Gateway
import LocalServices
import Postgres
import Social

/// `tintype demo`: everything on this machine.
struct Demo: SettingsCommand {
    static let configuration = CommandConfiguration(
        abstract: "Starts everything on this machine: databases, sample data, server, page.",
        discussion: """
            Everything is kept in one folder, .tintype, and stops with Ctrl-C. PostgreSQL and \
            memcached are private: they listen on sockets in that folder and on no port. The second \
            start is quick, as the sample data is there already.
            """)

    @OptionGroup(title: "Server") var server: ServerSettings
    @Option(.workers) var workers: Given
    @OptionGroup(title: "Process") var process: ProcessSettings

    var given: [Given] { server.given + process.given + [workers] }

    func run(with settings: Settings) async throws {
        let project = try ProjectFolder.find(settings)
        let checks = StartChecks(settings: settings)
        try checks.folder()
        try checks.server(project)
        try await DemoRun(
            settings: settings, project: project, folder: try settings.required(.data),
            rules: try AccountRules(settings, project, settings.logger())
        ).run()
    }
}

/// One run of the demo.
private struct DemoRun {
    let settings: Settings
    let project: ProjectFolder
    let folder: String
    let rules: AccountRules

    func run() async throws {
        let interruption = Interruption()
        announce("Starting PostgreSQL and memcached in \(folder)")
        let services = try await LocalServices.start(in: folder, log: { complain($0) })
        do {
            try interruption.check()
            try await serve(services, until: interruption)
        } catch {
            await services.stop()
            throw error
        }
        announce("Stopping PostgreSQL and memcached")
        await services.stop()
        announce("Stopped.")
    }

    private func serve(_ services: LocalServices, until interruption: Interruption) async throws {
        let watcher = Task {
            for await failure in services.failures {
                interruption.request(because: Failure(failure.description, isTold: true))
            }
        }
        defer { watcher.cancel() }
        let application = try Application(
            settings,
            places: Application.Places(
                databaseURL: services.databaseURL, memcachedServers: services.memcachedServers,
                data: folder),
            secret: try DemoSecret.key(in: folder), rules: rules, isDemo: true)
        do {
            try await prepare(application, interruption)
            let server = try Server(
                application, settings, project: project,
                demo: PageMode.Demo(accounts: DemoWorld.usernames, password: DemoWorld.password))
            try await server.run(
                until: interruption, beside: [DemoStories(application: application)]
            ) {
                welcome($0)
            }
        } catch {
            await application.close()
            throw interruption.failure ?? error
        }
        await application.close()
    }

    private func prepare(_ application: Application, _ interruption: Interruption) async throws {
        let applied = try await migrate(
            database: application.database, directory: project.migrations)
        if !applied.isEmpty { announce("Created the tables (\(applied.count) migrations)") }
        try await application.folder.require()
        try interruption.check()
        try await Seeding(application: application, tell: { announce($0) }).run()
        await DemoStories(application: application).freshen()
        try interruption.check()
    }

    private func welcome(_ address: String) {
        let publicURL = settings.text(.publicURL) ?? address
        announce(
            """

            The page          \(publicURL)
            The API           \(publicURL)/graphql
            Its mails         \(publicURL)/mails
            Accounts          alice, bob, carol, dan; password \(DemoWorld.password)

            Three queries to paste into the page (the second shows something once you are signed in):

            \(DemoQueries.all.joined(separator: "\n\n"))

            Ctrl-C stops everything.

            listening on \(address)
            """)
    }
}

/// What the demo suggests to try.
enum DemoQueries {
    static let all = [
        """
        { user(username: "alice") {
            displayName followerCount
            posts(first: 3) { nodes { caption likeCount media { ... on Image { url(size: SMALL) } } } }
        } }
        """,
        """
        { viewer { feed(kind: FOLLOWING) { items(first: 5) {
            nodes { caption createdAt author { username } }
            pageInfo { hasNextPage endCursor }
        } } } }
        """,
        """
        mutation {
          sessionCreate(input: { login: "alice", password: "\(DemoWorld.password)" }) {
            tokens { accessToken expiresAt } userErrors { message }
          }
        }
        """,
    ]
}

/// The secret of a demo, made at its first start and kept beside its data.
enum DemoSecret {
    static func key(in folder: String) throws -> SecretKey {
        guard let key = SecretKey(try text(in: folder)) else {
            throw Failure(
                "\(path(in: folder)) is damaged. Remove it, or the whole folder, to begin anew.")
        }
        return key
    }

    /// As another process is told it.
    static func text(in folder: String) throws -> String {
        let path = path(in: folder)
        if let kept = FileManager.default.contents(atPath: path) {
            return String(decoding: kept, as: UTF8.self)
        }
        let text = SecretKey.makeText()
        let isWritten = FileManager.default.createFile(
            atPath: path, contents: Data(text.utf8), attributes: [.posixPermissions: 0o600])
        guard isWritten else { throw Failure("\(path) cannot be written.") }
        return text
    }

    private static func path(in folder: String) -> String { folder + "/secret" }
}
