import ArgumentParser
import Postgres

/// The database of a command that needs nothing else.
struct TableSettings: SettingGroup {
    @Option(.databaseURL) var databaseURL: Given
    @Flag(.databasePooled) var databasePooled: Bool?
    @Option(.resources) var resources: Given

    var given: [Given] { [databaseURL, Given(.databasePooled, databasePooled), resources] }
}

extension Settings {
    /// Opens the database for as long as `body` runs, if it has the tables of this program.
    func withMigratedDatabase<Value: Sendable>(
        _ body: (Database) async throws -> Value
    ) async throws -> Value {
        let database = try database()
        let schema = SchemaCheck(
            database: database, migrations: try ProjectFolder.find(self).migrations,
            logger: logger())
        let result: Result<Value, any Error>
        do {
            try await schema.require()
            result = .success(try await body(database))
        } catch {
            result = .failure(error)
        }
        await database.shutdown()
        return try result.get()
    }
}
