import Synchronization

/// A PostgreSQL database behind a fixed number of connections.
///
/// Every connection is driven by a thread of its own, so that no call here ever blocks a thread of
/// the cooperative pool. Requests that are in flight together share connections, writes and, where
/// they only read, transactions on the server. A lost connection is made again by itself; requests
/// that were on their way fail with `unavailable`, those not yet sent move on.
package final class Database: Sendable {
    /// What it was made with.
    package let configuration: DatabaseConfiguration
    private let admission: Admission
    private let greetings = Greetings()
    private let fullAt = Mutex<ContinuousClock.Instant?>(nil)
    private let connections: [Connection]

    /// Connects nothing yet. Fails if the address cannot be understood, or the process has no file
    /// descriptors left.
    package init(_ configuration: DatabaseConfiguration) throws(PostgresError) {
        self.configuration = configuration
        let parameters = try configuration.parameters()
        let admission = Admission(connections: configuration.connectionsMax)
        self.admission = admission
        var connections: [Connection] = []
        for index in 0..<max(1, configuration.connectionsMax) {
            connections.append(
                try Connection(
                    index: index, configuration: configuration, parameters: parameters,
                    admission: admission, greetings: greetings))
        }
        self.connections = connections
    }

    /// A database with the default configuration.
    package convenience init(url: String) throws(PostgresError) {
        try self.init(DatabaseConfiguration(url: url))
    }

    deinit {
        admission.close()
        for connection in connections { connection.close() }
    }

    /// Runs one statement in a transaction of its own.
    package nonisolated(nonsending) func query(
        _ query: Query
    ) async throws(PostgresError) -> Rows {
        try await submit([query], .alone)[0]
    }

    /// Returns when the server has answered, and throws what keeps it from doing so.
    package nonisolated(nonsending) func ping() async throws(PostgresError) {
        _ = try await query("SELECT 1")
    }

    /// Whether the server follows a primary, and takes no writes.
    package nonisolated(nonsending) var isStandby: Bool {
        get async throws(PostgresError) {
            try await query("SELECT pg_is_in_recovery()")[0].bool(0)
        }
    }

    /// Whether the server had no room for a write lately: it still answers what only reads.
    package var isDiskFull: Bool {
        let limit = Duration.milliseconds(PostgresLimits.fullDiskMilliseconds)
        return fullAt.withLock { $0 }.map { .now - $0 < limit } ?? false
    }

    private func noting(_ answer: Submission.Answer) throws(PostgresError) -> [Rows] {
        if case .failure(let error) = answer, error.isDiskFull {
            fullAt.withLock { $0 = .now }
        }
        return try answer.get()
    }

    /// Runs statements one after the other in one transaction and one round trip: all of them take
    /// effect or none. Each sees what those before it did.
    ///
    /// BEGIN and COMMIT travel along: what is sent between two syncs is one transaction to
    /// PostgreSQL also without them, but a Citus cluster then commits on its nodes statement by
    /// statement.
    ///
    /// - Returns: Rows for each statement, in order.
    package nonisolated(nonsending) func pipeline(
        _ queries: [Query]
    ) async throws(PostgresError) -> [Rows] {
        if queries.count < 2 { return try await submit(queries, .alone) }
        try check(queries)
        let results = try await send(["BEGIN"] + queries + ["COMMIT"], .whole)
        guard results.last?.command == "COMMIT" else { throw .rolledBack }
        return Array(results.dropFirst().dropLast())
    }

    /// Like `pipeline`, for statements that only read and lock nothing.
    ///
    /// Reads of several callers share a transaction on the server where they are sent together, so
    /// many small ones cost less. A caller never sees another one's error; where one stops the
    /// others, they are run again. A statement that writes must not be run by this.
    ///
    /// - Parameter meanwhile: what the caller has to do while the server works. Not called when the
    ///   request is refused at once.
    package nonisolated(nonsending) func read(
        _ queries: [Query], meanwhile: () -> Void = {}
    ) async throws(PostgresError) -> [Rows] {
        try await submit(queries, .read, meanwhile)
    }

    /// Runs `body` with a connection of its own, between BEGIN and COMMIT; if it throws, between
    /// BEGIN and ROLLBACK. BEGIN travels with the first statement and costs no round trip. Inside
    /// of `body` only the transaction should be used: another request of the same task may have to
    /// wait for a connection that this one holds.
    ///
    /// - Throws: What `body` throws, or the failure to begin or commit. When the connection is lost
    ///   during COMMIT the error is `unavailable` and the outcome is unknown.
    package nonisolated(nonsending) func transaction<Value: Sendable>(
        _ body: (Transaction) async throws -> Value
    ) async throws -> Value {
        let transaction = Transaction(database: self, connection: try await takeConnection())
        do {
            let value = try await body(transaction)
            try await transaction.commit()
            return value
        } catch {
            await transaction.rollBack()
            throw error
        }
    }

    /// Refuses new requests, waits for those on their way and closes the connections.
    package func shutdown() async {
        admission.close()
        for connection in connections { connection.close() }
        for connection in connections { await connection.ended() }
    }

    /// Has every connection that is made from now on asked something before it is used.
    ///
    /// - Parameters:
    ///   - question: a statement whose first value is text; nil asks nothing this time.
    ///   - tell: gets that value before any answer of the connection reaches a caller; nil when
    ///     there is none or the server refuses the statement. Called on the connection's thread:
    ///     must not block.
    package func greet(
        with question: @escaping @Sendable () -> Query?,
        _ tell: @escaping @Sendable (String?) -> Void
    ) {
        greetings.add(Greetings.Greeting(question: question, tell: tell))
    }

    /// Hears what is notified on channels, by a connection and a thread of its own.
    ///
    /// - Parameter hear: called on that thread: must not block. nil says that the connection was
    ///   made, or made anew, and that what was notified before it is lost.
    /// - Returns: nil where a pooler keeps no sessions (`DatabaseConfiguration.isPooled`), so that
    ///   nothing can be heard.
    /// - Throws: if the process has no file descriptor or thread left.
    package func listen(
        to channels: [String], _ hear: @escaping @Sendable (Notification?) -> Void
    ) throws(PostgresError) -> Listener? {
        if configuration.isPooled { return nil }
        return try Listener(configuration, channels: channels, hear)
    }

    // MARK: Requests

    private nonisolated(nonsending) func submit(
        _ queries: [Query], _ kind: Submission.Kind, _ meanwhile: () -> Void = {}
    ) async throws(PostgresError) -> [Rows] {
        try check(queries)
        return queries.isEmpty ? [] : try await send(queries, kind, meanwhile)
    }

    private nonisolated(nonsending) func send(
        _ queries: [Query], _ kind: Submission.Kind, _ meanwhile: () -> Void = {}
    ) async throws(PostgresError) -> [Rows] {
        let answer = await withCheckedContinuation { continuation in
            let submission = submission(queries, kind, continuation)
            switch admission.admit(submission) {
            case .to(let index): connections[index].enqueue(submission)
            case .wait(let number): giveUpLater(number)
            case .refuse(let error): return submission.refuse(error)
            }
            meanwhile()
        }
        return try noting(answer)
    }

    private func submission(
        _ queries: [Query], _ kind: Submission.Kind,
        _ continuation: CheckedContinuation<Submission.Answer, Never>
    ) -> Submission {
        Submission(
            queries: queries, kind: kind, deadline: .now + configuration.answerMax,
            continuation: continuation)
    }

    private func check(_ queries: [Query]) throws(PostgresError) {
        guard queries.count <= PostgresLimits.pipelineStatementsMax else {
            throw PostgresError(
                .invalidRequest,
                "a pipeline of more than \(PostgresLimits.pipelineStatementsMax) statements")
        }
        for query in queries {
            if let refusal = query.refusal() { throw refusal }
        }
    }

    private func giveUpLater(_ number: UInt64) {
        let (admission, limit) = (admission, configuration.waitMax)
        Task {
            try? await Task.sleep(for: limit)
            admission.giveUp(number)
        }
    }

    // MARK: Transactions

    private nonisolated(nonsending) func takeConnection() async throws(PostgresError) -> Int {
        let taken = await withCheckedContinuation { continuation in
            switch admission.take(continuation) {
            case .to(let index): continuation.resume(returning: .success(index))
            case .wait(let number): giveUpLater(number)
            case .refuse(let error): continuation.resume(returning: .failure(error.withoutEffect))
            }
        }
        return try taken.get()
    }

    /// Sends statements of a transaction to the connection it has taken.
    nonisolated(nonsending) func submit(
        _ queries: [Query], to index: Int, transaction: UInt64, begins: Bool
    ) async throws(PostgresError) -> [Rows] {
        try check(queries)
        let answer = await withCheckedContinuation { continuation in
            admission.count(at: index)
            connections[index].enqueue(
                submission(queries, .transaction(transaction, begins: begins), continuation))
        }
        return try noting(answer)
    }

    /// Gives a connection back, after dropping it if the server may still be in a transaction.
    func release(_ index: Int, isClean: Bool) {
        if !isClean { connections[index].disconnect() }
        for submission in admission.release(index) { connections[index].enqueue(submission) }
    }
}
