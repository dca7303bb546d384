/// Where the database is, and how long to wait for it.
package struct DatabaseConfiguration: Sendable {
    /// A URI (`postgresql://user:password@host/database`) or `keyword=value` text, with anything
    /// libpq knows, such as `sslmode`.
    package var url: String
    /// Connections at most; they are made when there is work for them. One thread each.
    package var connectionsMax = 8
    /// The server ends a statement after this time. We give a request up half a second later, and
    /// the connection too if nothing has come from it meanwhile: a frozen server keeps no limits.
    package var statementTimeoutMilliseconds = 5_000
    /// How long a new connection may take, with everything the server does before the first query.
    package var connectTimeoutMilliseconds = 2_000
    /// How long a request or transaction waits for a connection when all are busy.
    package var waitMilliseconds = 2_000
    /// The server ends a transaction that was not used for this long, so that its locks do not stay.
    package var idleInTransactionMilliseconds = 10_000
    /// Statements each connection keeps prepared.
    package var statementsPreparedMax = 256
    /// Whether the address is that of a pooler that gives a connection another session of the server
    /// for every transaction, such as pgbouncer in transaction mode. Then nothing is left in a
    /// session: statements are parsed each time, and the server's own time limits are for the
    /// database to set (`ALTER ROLE … SET statement_timeout`); ours hold in any case.
    package var isPooled = false

    /// The values above.
    package init(url: String) {
        self.url = url
    }

    var statementsMax: Int { isPooled ? 0 : statementsPreparedMax }
    var connectTimeout: Duration { .milliseconds(connectTimeoutMilliseconds) }
    var waitMax: Duration { .milliseconds(waitMilliseconds) }
    var silenceMax: Duration { .milliseconds(statementTimeoutMilliseconds) }
    var answerMax: Duration {
        .milliseconds(statementTimeoutMilliseconds + PostgresLimits.graceMilliseconds)
    }

    /// The address and settings as libpq takes them.
    func parameters(hasTimeLimits: Bool = true) throws(PostgresError) -> ConnectionParameters {
        let limits = [
            "statement_timeout=\(statementTimeoutMilliseconds)",
            "idle_in_transaction_session_timeout=\(idleInTransactionMilliseconds)",
        ]
        return try ConnectionParameters(
            address: url,
            defaults: [("application_name", "tintype"), ("client_encoding", "UTF8")],
            settings: isPooled
                ? [] : (hasTimeLimits ? limits : []) + ["client_min_messages=warning"])
    }
}

/// What it shows is the address without its password.
extension DatabaseConfiguration: CustomStringConvertible, CustomReflectable {
    package var description: String { "DatabaseConfiguration(\(AddressRedaction(url).shown))" }

    package var customMirror: Mirror {
        Mirror(self, children: ["url": AddressRedaction(url).shown])
    }
}
