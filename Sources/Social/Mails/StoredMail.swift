import Crypto
import TAO

/// A mail to the owner of an account, sent or not.
struct StoredMail: Sendable {
    var account: ObjectID
    /// Of no other mail of the account.
    var id: Int64
    var kind: MailKind
    var email: String
    /// Of its token.
    var digest: [UInt8]
    var createdAt: Int64
    var expiresAt: Int64
    var sentAt: Int64?
    var usedAt: Int64?

    /// What becomes of a token.
    enum Standing {
        case good
        /// It is none, or one for something else.
        case wrong
        case used
        case expired
    }

    func standing(of token: MailToken, for kind: MailKind, now: Int64) -> Standing {
        guard self.kind == kind, SymmetricKey(data: digest) == SymmetricKey(data: token.digest)
        else { return .wrong }
        if usedAt != nil { return .used }
        return expiresAt > now ? .good : .expired
    }
}

extension SocialServices {
    /// A mail that is to be stored, and sent by its job.
    func newMail(
        _ kind: MailKind, to email: String, of account: ObjectID, now: Int64
    ) -> StoredMail {
        let id = Int64.random(in: 0 ... .max)
        let token = MailToken(account: account, mail: id, key: mailKey)
        return StoredMail(
            account: account, id: id, kind: kind, email: email, digest: token.digest,
            createdAt: now, expiresAt: now + kind.lifetime(limits))
    }
}
