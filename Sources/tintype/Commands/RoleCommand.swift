import ArgumentParser
import Postgres
import Social

/// `tintype role`: who moderates, and who administers.
struct RoleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "role",
        abstract: "Lists moderators and administrators, or gives and takes a role.",
        discussion: """
            Moderators suspend and verify accounts; administrators do that, and give roles. What is \
            changed by this command stands in the audit log without a name.
            """,
        subcommands: [List.self, Give.self, Take.self], defaultSubcommand: List.self)

    struct List: SettingsCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists accounts that are more than members, administrators first.")

        @Option(help: ArgumentHelp("So many at most.", valueName: "n")) var limit: Int?
        @OptionGroup(title: "Database") var database: TableSettings

        var given: [Given] { database.given }

        func validate() throws {
            if let limit { try check(limit, "--limit", in: 1...10_000) }
        }

        func run(with settings: Settings) async throws {
            let staff = try await settings.withRoles { try await $0.list(limit: limit ?? 1_000) }
            for account in staff { try say("\(account.role)  \(account.username)") }
            if staff.isEmpty { try say("There are members only.") }
        }
    }

    struct Give: SettingsCommand {
        static let configuration = CommandConfiguration(
            abstract: "Gives an account a role, in place of the one it has.")

        @ArgumentParser.Argument(help: "Username of the account.") var username: String
        @ArgumentParser.Argument(
            help: "moderator or admin.", completion: .list(["moderator", "admin"]),
            transform: namedRole)
        var role: Roles.Given
        @Option(help: "Why, for the audit log.") var note: String?
        @OptionGroup(title: "Database") var database: TableSettings

        var given: [Given] { database.given }

        func run(with settings: Settings) async throws {
            try await settings.give(role, to: username, note)
        }
    }

    struct Take: SettingsCommand {
        static let configuration = CommandConfiguration(
            abstract: "Makes an account a member again, also the last administrator.")

        @ArgumentParser.Argument(help: "Username of the account.") var username: String
        @Option(help: "Why, for the audit log.") var note: String?
        @OptionGroup(title: "Database") var database: TableSettings

        var given: [Given] { database.given }

        func run(with settings: Settings) async throws {
            try await settings.give(.member, to: username, note)
        }
    }
}

extension Settings {
    fileprivate func give(_ role: Roles.Given, to username: String, _ note: String?) async throws {
        guard try await withRoles({ try await $0.give(role, to: username, note: note) }) else {
            throw Failure("No account is called \(username).")
        }
        try say("\(username) is \(role == .admin ? "an" : "a") \(role.rawValue) now.")
    }

    /// Opens what roles need for as long as `body` runs, if the database has the tables of this program.
    fileprivate func withRoles<Value: Sendable>(
        _ body: (Roles) async throws -> Value
    ) async throws -> Value {
        let database = try database()
        let schema = SchemaCheck(
            database: database, migrations: try ProjectFolder.find(self).migrations,
            logger: logger())
        let result: Result<Value, any Error>
        do {
            try await schema.require()
            result = .success(try await body(Roles(database)))
        } catch {
            result = .failure(error)
        }
        await database.shutdown()
        return try result.get()
    }
}

/// - Throws: `ValidationError` for a word that names no role.
@Sendable private func namedRole(_ word: String) throws -> Roles.Given {
    guard let role = Roles.Given(rawValue: word.lowercased()), role != .member else {
        throw ValidationError("It is moderator or admin.")
    }
    return role
}
