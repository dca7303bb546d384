import Synchronization

/// The connection of a running `Database.transaction`. Of no use after it.
///
/// Statements run one after the other, in the order they are asked for. After a failed statement
/// PostgreSQL refuses all others until the end of the transaction.
package final class Transaction: Sendable {
    private enum Stage {
        case new, begun, ended
    }

    private static let lastNumber = Atomic<UInt64>(0)

    private let database: Database
    private let connection: Int
    private let number: UInt64
    private let stage = Mutex(Stage.new)
    /// The server stopped answering, so it will not answer a ROLLBACK either.
    private let isLost = Atomic(false)

    init(database: Database, connection: Int) {
        self.database = database
        self.connection = connection
        number = Self.lastNumber.add(1, ordering: .relaxed).newValue
    }

    /// One statement, in one round trip.
    package nonisolated(nonsending) func query(
        _ query: Query
    ) async throws(PostgresError) -> Rows {
        try await pipeline([query])[0]
    }

    /// Several statements, in one round trip; after one that fails the others are skipped.
    ///
    /// - Returns: Rows for each statement, in order.
    package nonisolated(nonsending) func pipeline(
        _ queries: [Query]
    ) async throws(PostgresError) -> [Rows] {
        if queries.isEmpty { return [] }
        let before = stage.withLock { stage in
            defer { if stage == .new { stage = .begun } }
            return stage
        }
        switch before {
        case .ended:
            throw PostgresError(.invalidRequest, "the transaction is over", query: queries[0].sql)
        case .new:
            return Array(
                try await sendUncommitted(["BEGIN"] + queries, begins: true).dropFirst())
        case .begun:
            return try await sendUncommitted(queries)
        }
    }

    /// Whatever becomes of the statements: without COMMIT they have no effect.
    private nonisolated(nonsending) func sendUncommitted(
        _ queries: [Query], begins: Bool = false
    ) async throws(PostgresError) -> [Rows] {
        do throws(PostgresError) {
            return try await send(queries, begins: begins)
        } catch {
            throw error.withoutEffect
        }
    }

    nonisolated(nonsending) func commit() async throws(PostgresError) {
        guard end() == .begun else { return database.release(connection, isClean: true) }
        do throws(PostgresError) {
            let command = try await send(["COMMIT"])[0].command
            database.release(connection, isClean: true)
            guard command == "COMMIT" else { throw PostgresError.rolledBack }
        } catch {
            if error.sqlState != "25P02" { database.release(connection, isClean: false) }
            throw error
        }
    }

    /// Does nothing after a `commit`, whatever came of it.
    nonisolated(nonsending) func rollBack() async {
        switch end() {
        case .ended: return
        case .new: database.release(connection, isClean: true)
        case .begun:
            let isClean: Bool
            if isLost.load(ordering: .relaxed) {
                isClean = false
            } else {
                isClean = (try? await send(["ROLLBACK"])) != nil
            }
            database.release(connection, isClean: isClean)
        }
    }

    private func end() -> Stage {
        stage.withLock { stage in
            defer { stage = .ended }
            return stage
        }
    }

    private nonisolated(nonsending) func send(
        _ queries: [Query], begins: Bool = false
    ) async throws(PostgresError) -> [Rows] {
        do throws(PostgresError) {
            return try await database.submit(
                queries, to: connection, transaction: number, begins: begins)
        } catch {
            // A time limit of the server itself ("57014") leaves the session usable.
            if error.kind == .unavailable || (error.kind == .timeout && error.sqlState.isEmpty) {
                isLost.store(true, ordering: .relaxed)
            }
            throw error
        }
    }
}

extension PostgresError {
    /// A COMMIT that the server has answered by ROLLBACK.
    static let rolledBack = PostgresError(
        .server, "rolled back, because a statement had failed", sqlState: "25P02", query: "COMMIT")
}
