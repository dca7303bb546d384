import Glibc
import Synchronization

/// What every new connection is asked before it is used.
final class Greetings: Sendable {
    struct Greeting: Sendable {
        /// nil asks nothing this time.
        let question: @Sendable () -> Query?
        let tell: @Sendable (String?) -> Void
    }

    private let all = Mutex<[Greeting]>([])

    func add(_ greeting: Greeting) {
        all.withLock { $0.append(greeting) }
    }

    /// Asks and tells, on the connection's thread, which waits for it. A question that the server
    /// refuses is told as nil; a connection that is lost meanwhile is an error.
    func exchange(
        on server: ServerConnection, by deadline: ContinuousClock.Instant
    ) throws(PostgresError) {
        for greeting in all.withLock({ $0 }) {
            guard let question = greeting.question() else { continue }
            greeting.tell(try server.firstValue(of: question, by: deadline))
        }
    }
}

extension ServerConnection {
    /// The first value of a statement's answer, which is text; nil where there is none. Before
    /// pipeline mode only.
    func firstValue(
        of query: Query, by deadline: ContinuousClock.Instant
    ) throws(PostgresError) -> String? {
        guard sendOnce(sql: query.sql, query.binds) else {
            throw PostgresError(.unavailable, message, query: query.sql)
        }
        var value: String?
        while true {
            while isBusy { try receive(by: deadline) }
            guard let result = nextResult() else { return value }
            guard result.status == .done, result.rowCount > 0, result.columnCount > 0,
                !result.isNull(row: 0, column: 0)
            else { continue }
            value = result.withBytes(row: 0, column: 0) { String(decoding: $0, as: UTF8.self) }
        }
    }

    private func receive(by deadline: ContinuousClock.Instant) throws(PostgresError) {
        let left = deadline - .now
        var ready = pollfd(socket)
        let count = left > .zero ? poll(&ready, 1, left.pollMilliseconds) : 0
        if count == 0 { throw PostgresError(.unavailable, "the database does not answer") }
        if count > 0, !consumeInput() { throw PostgresError(.unavailable, message) }
    }
}
