import Jobs
import Postgres
import TAO

/// Rows of `mails`.
struct MailStore: Sendable {
    let database: Database

    /// Those with which a mail is stored and its job is added; nothing for one that nobody is to get.
    static func insertions(_ mails: [StoredMail]) throws -> [Query] {
        try mails.flatMap { mail in [insertion(mail), try MailDelivery.job(mail).query] }
    }

    private static func insertion(_ mail: StoredMail) -> Query {
        """
        INSERT INTO mails (account_id, id, kind, email, digest, created_at, expires_at)
        VALUES (\(mail.account.rawValue), \(mail.id), \(mail.kind.rawValue), \(mail.email),
            \(mail.digest), \(mail.createdAt), \(mail.expiresAt))
        """
    }

    static func selection(_ id: Int64, of account: ObjectID) -> Query {
        """
        SELECT account_id, id, kind, email, digest, created_at, expires_at, sent_at, used_at
        FROM mails WHERE account_id = \(account.rawValue) AND id = \(id)
        """
    }

    func mail(_ id: Int64, of account: ObjectID) async throws -> StoredMail? {
        try await database.query(Self.selection(id, of: account)).first.flatMap(StoredMail.init)
    }

    /// When mails of a kind to an account were asked for, after some time, the last first.
    func times(
        of kind: MailKind, to account: ObjectID, after time: Int64, countMax: Int
    ) async throws -> [Int64] {
        try await database.query(
            Self.times(of: kind, to: account, after: time, countMax: countMax)
        ).map { $0.int64(0) }
    }

    /// The same as a statement.
    static func times(
        of kind: MailKind, to account: ObjectID, after time: Int64, countMax: Int
    ) -> Query {
        """
        SELECT created_at FROM mails
        WHERE account_id = \(account.rawValue) AND kind = \(kind.rawValue) AND created_at > \(time)
        ORDER BY created_at DESC LIMIT \(Int64(countMax))
        """
    }

    /// How many mails of a kind an address was sent after some time, whoever has it.
    func sentCount(of kind: MailKind, to email: String, after time: Int64) async throws -> Int {
        let rows = try await database.query(
            """
            SELECT count(*) FROM mails
            WHERE email = \(email) AND sent_at > \(time) AND kind = \(kind.rawValue)
            """)
        return Int(rows[0].int64(0))
    }

    func add(_ job: NewJob) async throws {
        _ = try await database.query(job.query)
    }

    func noteSent(_ mail: StoredMail, at time: Int64) async throws {
        _ = try await database.query(
            """
            UPDATE mails SET sent_at = \(time)
            WHERE account_id = \(mail.account.rawValue) AND id = \(mail.id)
            """)
    }

    static func use(_ mail: StoredMail, at time: Int64) -> Query {
        """
        UPDATE mails SET used_at = \(time)
        WHERE account_id = \(mail.account.rawValue) AND id = \(mail.id)
        """
    }

    /// Makes all tokens of a kind void that an account has.
    static func void(_ kind: MailKind, of account: ObjectID, at time: Int64) -> Query {
        """
        UPDATE mails SET expires_at = \(time)
        WHERE account_id = \(account.rawValue) AND kind = \(kind.rawValue) AND expires_at > \(time)
        """
    }

    /// All of an account that goes.
    static func removal(of account: ObjectID) -> Query {
        "DELETE FROM mails WHERE account_id = \(account.rawValue)"
    }

    /// - Returns: how many there were.
    func removeExpired(before time: Int64) async throws -> Int {
        try await database.query("DELETE FROM mails WHERE expires_at <= \(time)").affected
    }
}

extension StoredMail {
    /// nil for a kind that this program does not know.
    init?(_ row: Row) {
        guard let kind = MailKind(rawValue: row.int16(2)) else { return nil }
        self.init(
            account: ObjectID(rawValue: row.int64(0)), id: row.int64(1), kind: kind,
            email: row.string(3), digest: row.bytes(4), createdAt: row.int64(5),
            expiresAt: row.int64(6), sentAt: row.isNull(7) ? nil : row.int64(7),
            usedAt: row.isNull(8) ? nil : row.int64(8))
    }
}
