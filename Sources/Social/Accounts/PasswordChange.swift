import GraphQL
import TAO

/// `passwordChange`: changes the password and ends all other sessions.
enum PasswordChange: ViewerMutation {
    typealias Output = Viewer

    static let access = Access.anyViewer(because: "It is about the viewer's own account.")
    static let rate = RateLimit.uncounted(because: "Wrong passwords are, as those of signing in.")

    static func run(
        _ input: PasswordChangeInput, as viewer: ObjectID, in context: RequestContext
    ) async throws -> Viewer {
        guard let account = try await context.account(viewer) else {
            throw GraphQLError.unauthenticated
        }
        if let mistake = try await context.mistake(inPassword: input.newPassword, of: account) {
            throw UserError<Code>(mistake, at: Input.Path.newPassword)
        }
        try await context.requireOwner(
            of: account, password: input.password, Input.Path.password, PasswordChange.self)
        let services = context.services
        let purpose = PasswordHasher.Purpose(client: context.client, account: "\(viewer)")
        let hash = try await services.passwords.hash(input.newPassword, for: purpose)
        for trip in ["replace password", "end sessions", "commit"] {
            context.trips.append(sql: [trip])
        }
        let now = services.clock.milliseconds
        let notice =
            account.isEmailVerified
            ? services.passwordChangedMails(to: account, now: now) : []
        let ended = try await services.accounts.replaceHash(
            account.passwordHash, with: hash, of: viewer, keeping: context.sessionID,
            [MailStore.void(.passwordReset, of: viewer, at: now)] + MailStore.insertions(notice))
        context.forget()
        guard let ended else {
            throw UserError<Code>(
                .badCredentials, "The password has just been changed.", at: Input.Path.password)
        }
        services.endedSessions.add(ended)
        services.ringForMail()
        return Viewer(id: viewer)
    }

    static func register(_ payload: inout PayloadResolvers<PasswordChange>) {
        payload.field(\.viewer) { $0.output }
    }
}

extension UserError<AccountErrorCode> {
    init(_ mistake: PasswordMistake, at field: InputPath) {
        self.init(.invalid, mistake.message, at: field, limit: mistake.limit)
    }
}

extension SocialServices {
    func passwordChangedMails(to account: Account, now: Int64) -> [StoredMail] {
        guard mailing != nil else { return [] }
        return [newMail(.passwordChanged, to: account.email, of: account.id, now: now)]
    }
}

extension RequestContext {
    /// What is wrong with a new password of an account.
    func mistake(
        inPassword password: String, of account: Account
    ) async throws -> PasswordMistake? {
        let user = try await load(User.self, account.id)
        let words = [
            user?.username, user?[.displayName], account.email,
            String(account.email.prefix { $0 != "@" }),
        ]
        return services.accountRules.mistake(
            inPassword: password, words: words.compactMap { $0 }, limits)
    }

    /// What can cost an account its owner is for the one who gives the password, or has just done so.
    ///
    /// - Parameter path: where the input has the password.
    /// - Throws: BAD_CREDENTIALS; REAUTHENTICATION_REQUIRED; TOO_MANY.
    func requireOwner<Kind: Mutation>(
        of account: Account, password: String?, _ path: InputPath, _ kind: Kind.Type
    ) async throws where Kind.Code == AccountErrorCode {
        guard let password else {
            trips.append(sql: ["session rows"])
            let session = try await services.sessions.sessions(
                [sessionID ?? .nobody], of: account.id, now: now
            ).first
            if let session, session.createdAt > now - limits.reauthenticationMilliseconds { return }
            throw UserError<AccountErrorCode>(
                .reauthenticationRequired, "The password is needed for this.", at: path)
        }
        guard try await isPassword(password, of: account, named: "\(account.id)", kind) else {
            throw UserError<AccountErrorCode>(
                .badCredentials, "This is not the password.", at: path)
        }
    }
}
