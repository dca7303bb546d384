import Postgres
import TAO

/// Rows of `sessions` and `ended_sessions`.
struct SessionStore: Sendable {
    let database: Database

    /// Whether a session of the account with the id of a new one stood in the way.
    static func isTakenID(_ error: PostgresError) -> Bool {
        error.isViolation(ofKey: "sessions_pkey")
    }

    static func insertion(_ session: Session, _ token: RefreshToken) -> Query {
        """
        INSERT INTO sessions
            (account_id, id, client_name, family_digest, created_at, last_seen_at, expires_at)
        VALUES (\(session.account.rawValue), \(session.id.rawValue), \(session.clientName),
            \(token.familyDigest), \(session.createdAt), \(session.lastSeenAt),
            \(session.expiresAt))
        """
    }

    /// Begins a session of an account whose password was right. Beyond `countMax` sessions those that
    /// were used least lately end.
    ///
    /// The row of the account is held, so that a change of the password, a suspension or a deletion comes
    /// before, and this begins nothing, or after, and ends the session; and of two who begin one the second counts the first's.
    ///
    /// - Parameters:
    ///   - known: the account whose password was right, as it was read.
    ///   - others: what else is then so.
    /// - Returns: the sessions that have ended; nil if the account has another hash or standing by now.
    func insert(
        _ session: Session, _ token: RefreshToken, of known: Account, countMax: Int,
        _ others: [Query]
    ) async throws -> [ObjectID]? {
        let account = session.account
        return try await database.transaction { transaction in
            let found = try await transaction.pipeline([
                """
                SELECT id FROM accounts
                WHERE id = \(account.rawValue) AND password_hash = \(known.passwordHash)
                    AND suspended_at IS NOT DISTINCT FROM \(known.suspension?.begin)
                    AND deletion_at IS NOT DISTINCT FROM \(known.deletionAt)
                FOR NO KEY UPDATE
                """,
                """
                SELECT id FROM sessions
                WHERE account_id = \(account.rawValue) AND expires_at > \(session.createdAt)
                ORDER BY last_seen_at DESC, id DESC OFFSET \(Int64(countMax - 1))
                """,
            ])
            guard !found[0].isEmpty else { return nil }
            let excess = found[1].map { ObjectID(rawValue: $0.int64(0)) }
            var changes = [Self.insertion(session, token)]
            if !excess.isEmpty { changes.append(Self.ending(.these(excess), of: account)) }
            _ = try await transaction.pipeline(changes + others)
            return excess
        }
    }

    /// Makes the successor of a token good. Of several who show the same token at the same time one
    /// changes the row, and the others find it as that one has left it.
    ///
    /// - Parameters:
    ///   - grace: how long a token that was replaced still gives the same successor.
    /// - Returns: false if the token is none of the session's last two, or too old.
    func replace(
        _ token: RefreshToken, now: Int64, grace: Int64, expiresAt: Int64
    ) async throws -> Bool {
        let (number, next) = (token.number, token.successor.number)
        let rows = try await database.query(
            """
            UPDATE sessions
            SET replaced_at = CASE number WHEN \(number) THEN \(now) ELSE replaced_at END,
                number = \(next), last_seen_at = \(now), expires_at = \(expiresAt)
            WHERE account_id = \(token.account.rawValue) AND id = \(token.session.rawValue)
                AND family_digest = \(token.familyDigest) AND expires_at > \(now)
                AND (number = \(number) OR number = \(next) AND replaced_at > \(now - grace))
            """)
        return rows.affected == 1
    }

    /// Which sessions of an account are to end: those of which all that is given is true.
    struct Which {
        var ids: [ObjectID]?
        var kept: ObjectID?
        var token: RefreshToken?

        static func one(_ id: ObjectID) -> Which { Which(ids: [id]) }

        static func these(_ ids: [ObjectID]) -> Which { Which(ids: ids) }

        /// All, or all but this one.
        static func others(than kept: ObjectID?) -> Which { Which(kept: kept) }

        /// The one of which this is an older token: newer ones are in another hand, and nothing tells
        /// which of the two is the owner's.
        static func stolen(_ token: RefreshToken) -> Which {
            Which(ids: [token.session], token: token)
        }
    }

    /// Ends sessions, and has all gateways know.
    /// - Returns: what has ended.
    func end(_ which: Which, of account: ObjectID) async throws -> [ObjectID] {
        try await database.query(Self.ending(which, of: account))
            .map { ObjectID(rawValue: $0.int64(0)) }
    }

    /// The same as a statement, which gives the ids of what has ended.
    static func ending(_ which: Which, of account: ObjectID) -> Query {
        let ids = which.ids?.map(\.rawValue)
        let (kept, token) = (which.kept?.rawValue, which.token)
        return """
            WITH ended AS (
                DELETE FROM sessions
                WHERE account_id = \(account.rawValue)
                    AND (\(ids) IS NULL OR id = ANY(\(ids))) AND (\(kept) IS NULL OR id <> \(kept))
                    AND (\(token?.number) IS NULL
                        OR number > \(token?.number) AND family_digest = \(token?.familyDigest))
                RETURNING account_id, id)
            INSERT INTO ended_sessions (account_id, id) SELECT account_id, id FROM ended
            RETURNING id
            """
    }

    /// The sessions of an account, the newest first.
    func sessions(
        of account: ObjectID, behind position: ListPosition?, count: Int, now: Int64
    ) async throws -> [Session] {
        let (time, id) = (position?.time ?? .max, position?.id.rawValue ?? .max)
        return try await database.query(
            """
            SELECT id, client_name, created_at, last_seen_at, expires_at FROM sessions
            WHERE account_id = \(account.rawValue) AND expires_at > \(now)
                AND (created_at, id) < (\(time), \(id))
            ORDER BY created_at DESC, id DESC LIMIT \(Int64(count))
            """
        ).map { Session($0, of: account) }
    }

    /// Those of the account that have these ids.
    func sessions(
        _ ids: [ObjectID], of account: ObjectID, now: Int64
    ) async throws -> [Session] {
        try await database.query(
            """
            SELECT id, client_name, created_at, last_seen_at, expires_at FROM sessions
            WHERE account_id = \(account.rawValue) AND id = ANY(\(ids.map(\.rawValue)))
                AND expires_at > \(now)
            """
        ).map { Session($0, of: account) }
    }

    /// What has ended since a time of the database's clock, in milliseconds since 1970, and when.
    func ended(since time: Int64) async throws -> [(id: ObjectID, at: Int64)] {
        try await database.query(
            """
            SELECT id, (extract(epoch FROM ended_at) * 1000)::bigint FROM ended_sessions
            WHERE ended_at > to_timestamp(\(Double(time) / 1_000))
            """
        ).map { (ObjectID(rawValue: $0.int64(0)), $0.int64(1)) }
    }

    /// All that is known of an account's sessions. Access tokens of those that have just ended are still
    /// good for a while: `RequestContext.settle` finds no account then.
    static func removal(of account: ObjectID) -> [Query] {
        [
            "DELETE FROM sessions WHERE account_id = \(account.rawValue)",
            "DELETE FROM ended_sessions WHERE account_id = \(account.rawValue)",
        ]
    }

    /// - Parameter lifetime: how long it must be known that a session has ended.
    /// - Returns: how many sessions there were.
    func removeExpired(now: Int64, endedLifetime: Int64) async throws -> Int {
        _ = try await database.query(
            """
            DELETE FROM ended_sessions
            WHERE ended_at < now() - make_interval(secs => \(Double(endedLifetime) / 1_000))
            """)
        return try await database.query("DELETE FROM sessions WHERE expires_at <= \(now)").affected
    }
}

extension Session {
    fileprivate init(_ row: Row, of account: ObjectID) {
        self.init(
            id: ObjectID(rawValue: row.int64(0)), account: account,
            clientName: row.isNull(1) ? nil : row.string(1),
            createdAt: row.int64(2), lastSeenAt: row.int64(3), expiresAt: row.int64(4))
    }
}
