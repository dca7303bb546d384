import Logging
import Postgres
import Synchronization

/// Whether the database has the tables that this program was written for. Asked before anything
/// else, and by `/ready` for as long as it was not answered.
final class SchemaCheck: Sendable {
    private let database: Database
    private let migrations: String
    private let logger: Logger
    private let isGood = Atomic(false)

    /// - Parameter migrations: the folder with those of this program.
    init(database: Database, migrations: String, logger: Logger) {
        self.database = database
        self.migrations = migrations
        self.logger = logger
    }

    /// - Throws: `Failure` if the tables are not those of this program, and what keeps them from
    ///   being looked at.
    func require() async throws {
        if isGood.load(ordering: .relaxed) { return }
        let state = try await SchemaState(of: database, directory: migrations)
        switch state {
        case .current: break
        case .ahead: logger.warning("\(state)")
        case .behind, .changed: throw Failure(state.description)
        }
        isGood.store(true, ordering: .relaxed)
    }

    /// For what can wait for its database: one that is away is looked at later.
    func requireIfReachable() async throws {
        do {
            try await require()
        } catch let error as PostgresError where error.isForPooled {
            throw Failure(PostgresError.poolerSentence)
        } catch let error as PostgresError where error.kind != .server {
            logger.warning(
                "The database cannot be asked for its tables yet: \(error.messageOnOneLine)")
        }
    }
}

extension PostgresError {
    /// What to do about a pooler that was not told of.
    static let poolerSentence =
        "Before the database stands a pooler that keeps no sessions; say so with "
        + "\(Setting.databasePooled.flag)."
}
