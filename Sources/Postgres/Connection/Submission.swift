/// A request on its way to a connection, with the place its answer goes to.
struct Submission: Sendable {
    enum Kind: Sendable, Equatable {
        /// In a transaction of its own.
        case alone
        /// From BEGIN to COMMIT, the first and the last of the statements.
        case whole
        /// Only reads: may share a transaction with reads of others and be sent again.
        case read
        /// Part of the numbered transaction that holds the connection.
        case transaction(UInt64, begins: Bool)
    }

    typealias Answer = Result<[Rows], PostgresError>

    let queries: [Query]
    let kind: Kind
    let deadline: ContinuousClock.Instant
    /// Sent once before, and certainly without effect. Not sent a third time, and sent alone.
    var isSecondTry = false
    /// Resumed exactly once: by the connection's thread, or by the code that refuses the request.
    let continuation: CheckedContinuation<Answer, Never>

    func answer(_ answer: Answer) {
        continuation.resume(returning: answer)
    }

    func fail(_ error: PostgresError) {
        answer(.failure(error))
    }

    /// To be called only while nothing of it has been sent.
    func refuse(_ error: PostgresError) {
        fail(error.withoutEffect)
    }

    func failForTime() {
        fail(lateness)
    }

    /// Like `refuse`.
    func refuseForTime() {
        refuse(lateness)
    }

    private var lateness: PostgresError {
        PostgresError(
            .timeout, "no answer within the time limit",
            query: queries.count == 1 ? queries[0].sql : "")
    }

    /// Whether the statement of this number ends a transaction that is sent as a whole.
    func isCommit(_ index: Int) -> Bool { kind == .whole && index == queries.count - 1 }

    var canShare: Bool { kind == .read && !isSecondTry }
}
