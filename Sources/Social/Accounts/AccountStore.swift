import Postgres
import TAO

/// Rows of `accounts`.
struct AccountStore: Sendable {
    let database: Database

    /// Whether an account with the id of a new one stood in the way.
    static func isTakenID(_ error: PostgresError) -> Bool {
        error.isViolation(ofKey: "accounts_pkey")
    }

    func account(_ id: ObjectID) async throws -> Account? {
        try await database.query(Self.selection(id)).first.map(Account.init)
    }

    static func selection(_ id: ObjectID) -> Query {
        """
        SELECT id, email, email_verified, password_hash, role, suspended_at IS NOT NULL,
            pending_email, pending_since
        FROM accounts WHERE id = \(id.rawValue)
        """
    }

    /// The same, and nobody changes the row until the transaction is done.
    static func hold(_ id: ObjectID) -> Query {
        """
        SELECT id, email, email_verified, password_hash, role, suspended_at IS NOT NULL,
            pending_email, pending_since
        FROM accounts WHERE id = \(id.rawValue) FOR NO KEY UPDATE
        """
    }

    /// Puts a hash in the place of another and ends all sessions of the account but one.
    /// - Parameter others: what else is then so.
    /// - Returns: the sessions that have ended; nil if the hash is another one by now.
    func replaceHash(
        _ old: String, with new: String, of account: ObjectID, keeping session: ObjectID?,
        _ others: [Query]
    ) async throws -> [ObjectID]? {
        try await database.transaction { transaction in
            let replaced = try await transaction.query(
                """
                UPDATE accounts SET password_hash = \(new)
                WHERE id = \(account.rawValue) AND password_hash = \(old)
                """)
            guard replaced.affected == 1 else { return nil }
            return try await transaction.pipeline(
                [SessionStore.ending(.others(than: session), of: account)] + others
            )[0].map { ObjectID(rawValue: $0.int64(0)) }
        }
    }

    /// Part of the write that makes the account's USER object.
    static func insertion(_ account: Account, createdAt: Int64) -> Query {
        """
        INSERT INTO accounts (id, email, email_verified, password_hash, role, created_at)
        VALUES (\(account.id.rawValue), \(account.email), \(account.isEmailVerified),
            \(account.passwordHash), \(Int16(account.role.number)), \(createdAt))
        """
    }

    /// Several accounts in one statement.
    static func insertion(_ accounts: [Account], createdAt: [Int64]) -> Query {
        """
        INSERT INTO accounts (id, email, email_verified, password_hash, role, created_at)
        SELECT * FROM unnest(
            \(accounts.map(\.id.rawValue)), \(accounts.map { Optional($0.email) }),
            \(accounts.map(\.isEmailVerified)), \(accounts.map { Optional($0.passwordHash) }),
            \(accounts.map { Int16($0.role.number) }), \(createdAt))
        """
    }
}

extension Account {
    init(_ row: Row) {
        self.init(
            id: ObjectID(rawValue: row.int64(0)), email: row.string(1),
            isEmailVerified: row.bool(2), passwordHash: row.string(3),
            role: Role(number: Int64(row.int16(4))) ?? .member, isSuspended: row.bool(5),
            pending: row.isNull(6) ? nil : (row.string(6), row.int64(7)))
    }
}
