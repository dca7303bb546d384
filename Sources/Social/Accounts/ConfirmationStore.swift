import Postgres
import TAO

/// Which address an account has, and which is asked for: changes of `accounts`, `email_claims` and `mails`
/// that belong together. Each holds the row of the account, so that they happen one after the other.
struct ConfirmationStore: Sendable {
    let database: Database
    let limits: SocialLimits

    /// Mails that a change is followed by, made of the account as it was before.
    typealias Mails = @Sendable (Account) -> [StoredMail]

    // MARK: Confirming

    enum Confirmation: Sendable {
        case confirmed
        /// The token is none.
        case wrong
        /// It is used or too old, or the account does not ask for the address any more.
        case void
        /// Another account has proved the address.
        case taken
    }

    /// Gives the account the address of the mail. A token that was used for what is so is as good as new.
    func confirm(
        by token: MailToken, now: Int64, then mails: Mails
    ) async throws -> Confirmation {
        do {
            return try await database.transaction { transaction in
                guard let (account, mail) = try await transaction.hold(token) else { return .wrong }
                let isDone = account.isEmailVerified && account.email == mail.email
                switch mail.standing(of: token, for: .confirmation, now: now) {
                case .wrong: return .wrong
                case .used, .expired: return isDone ? .confirmed : .void
                case .good: break
                }
                if isDone {
                    _ = try await transaction.query(MailStore.use(mail, at: now))
                    return .confirmed
                }
                guard account.addressesToConfirm(now: now, limits).contains(mail.email)
                else { return .void }
                guard try await transaction.mayProve(mail.email, account.id) else { return .taken }
                _ = try await transaction.pipeline(
                    [MailStore.use(mail, at: now)]
                        + EmailStore.proof(of: mail.email, by: account, at: now)
                        + MailStore.insertions(mails(account)))
                return .confirmed
            }
        } catch let error as PostgresError where EmailStore.isTaken(error) {
            return .taken
        }
    }

    // MARK: Asking

    enum Request: Sendable {
        case sent
        /// There is nothing to confirm.
        case needless
        /// There were as many as may be; one more may be asked for after so many seconds.
        case tooMany(seconds: Int)
    }

    /// Stores a mail to the address that waits to be confirmed.
    ///
    /// - Parameter mail: makes it.
    func resend(
        to account: ObjectID, now: Int64, mail: @Sendable (_ email: String) -> StoredMail
    ) async throws -> Request {
        try await database.transaction { transaction in
            let (account, wait) = try await transaction.holdMails(of: account, now, limits)
            guard let account, let email = account.addressesToConfirm(now: now, limits).first
            else { return .needless }
            if let wait { return .tooMany(seconds: wait) }
            var changes = try MailStore.insertions([mail(email)])
            if email == account.email {
                changes.append(
                    EmailStore.claimAgain(
                        EmailAddress(kept: email), by: account.id, at: now,
                        lapsedAt: now - limits.emailClaimMilliseconds))
            }
            _ = try await transaction.pipeline(changes)
            return .sent
        }
    }

    /// Asks for another address, or for the one that the account has, which forgets what was asked for
    /// before.
    func ask(
        for address: EmailAddress, by account: ObjectID, now: Int64, mails: Mails
    ) async throws -> Request {
        try await database.transaction { transaction in
            let (account, wait) = try await transaction.holdMails(of: account, now, limits)
            guard let account else { return .needless }
            let isItsOwn = address.text == account.email
            let mails = isItsOwn ? [] : mails(account)
            if !mails.isEmpty, let wait { return .tooMany(seconds: wait) }
            let pending = isItsOwn ? nil : address.text
            let change: Query = """
                UPDATE accounts
                SET pending_email = \(pending), pending_since = \(pending.map { _ in now })
                WHERE id = \(account.id.rawValue)
                """
            _ = try await transaction.pipeline([change] + MailStore.insertions(mails))
            return mails.isEmpty ? .needless : .sent
        }
    }
}

extension EmailStore {
    /// Whether another account has proved the address at the same time.
    static func isTaken(_ error: PostgresError) -> Bool {
        error.isViolation(ofKey: "email_claims_proved")
    }

    /// What makes an address the account's, for `Transaction.mayProve`. Tokens to set a password by, which
    /// were mailed to another address, are void.
    static func proof(of email: String, by account: Account, at time: Int64) -> [Query] {
        let (key, id) = (EmailAddress(kept: email).key, account.id.rawValue)
        var changes: [Query] = [
            "DELETE FROM email_claims WHERE email_key = \(key) AND account_id <> \(id)",
            """
            INSERT INTO email_claims (email_key, account_id, claimed_at, proved_at)
            VALUES (\(key), \(id), \(time), \(time))
            ON CONFLICT (email_key, account_id) DO UPDATE SET proved_at = excluded.proved_at
            """,
            """
            UPDATE accounts SET email = \(email), email_verified = true,
                pending_email = nullif(pending_email, \(email)),
                pending_since = CASE pending_email WHEN \(email) THEN NULL ELSE pending_since END
            WHERE id = \(id)
            """,
        ]
        if email != account.email {
            let old = EmailAddress(kept: account.email).key
            changes += [
                "DELETE FROM email_claims WHERE email_key = \(old) AND account_id = \(id)",
                MailStore.void(.passwordReset, of: account.id, at: time),
            ]
        }
        return changes
    }
}

extension Transaction {
    /// Whose token it is, and what it came with; nil if there is none such. Nobody changes the account
    /// until the transaction is done.
    func hold(_ token: MailToken) async throws -> (account: Account, mail: StoredMail)? {
        let rows = try await pipeline([
            AccountStore.hold(token.account), MailStore.selection(token.mail, of: token.account),
        ])
        guard let account = rows[0].first.map(Account.init),
            let mail = rows[1].first.flatMap(StoredMail.init)
        else { return nil }
        return (account, mail)
    }

    /// Whether no other account has proved an address. All its claims are held, in one order for all who
    /// prove it.
    func mayProve(_ email: String, _ account: ObjectID) async throws -> Bool {
        let key = EmailAddress(kept: email).key
        let claims = try await query(
            """
            SELECT account_id, proved_at IS NOT NULL FROM email_claims
            WHERE email_key = \(key) ORDER BY account_id FOR UPDATE
            """)
        return claims.allSatisfy { !$0.bool(1) || $0.int64(0) == account.rawValue }
    }

    /// The account, and how many seconds it has to wait for the next mail that asks to confirm an
    /// address; nil if it need not.
    fileprivate func holdMails(
        of account: ObjectID, _ now: Int64, _ limits: SocialLimits
    ) async throws -> (account: Account?, wait: Int?) {
        let begin = now - limits.mailPeriodMilliseconds
        let countMax = limits.mailsPerHourMax
        // One after the other: what another transaction has added meanwhile is to be seen.
        let held = try await query(AccountStore.hold(account)).first.map(Account.init)
        let times = try await query(
            MailStore.times(of: .confirmation, to: account, after: begin, countMax: countMax))
        guard times.count == countMax, let oldest = times.last?.int64(0) else { return (held, nil) }
        return (held, Int((oldest - begin + 999) / 1_000))
    }
}
