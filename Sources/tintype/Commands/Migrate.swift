import Postgres

/// `tintype migrate`: the tables.
struct Migrate {
    private let settings: Settings

    init(_ settings: Settings) {
        self.settings = settings
    }

    func run() async throws {
        let project = try ProjectFolder.find(settings)
        let database = try Database(url: try settings.required(.databaseURL))
        let applied = try await migrate(database: database, directory: project.migrations)
        await database.shutdown()
        for name in applied { say(name) }
        say(applied.isEmpty ? "The tables were up to date." : "The tables are up to date.")
    }
}
