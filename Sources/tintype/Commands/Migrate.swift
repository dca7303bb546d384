import ArgumentParser
import Postgres

/// `tintype migrate`: the tables.
struct Migrate: SettingsCommand {
    static let configuration = CommandConfiguration(
        abstract: "Brings the tables of the database up to date.",
        discussion: "Runs what is in migrations/ and was not run yet. Running it again is safe.")

    @Option(.databaseURL) var databaseURL: Given
    @Flag(.databasePooled) var databasePooled: Bool?
    @Option(.resources) var resources: Given

    var given: [Given] { [databaseURL, Given(.databasePooled, databasePooled), resources] }

    func run(with settings: Settings) async throws {
        let project = try ProjectFolder.find(settings)
        let database = try settings.database()
        let applied = try await migrate(database: database, directory: project.migrations)
        await database.shutdown()
        for name in applied { try say(name) }
        try say(applied.isEmpty ? "The tables were up to date." : "The tables are up to date.")
    }
}
