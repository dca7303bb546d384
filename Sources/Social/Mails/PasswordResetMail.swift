import Jobs
import TAO

/// Looks for the account that a new password was asked for, and mails a token to the address that it has.
enum PasswordResetMail: JobKind {
    struct Payload: Codable, Sendable {
        /// 1 for a username, 2 for an address.
        var namespace: Int16
        var name: String

        init(_ login: LoginName) {
            namespace = login.namespace
            name = login.name
        }
    }

    static let name = "password.mail"
    /// A person waits for it.
    static let queue = Queue.critical

    static func run(_ payload: Payload, in context: JobContext<SocialServices>) async throws {
        let services = context.services
        guard services.mailing != nil else {
            throw PermanentJobFailure("this process is not set up to send mails")
        }
        let now = services.clock.milliseconds
        var mails: [StoredMail] = []
        for id in try await accounts(payload, now, services) {
            guard let account = try await services.accounts.account(id),
                try await services.mayMail(account, now: now)
            else { continue }
            mails.append(services.newMail(.passwordReset, to: account.email, of: id, now: now))
        }
        try await context.end(with: MailStore.insertions(mails))
        services.ringForMail()
    }

    /// By an address that nobody has confirmed, all who say that it is theirs: its owner reads the names
    /// of the accounts in the mails, and nobody keeps another's mail away by claiming the same.
    private static func accounts(
        _ payload: Payload, _ now: Int64, _ services: SocialServices
    ) async throws -> [ObjectID] {
        if payload.namespace == NameSpaces.email {
            return try await services.emails.claimants(
                of: payload.name, lapsedAt: services.claimsLapsedAt(now),
                countMax: services.limits.mailsPerHourMax)
        }
        let graph = GraphReads(services.tao)
        return try await graph.run {
            try await graph.ids(named: [payload.name], in: payload.namespace)
        }.compactMap { $0 }
    }
}

extension SocialServices {
    /// Whether there were not too many such mails, and who reads those of the account's address may have
    /// the account: it is confirmed, or a claim that has not lapsed and that nobody else has proved.
    fileprivate func mayMail(_ account: Account, now: Int64) async throws -> Bool {
        let countMax = limits.mailsPerHourMax
        let times = try await mails.times(
            of: .passwordReset, to: account.id, after: now - limits.mailPeriodMilliseconds,
            countMax: countMax)
        guard times.count < countMax else { return false }
        if account.isEmailVerified { return true }
        return try await emails.isClaimant(
            account.id, of: account.email, lapsedAt: claimsLapsedAt(now))
    }

    /// Claims of that time and before are void. Where no mail is sent, nobody can prove an address, so
    /// they stay.
    func claimsLapsedAt(_ now: Int64) -> Int64 {
        mailing == nil ? 0 : now - limits.emailClaimMilliseconds
    }
}
