/// Why a request got no rows.
///
/// It names the SQL but never the values bound to it, so it may be logged. It is not for clients of
/// the gateway.
package struct PostgresError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What a caller may want to tell apart.
    package enum Kind: Sendable {
        /// The server understood the request and refused it; see `sqlState`.
        case server
        /// No connection, or it was lost on the way. Whether a write took place is then unknown,
        /// unless the error `hadNoEffect`.
        case unavailable
        /// The time limit passed; a write may still take place, unless the error `hadNoEffect`.
        case timeout
        /// All connections stayed busy for as long as a caller may wait. Nothing was sent.
        case poolExhausted
        /// The request cannot be sent, such as text with a NUL byte. A mistake of the caller.
        case invalidRequest
    }

    /// What went wrong, roughly.
    package let kind: Kind
    /// Five letters and digits of PostgreSQL's appendix A; empty where no server answered.
    package let sqlState: String
    /// The primary message, in English where the server speaks it.
    package let message: String
    /// The statement that failed; empty where it was not a single one.
    package let query: String
    /// The violated constraint, if there is one.
    package let constraint: String?
    /// Whether it is certain that nothing of the request has taken effect, nor will: it was never
    /// sent, or was part of a transaction that was not told to commit. False says nothing.
    package private(set) var hadNoEffect = false

    /// Of the given kind; all but the message may be left out.
    package init(
        _ kind: Kind, _ message: String, sqlState: String = "", query: String = "",
        constraint: String? = nil
    ) {
        self.kind = kind
        self.message = message
        self.sqlState = sqlState
        self.query = query
        self.constraint = constraint
    }

    /// The same error of a request that certainly had no effect.
    package var withoutEffect: PostgresError {
        var error = self
        error.hadNoEffect = true
        return error
    }

    /// The row, or one with the same key, exists; see `constraint`.
    package var isUniqueViolation: Bool { sqlState == "23505" }

    /// Whether a row with the same value of this unique key exists. On a Citus cluster the number
    /// of the shard stands behind the name of the key, and the name in the message only.
    package func isViolation(ofKey name: String) -> Bool {
        isUniqueViolation && (constraint ?? message).contains(name)
    }

    /// The server has no room to write.
    package var isDiskFull: Bool { sqlState == "53100" }

    /// Two transactions got into each other's way and this one may be tried again: a serialization
    /// failure or a deadlock.
    package var isSerializationFailure: Bool { sqlState == "40001" || sqlState == "40P01" }

    /// Whether a pooler stands before the database that does not keep sessions, and was not told of
    /// (`DatabaseConfiguration.isPooled`): pgbouncer refuses our settings of the session, or a
    /// statement was prepared already by another client of the same session.
    package var isForPooled: Bool {
        sqlState == "42P05" || message.contains("unsupported startup parameter")
    }

    /// The message with its white space collapsed: libpq's has lines, the further ones of which give
    /// advice.
    package var messageOnOneLine: String { Self.onOneLine(message) }

    /// On one line, white space collapsed.
    package var description: String {
        var text = "\(kind)"
        if !sqlState.isEmpty { text += " \(sqlState)" }
        text += ": \(messageOnOneLine)"
        if !query.isEmpty { text += " while executing `\(Self.onOneLine(query))`" }
        return text
    }

    private static func onOneLine(_ text: String) -> String {
        text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    /// How the messages of a Citus cluster begin when a node was lost. After the first a write may
    /// have taken place: the node was to commit and has not answered.
    private static let lostNodes = [
        "could not commit transaction for shard", "failure on connection marked as essential",
        "terminating connection due to", "server closed the connection unexpectedly",
    ]

    /// What an error report of the server means for the caller.
    static func kind(ofState state: String, message: String) -> Kind {
        switch state {
        // query_canceled: statement_timeout is the only thing that cancels here.
        case "57014": .timeout
        // The server is going down, starting, full, or dropped this session.
        case "57P01", "57P02", "57P03", "57P05", "53300", "25P03": .unavailable
        // io_error: a disk, or to a Citus cluster a node that has gone.
        case "58030": .unavailable
        // internal_error: Citus has no other code for a session of its own that has ended.
        case "XX000" where lostNodes.contains(where: message.hasPrefix): .unavailable
        default: state.hasPrefix("08") ? .unavailable : .server
        }
    }
}
