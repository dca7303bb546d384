import Postgres
import TAO

/// Rows of `email_claims`: which account has which address, or says so.
///
/// Any number of accounts may claim an address, so that whoever registers learns nothing of others, and
/// keeps nobody from it. One proves it, by a token that was mailed there, and the claims of all others
/// end. A claim that is not proved lapses.
struct EmailStore: Sendable {
    let database: Database

    /// Part of the write that makes an account.
    static func claim(_ address: EmailAddress, by account: ObjectID, at time: Int64) -> Query {
        """
        INSERT INTO email_claims (email_key, account_id, claimed_at)
        VALUES (\(address.key), \(account.rawValue), \(time))
        """
    }

    /// Makes a claim anew that has lapsed.
    static func claimAgain(
        _ address: EmailAddress, by account: ObjectID, at time: Int64, lapsedAt: Int64
    ) -> Query {
        """
        INSERT INTO email_claims AS known (email_key, account_id, claimed_at)
        VALUES (\(address.key), \(account.rawValue), \(time))
        ON CONFLICT (email_key, account_id) DO UPDATE SET claimed_at = excluded.claimed_at
            WHERE known.proved_at IS NULL AND known.claimed_at <= \(lapsedAt)
        """
    }

    /// Several that are known to be proved, in one statement.
    static func proved(
        _ addresses: [EmailAddress], by accounts: [ObjectID], at times: [Int64]
    ) -> Query {
        """
        INSERT INTO email_claims (email_key, account_id, claimed_at, proved_at)
        SELECT key, account, time, time FROM unnest(
            \(addresses.map { Optional($0.key) }), \(accounts.map(\.rawValue)), \(times)
        ) AS proved (key, account, time)
        """
    }

    /// Ends the claim of an account. Others that it may have are not proved, and lapse.
    static func removal(of email: String, from account: ObjectID) -> Query {
        """
        DELETE FROM email_claims
        WHERE email_key = \(EmailAddress(kept: email).key) AND account_id = \(account.rawValue)
        """
    }

    /// Those who have an address: the one who has proved it, else all whose claims have not lapsed, the
    /// first to claim it first.
    ///
    /// - Parameter lapsedAt: claims of that time and before are void.
    func claimants(of key: String, lapsedAt: Int64, countMax: Int) async throws -> [ObjectID] {
        let rows = try await database.query(
            """
            SELECT account_id, proved_at IS NOT NULL FROM email_claims
            WHERE email_key = \(key) AND (proved_at IS NOT NULL OR claimed_at > \(lapsedAt))
            ORDER BY proved_at IS NULL, claimed_at, account_id LIMIT \(Int64(countMax))
            """)
        let isProved = rows.first?.bool(1) ?? false
        return rows.prefix(isProved ? 1 : countMax).map { ObjectID(rawValue: $0.int64(0)) }
    }

    /// Whether an account has a claim that has not lapsed, and nobody has proved the address.
    func isClaimant(
        _ account: ObjectID, of email: String, lapsedAt: Int64
    ) async throws -> Bool {
        let key = EmailAddress(kept: email).key
        let rows = try await database.query(
            """
            SELECT proved_at IS NOT NULL FROM email_claims
            WHERE email_key = \(key) AND (proved_at IS NOT NULL
                OR account_id = \(account.rawValue) AND claimed_at > \(lapsedAt))
            """)
        return !rows.isEmpty && rows.allSatisfy { !$0.bool(0) }
    }

    /// Who has proved an address.
    func prover(of email: String) async throws -> ObjectID? {
        let rows = try await database.query(
            """
            SELECT account_id FROM email_claims
            WHERE email_key = \(EmailAddress(kept: email).key) AND proved_at IS NOT NULL
            """)
        return rows.first.map { ObjectID(rawValue: $0.int64(0)) }
    }

    /// - Returns: how many there were.
    func removeLapsed(_ time: Int64) async throws -> Int {
        try await database.query(
            "DELETE FROM email_claims WHERE proved_at IS NULL AND claimed_at <= \(time)"
        ).affected
    }
}
