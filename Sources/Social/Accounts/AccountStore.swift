import Postgres
import TAO

/// Rows of `accounts`.
struct AccountStore: Sendable {
    let database: Database

    /// Whether an account with the id of a new one stood in the way.
    static func isTakenID(_ error: PostgresError) -> Bool {
        error.isViolation(ofKey: "accounts_pkey")
    }

    /// As `Account.init` reads them.
    private static let columns: StaticString = """
        id, email, email_verified, password_hash, role, deletion_at, suspended_at, suspended_until,
        suspension_reason, suspension_message, pending_email, pending_since
        """

    func account(_ id: ObjectID) async throws -> Account? {
        try await database.query(Self.selection(id)).first.map(Account.init)
    }

    func accounts(_ ids: [ObjectID]) async throws -> [Account] {
        try await database.query(
            """
            SELECT \(unescaped: Self.columns) FROM accounts WHERE id = ANY(\(ids.map(\.rawValue)))
            """
        ).map(Account.init)
    }

    static func selection(_ id: ObjectID) -> Query {
        """
        SELECT \(unescaped: columns) FROM accounts WHERE id = \(id.rawValue)
        """
    }

    /// The same, and nobody changes the row until the transaction is done.
    static func hold(_ id: ObjectID) -> Query {
        """
        SELECT \(unescaped: columns) FROM accounts WHERE id = \(id.rawValue) FOR NO KEY UPDATE
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
            role: Role(number: Int64(row.int16(4))) ?? .member, suspension: Suspension(row),
            deletionAt: row.isNull(5) ? nil : row.int64(5),
            pending: row.isNull(10) ? nil : (row.string(10), row.int64(11)))
    }
}

// MARK: Standing

extension AccountStore {
    /// Part of the write that says the same in the account's USER object.
    static func setting(_ suspension: Suspension?, of account: ObjectID) -> Query {
        """
        UPDATE accounts
        SET suspended_at = \(suspension?.begin), suspended_until = \(suspension?.until),
            suspension_reason = \((suspension?.reason?.number).map { Int16($0) }),
            suspension_message = \(suspension?.message)
        WHERE id = \(account.rawValue)
        """
    }

    /// Part of the write that says the same in the account's USER object.
    static func scheduling(_ deletion: Int64?, of account: ObjectID) -> Query {
        "UPDATE accounts SET deletion_at = \(deletion) WHERE id = \(account.rawValue)"
    }

    /// The same for an account that is being removed: nobody signs in to it any more.
    static func closing(_ account: ObjectID, _ mark: Int64) -> Query {
        """
        UPDATE accounts SET deletion_at = \(mark), password_hash = ''
        WHERE id = \(account.rawValue)
        """
    }

    static func removal(of account: ObjectID) -> Query {
        "DELETE FROM accounts WHERE id = \(account.rawValue)"
    }

    /// What came of a change of a role.
    enum RoleChange: Sendable {
        case done
        /// There is no such account.
        case gone
        case isLastAdministrator
    }

    /// Gives the subject of an entry a role; nothing is changed if it has it. Changes of administrators
    /// happen one after the other, so that two of them do not both leave.
    func change(
        _ role: Role, _ entry: AuditEntry, keepsAdministrator: Bool
    ) async throws -> RoleChange {
        let account = entry.subject.rawValue
        let admin = Int16(Role.admin.number)
        return try await database.transaction { transaction in
            let found = try await transaction.pipeline([
                "SELECT name FROM account_locks WHERE name = 'administrators' FOR UPDATE",
                "SELECT role FROM accounts WHERE id = \(account) FOR NO KEY UPDATE",
                """
                SELECT count(*) FROM accounts
                WHERE role = \(admin) AND id <> \(account)
                    AND suspended_at IS NULL AND deletion_at IS NULL
                """,
            ])
            guard let before = found[1].first?.int16(0) else { return .gone }
            guard before != Int16(role.number) else { return .done }
            if keepsAdministrator, before == admin, found[2].first?.int64(0) == 0 {
                return .isLastAdministrator
            }
            _ = try await transaction.pipeline([
                "UPDATE accounts SET role = \(Int16(role.number)) WHERE id = \(account)",
                AuditStore.insertion(entry),
            ])
            return .done
        }
    }

    /// Accounts that are more than members, the highest first.
    func staff(limit: Int) async throws -> [(id: ObjectID, role: Role)] {
        try await database.query(
            """
            SELECT id, role FROM accounts WHERE role > \(Int16(Role.member.number))
            ORDER BY role DESC, id LIMIT \(Int64(limit))
            """
        ).map {
            (ObjectID(rawValue: $0.int64(0)), Role(number: Int64($0.int16(1))) ?? .member)
        }
    }
}

extension Suspension {
    /// nil if there is none.
    fileprivate init?(_ row: Row) {
        guard !row.isNull(6) else { return nil }
        self.init(
            begin: row.int64(6), until: row.isNull(7) ? nil : row.int64(7),
            reason: row.isNull(8) ? nil : ReportReason(number: Int64(row.int16(8))),
            message: row.isNull(9) ? nil : row.string(9))
    }
}
