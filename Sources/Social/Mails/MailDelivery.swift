import Crypto
import Jobs
import Mail
import TAO

/// Sends one mail. What it says is made of what is so when it is sent.
enum MailDelivery: JobKind {
    struct Payload: Codable, Sendable {
        var account: Int64
        var mail: Int64
        /// The same for mails to one address, and no address.
        var address: String
    }

    static let name = "mail.send"
    /// A person waits for it.
    static let queue = Queue.critical
    static let deadlineMilliseconds = 300_000

    /// A server of others may be silent; those who wait for something else must not wait for it.
    static func ownPlaces(beside slots: Int) -> Int? { slots / 2 }

    /// For some hours: afterwards most tokens are void.
    static var retries: JobRetries {
        var retries = JobRetries()
        retries.attemptsMax = 20
        retries.pauseMillisecondsMin = 5_000
        retries.pauseMillisecondsMax = 900_000
        return retries
    }

    /// One at a time to an address, so that they can be counted.
    static func orderKey(of payload: Payload) -> String? { payload.address }

    static func job(_ mail: StoredMail) throws -> NewJob {
        let digest = SHA256.hash(data: Array(mail.email.utf8)).prefix(16)
        return try job(
            Payload(
                account: mail.account.rawValue, mail: mail.id, address: Base64URL.encode(digest)))
    }

    static func run(_ payload: Payload, in context: JobContext<SocialServices>) async throws {
        let services = context.services
        guard let mailing = services.mailing else {
            throw PermanentJobFailure("this process is not set up to send mails")
        }
        let now = services.clock.milliseconds
        let account = ObjectID(rawValue: payload.account)
        guard let mail = try await services.mails.mail(payload.mail, of: account),
            mail.sentAt == nil, mail.expiresAt > now
        else { return }
        let sent = try await services.mails.sentCount(
            of: mail.kind, to: mail.email,
            after: now - services.limits.mailPeriodMilliseconds)
        guard sent < services.limits.mailsPerHourMax,
            let text = try await text(of: mail, mailing, services),
            let to = MailAddress(name: nil, address: mail.email)
        else { return }
        do {
            try await mailing.sink.send(
                MailMessage(
                    from: mailing.from, to: to, subject: text.subject, body: text.body,
                    date: mail.createdAt, key: "\(mail.account) \(mail.id)"))
        } catch let error as MailError where error.isPermanent {
            throw PermanentJobFailure(error.description)
        }
        try await services.mails.noteSent(mail, at: services.clock.milliseconds)
    }

    /// nil for one that has become needless.
    private static func text(
        of mail: StoredMail, _ mailing: Mailing, _ services: SocialServices
    ) async throws -> MailText? {
        guard let account = try await services.accounts.account(mail.account),
            let username = try await services.username(of: mail.account)
        else { return nil }
        let token = MailToken(account: mail.account, mail: mail.id, key: services.mailKey)
            .text(services.globalIDs)
        switch mail.kind {
        case .confirmation:
            let asked = account.addressesToConfirm(now: mail.createdAt, services.limits)
            guard asked.contains(mail.email) else { return nil }
            if let owner = try await services.emails.prover(of: mail.email), owner != mail.account {
                return try await services.username(of: owner).map {
                    .addressTaken(username, owner: $0)
                }
            }
            return .confirmation(
                username, isNew: !account.isEmailVerified, token: token,
                link: mailing.link(to: .confirmation, token))
        case .passwordReset:
            guard account.email == mail.email else { return nil }
            return .passwordReset(
                username, token: token, link: mailing.link(to: .passwordReset, token))
        case .changeAsked: return .changeAsked(username)
        case .addressChanged: return .addressChanged(username)
        case .passwordChanged: return .passwordChanged(username)
        }
    }
}

extension SocialServices {
    /// nil if there is no such account.
    fileprivate func username(of account: ObjectID) async throws -> String? {
        try await tao.stored.loadUnfiltered(User.self, [account])[0]?.username
    }
}
