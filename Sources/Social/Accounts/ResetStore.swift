import Postgres
import TAO

/// New passwords by mailed tokens: changes of `accounts`, `sessions`, `email_claims` and `mails` that
/// belong together.
struct ResetStore: Sendable {
    let database: Database

    enum Reset: Sendable {
        /// With the sessions that have ended.
        case done(ended: [ObjectID])
        /// The token is none.
        case wrong
        /// It is used or too old, or the account has not the address any more that it was mailed to.
        case void
    }

    /// Whose token it is, and what it came with; nil if there is none such.
    func look(at token: MailToken) async throws -> (account: Account, mail: StoredMail)? {
        let rows = try await database.pipeline([
            AccountStore.selection(token.account),
            MailStore.selection(token.mail, of: token.account),
        ])
        guard let account = rows[0].first.map(Account.init),
            let mail = rows[1].first.flatMap(StoredMail.init)
        else { return nil }
        return (account, mail)
    }

    /// Sets the password, ends all sessions and begins one. Who reads the mails of the address has proved
    /// that, so the address is the account's from then on.
    ///
    /// - Parameters:
    ///   - others: what else is then so.
    ///   - mails: what the change is followed by.
    func reset(
        by token: MailToken, to hash: String, beginning session: Session,
        _ refresh: RefreshToken, _ others: [Query], now: Int64, then mails: ConfirmationStore.Mails
    ) async throws -> Reset {
        do {
            return try await database.transaction { transaction in
                guard let (account, mail) = try await transaction.hold(token) else { return .wrong }
                switch mail.standing(of: token, for: .passwordReset, now: now) {
                case .wrong: return .wrong
                case .used, .expired: return .void
                case .good: break
                }
                guard account.email == mail.email,
                    try await transaction.mayProve(mail.email, account.id)
                else { return .void }
                let change: Query =
                    "UPDATE accounts SET password_hash = \(hash) WHERE id = \(account.id.rawValue)"
                let rows = try await transaction.pipeline(
                    [
                        SessionStore.ending(.others(than: nil), of: account.id), change,
                        SessionStore.insertion(session, refresh), MailStore.use(mail, at: now),
                        MailStore.void(.passwordReset, of: account.id, at: now),
                    ] + EmailStore.proof(of: mail.email, by: account, at: now)
                        + MailStore.insertions(mails(account)) + others)
                return .done(ended: rows[0].map { ObjectID(rawValue: $0.int64(0)) })
            }
        } catch let error as PostgresError where EmailStore.isTaken(error) {
            return .void
        }
    }
}
