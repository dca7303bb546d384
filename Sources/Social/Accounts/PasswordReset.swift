import GraphQL
import Jobs
import TAO

/// `passwordResetRequest`: mails a token to set a new password with. Whether there is such an account is
/// looked for by a job, so that neither the answer nor its time depends on it.
enum PasswordResetRequest: Mutation {
    static let access = Access.anyone(because: "Who has forgotten the password cannot sign in.")
    static let rate = RateLimit.counted(.passwordResetRequest)

    static func run(
        _ input: PasswordResetRequestInput, in context: RequestContext
    ) async throws -> Bool {
        let services = context.services
        // What no account can have is told apart by everyone.
        guard let login = LoginName(input.login, context.limits), let mailing = services.mailing
        else { return true }
        context.trips.append(sql: ["job"])
        try await services.mails.add(PasswordResetMail.job(PasswordResetMail.Payload(login)))
        mailing.ring(PasswordResetMail.queue)
        return true
    }

    static func register(_ payload: inout PayloadResolvers<PasswordResetRequest>) {
        payload.field(\.accepted) { $0.output ?? false }
    }
}

/// `passwordReset`: sets a new password with the token that was mailed, and signs in.
enum PasswordReset: Mutation {
    static let access = Access.anyone(because: "The token says whose password it is.")
    static let texts = [
        TextRule<PasswordReset>(
            \.clientName, at: Input.Path.clientName, "The name of a client", .line,
            codePointsMax: \.clientNameCodePointsMax)
    ]
    static let rate = RateLimit.counted(.mailedToken)

    private static let wrong = UserError<Code>(
        .badCredentials, "This is no token for a new password.", at: Input.Path.token)
    private static let void = UserError<Code>(
        .tokenExpired, "This token is used up or too old. Ask for another mail.",
        at: Input.Path.token)

    static func run(
        _ input: PasswordResetInput, in context: RequestContext
    ) async throws -> NewSession {
        let services = context.services
        guard let token = MailToken(text: input.token, services.globalIDs) else { throw wrong }
        let account = try await account(of: token, context)
        if let mistake = try await context.mistake(inPassword: input.newPassword, of: account) {
            throw UserError<Code>(mistake, at: Input.Path.newPassword)
        }
        let purpose = PasswordHasher.Purpose(client: context.client, account: "\(account.id)")
        let hash = try await services.passwords.hash(input.newPassword, for: purpose)
        return try await set(hash, by: token, input.clientName, context)
    }

    /// What can be known before a hash is paid for.
    private static func account(
        of token: MailToken, _ context: RequestContext
    ) async throws -> Account {
        context.trips.append(sql: ["mailed token"])
        guard let (account, mail) = try await context.services.resets.look(at: token) else {
            throw wrong
        }
        switch mail.standing(
            of: token, for: .passwordReset, now: context.services.clock.milliseconds)
        {
        case .wrong: throw wrong
        case .used, .expired: throw void
        case .good: break
        }
        if account.isSuspended(at: context.now) {
            throw UserError<Code>(.suspended, "This account is suspended.")
        }
        return account
    }

    private static func set(
        _ hash: String, by token: MailToken, _ clientName: String?, _ context: RequestContext
    ) async throws -> NewSession {
        let services = context.services
        let now = services.clock.milliseconds
        let (reset, refresh) = try await context.create(onShard: token.account.shard) { id in
            let (session, refresh) = context.newSession(
                id, of: token.account, clientName: clientName)
            for trip in ["mailed token", "claims", "commit"] { context.trips.append(sql: [trip]) }
            let reset = try await services.resets.reset(
                by: token, to: hash, beginning: session, refresh,
                context.notingAddress(of: token.account), now: now
            ) { services.passwordChangedMails(to: $0, now: now) }
            return (reset, refresh)
        }
        switch reset {
        case .wrong: throw wrong
        case .void: throw void
        case .done(let ended):
            services.endedSessions.add(ended)
            services.ringForMail()
            context.forget()
            return try await context.signIn(with: refresh)
        }
    }

    static func register(_ payload: inout PayloadResolvers<PasswordReset>) {
        payload.field(\.viewer) { $0.output?.viewer }
        payload.field(\.tokens) { $0.output?.tokens }
    }
}
