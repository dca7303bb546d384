import Postgres
import TAO

/// Rows of `sessions`.
struct SessionStore: Sendable {
    let database: Database

    /// Whether a session of the account with the id of a new one stood in the way.
    static func isTakenID(_ error: PostgresError) -> Bool {
        error.isViolation(ofKey: "sessions_pkey")
    }

    static func insertion(_ session: Session) -> Query {
        """
        INSERT INTO sessions
            (account_id, id, client_name, refresh_digest, created_at, last_seen_at, expires_at)
        VALUES (\(session.account.rawValue), \(session.id.rawValue), \(session.clientName),
            \(session.refreshDigest), \(session.createdAt), \(session.createdAt),
            \(session.expiresAt))
        """
    }

    func insert(_ session: Session) async throws {
        _ = try await database.query(Self.insertion(session))
    }

    /// Puts a new token in the place of the one that is shown. False if that is not the current one
    /// or too old; of two who show it at the same time, one wins.
    func rotate(
        _ token: RefreshToken, to digest: [UInt8], now: Int64, expiresAt: Int64
    ) async throws -> Bool {
        let rows = try await database.query(
            """
            UPDATE sessions
            SET previous_digest = refresh_digest, refresh_digest = \(digest),
                last_seen_at = \(now), expires_at = \(expiresAt)
            WHERE account_id = \(token.account.rawValue) AND id = \(token.session.rawValue)
                AND refresh_digest = \(token.digest) AND expires_at > \(now)
            """)
        return rows.affected == 1
    }

    /// Ends the session whose former token this is.
    func endIfReplaced(_ token: RefreshToken) async throws -> Bool {
        let rows = try await database.query(
            """
            DELETE FROM sessions
            WHERE account_id = \(token.account.rawValue) AND id = \(token.session.rawValue)
                AND previous_digest = \(token.digest)
            """)
        return rows.affected == 1
    }

    /// - Returns: how many there were.
    func removeExpired(now: Int64) async throws -> Int {
        try await database.query("DELETE FROM sessions WHERE expires_at <= \(now)").affected
    }
}
