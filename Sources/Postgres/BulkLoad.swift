import Glibc

/// A step of `Database.load`.
package enum LoadStep: Sendable {
    case query(Query)
    case copy(CopyRows)
}

extension Database {
    /// Runs statements and copies rows one after the other in one transaction: all of them take effect or
    /// none. For what is much larger than a request: a connection and a thread of its own do it, which end with
    /// it, and no time limit of statements applies but `timeLimit` for all together.
    ///
    /// - Throws: `PostgresError`, by the first step that fails. Only one of COMMIT itself leaves open whether
    ///   the load has happened; all others have had no effect.
    package func load(
        _ steps: [LoadStep],
        within timeLimit: Duration = .milliseconds(PostgresLimits.loadMilliseconds)
    ) async throws {
        for step in steps {
            if let refusal = step.refusal() { throw refusal.withoutEffect }
        }
        let configuration = configuration
        try await withCheckedThrowingContinuation {
            (continuation: CheckedContinuation<Void, any Error>) in
            let isStarted = startThread {
                continuation.resume(
                    with: Result { try BulkLoad(configuration, by: .now + timeLimit).run(steps) })
            }
            if !isStarted {
                continuation.resume(
                    throwing: PostgresError(.unavailable, "no thread is left for a bulk load")
                        .withoutEffect)
            }
        }
    }
}

extension LoadStep {
    fileprivate func refusal() -> PostgresError? {
        switch self {
        case .query(let query): query.refusal()
        case .copy(let rows): rows.refusal()
        }
    }
}

/// One load, on a connection of its own, blocking its thread.
private struct BulkLoad {
    private let server: ServerConnection
    private let deadline: ContinuousClock.Instant

    init(
        _ configuration: DatabaseConfiguration, by deadline: ContinuousClock.Instant
    ) throws(PostgresError) {
        self.deadline = deadline
        do throws(PostgresError) {
            server = try connect(
                try configuration.parameters(hasTimeLimits: false),
                within: configuration.connectTimeout)
        } catch {
            throw error.withoutEffect
        }
    }

    /// A transaction that is not committed ends with the connection.
    func run(_ steps: [LoadStep]) throws(PostgresError) {
        do throws(PostgresError) {
            guard server.stopBlocking() else { throw PostgresError(.unavailable, server.message) }
            try run("BEGIN")
            for step in steps {
                switch step {
                case .query(let query): try run(query)
                case .copy(let rows): if !rows.isEmpty { try copy(rows) }
                }
            }
        } catch {
            throw error.withoutEffect
        }
        try run("COMMIT")
    }

    private func run(_ query: Query) throws(PostgresError) {
        try send(query)
        try finish(query.sql)
    }

    private func send(_ query: Query) throws(PostgresError) {
        guard server.sendOnce(sql: query.sql, query.binds) else { throw lost(query.sql) }
        try flush(query.sql)
    }

    private func copy(_ rows: CopyRows) throws(PostgresError) {
        try send(Query(unescaped: rows.sql))
        guard let answer = try nextResult(rows.sql) else { throw lost(rows.sql) }
        guard answer.isCopyIn else { throw answer.error(query: rows.sql) }
        var sent = 0
        while sent < rows.byteCount {
            let end = min(sent + PostgresLimits.copyPieceBytes, rows.byteCount)
            try put(rows.bytes[sent..<end], rows.sql)
            sent = end
        }
        try put(CopyRows.trailer[...], rows.sql)
        guard server.putCopyEnd() else { throw lost(rows.sql) }
        try finish(rows.sql)
    }

    private func put(_ bytes: ArraySlice<UInt8>, _ sql: String) throws(PostgresError) {
        guard bytes.withUnsafeBytes(server.putCopyData) else { throw lost(sql) }
        try flush(sql)
    }

    /// Takes the answers of a statement to their end; throws the first that is a refusal.
    private func finish(_ sql: String) throws(PostgresError) {
        try flush(sql)
        var failure: PostgresError?
        while let result = try nextResult(sql) {
            if result.status != .done { failure = failure ?? result.error(query: sql) }
        }
        if let failure { throw failure }
    }

    private func nextResult(_ sql: String) throws(PostgresError) -> ServerResult? {
        while server.isBusy {
            try wait(for: Int16(POLLIN), sql)
            guard server.consumeInput() else { throw lost(sql) }
        }
        return server.nextResult()
    }

    /// Writes all that is in memory. What the server says meanwhile is read, or it would stop reading.
    private func flush(_ sql: String) throws(PostgresError) {
        while true {
            switch server.flush() {
            case .done: return
            case .failed: throw lost(sql)
            case .pending:
                let events = try wait(for: Int16(POLLIN | POLLOUT), sql)
                if events & Int16(POLLIN) != 0, !server.consumeInput() { throw lost(sql) }
            }
        }
    }

    @discardableResult
    private func wait(for events: Int16, _ sql: String) throws(PostgresError) -> Int16 {
        while true {
            let left = deadline - .now
            var ready = pollfd(server.socket, events)
            let count = left > .zero ? poll(&ready, 1, left.pollMilliseconds) : 0
            if count == 0 {
                throw PostgresError(.timeout, "a bulk load takes too long", query: sql)
            }
            if count > 0 { return ready.revents }
        }
    }

    private func lost(_ sql: String) -> PostgresError {
        PostgresError(.unavailable, server.message, query: sql)
    }
}
