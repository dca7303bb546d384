import GraphQL
import TAO

/// `emailVerify`: confirms an address with the token that was mailed to it.
enum EmailVerify: Mutation {
    static let access = Access.anyone(because: "The token says whose address it is.")
    static let rate = RateLimit.counted(.mailedToken)

    static func run(_ input: EmailVerifyInput, in context: RequestContext) async throws -> Bool {
        let services = context.services
        let wrong = UserError<Code>(
            .badCredentials, "This is no token for an address of the account.", at: Input.Path.token
        )
        guard let token = MailToken(text: input.token, services.globalIDs) else { throw wrong }
        // Somebody is made to open another's mail: what they see as their account's must be theirs.
        if let viewer = context.viewerID, viewer != token.account { throw wrong }
        for trip in ["mailed token", "claims", "commit"] { context.trips.append(sql: [trip]) }
        let now = services.clock.milliseconds
        let confirmation = try await services.confirmations.confirm(by: token, now: now) {
            account in
            // An address that nobody has confirmed may be a stranger's.
            guard services.mailing != nil, account.isEmailVerified else { return [] }
            return [services.newMail(.addressChanged, to: account.email, of: account.id, now: now)]
        }
        context.forget()
        switch confirmation {
        case .confirmed:
            services.ringForMail()
            return true
        case .wrong: throw wrong
        case .void:
            throw UserError<Code>(
                .tokenExpired, "This token is used up or too old. Ask for another mail.",
                at: Input.Path.token)
        case .taken:
            throw UserError<Code>(
                .taken, "Another account has this address.", at: Input.Path.token)
        }
    }

    static func register(_ payload: inout PayloadResolvers<EmailVerify>) {
        payload.field(\.verified) { $0.output ?? false }
    }
}

/// `emailVerificationResend`: mails the token again.
enum EmailVerificationResend: ViewerMutation {
    typealias Output = Bool

    static let access = Access.anyViewer(because: "The mail goes to the viewer's own address.")
    static let rate = RateLimit.counted(.mark)

    static func run(
        _ input: NoInput, as viewer: ObjectID, in context: RequestContext
    ) async throws -> Bool {
        let services = context.services
        guard services.mailing != nil else { return false }
        let now = services.clock.milliseconds
        for trip in ["account", "mails", "commit"] { context.trips.append(sql: [trip]) }
        let request = try await services.confirmations.resend(to: viewer, now: now) { email in
            services.newMail(.confirmation, to: email, of: viewer, now: now)
        }
        switch request {
        case .needless: return false
        case .sent:
            services.ringForMail()
            return true
        case .tooMany(let seconds): throw UserError<Code>(tooManyMails: seconds, context.limits)
        }
    }

    static func register(_ payload: inout PayloadResolvers<EmailVerificationResend>) {
        payload.field(\.sent) { $0.output ?? false }
    }
}

extension UserError<AccountErrorCode> {
    /// - Parameter seconds: until one more may be asked for.
    init(tooManyMails seconds: Int, _ limits: SocialLimits) {
        self.init(
            .tooMany, "There were several mails already. Try again in \(seconds) seconds.",
            retryAfter: seconds, limit: limits.mailsPerHourMax)
    }
}

extension SocialServices {
    /// Mails may have been stored: after their COMMIT.
    func ringForMail() {
        mailing?.ring(MailDelivery.queue)
    }
}
