import Foundation
import Gateway
import LocalServices
import Postgres
import Social

/// `tintype demo`: everything on this machine.
struct Demo {
    private let settings: Settings
    private let project: ProjectFolder
    private let folder: String

    init(_ settings: Settings) throws {
        self.settings = settings
        project = try ProjectFolder.find(settings)
        folder = try settings.required(.data)
    }

    func run() async throws {
        let interruption = Interruption()
        say("Starting PostgreSQL and memcached in \(folder)")
        let services = try await LocalServices.start(in: folder, log: { complain($0) })
        do {
            try interruption.check()
            try await serve(services, until: interruption)
        } catch {
            await services.stop()
            throw error
        }
        say("Stopping PostgreSQL and memcached")
        await services.stop()
        say("Stopped.")
    }

    private func serve(_ services: LocalServices, until interruption: Interruption) async throws {
        let watcher = Task {
            for await failure in services.failures {
                interruption.request(because: Failure(failure.description, isTold: true))
            }
        }
        defer { watcher.cancel() }
        let house = try House(
            settings,
            places: House.Places(
                databaseURL: services.databaseURL, memcachedServers: services.memcachedServers,
                data: folder),
            secret: try DemoSecret.key(in: folder))
        do {
            try await prepare(house, interruption)
            let server = try Server(house, settings, project: project, isDevelopment: true)
            try await server.run(until: interruption) { address in welcome(address) }
        } catch {
            await house.close()
            throw interruption.failure ?? error
        }
        await house.close()
    }

    private func prepare(_ house: House, _ interruption: Interruption) async throws {
        let applied = try await migrate(database: house.database, directory: project.migrations)
        if !applied.isEmpty { say("Created the tables (\(applied.count) migrations)") }
        try interruption.check()
        try await Seeding(house: house).run()
        try interruption.check()
    }

    private func welcome(_ address: String) {
        say(
            """

            The page          \(address)
            The API           \(address)/graphql
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
        let path = folder + "/secret"
        if let kept = FileManager.default.contents(atPath: path) {
            guard let key = SecretKey(String(decoding: kept, as: UTF8.self)) else {
                throw Failure("\(path) is damaged. Remove it, or the whole folder, to begin anew.")
            }
            return key
        }
        let text = SecretKey.makeText()
        let isWritten = FileManager.default.createFile(
            atPath: path, contents: Data(text.utf8), attributes: [.posixPermissions: 0o600])
        guard isWritten, let key = SecretKey(text) else {
            throw Failure("\(path) cannot be written.")
        }
        return key
    }
}
