import GraphQL
import Postgres
import TAO

/// `accountRegister`: makes an account and signs it in.
enum AccountRegister: Mutation {
    static let access = Access.anyone(because: "It is how one becomes a member.")
    static let texts = [
        TextRule<AccountRegister>(
            \.clientName, at: Input.Path.clientName, "The name of a client", .line,
            codePointsMax: \.clientNameCodePointsMax)
    ]
    static let rate = RateLimit.counted(.registration)

    static func run(
        _ input: AccountRegisterInput, in context: RequestContext
    ) async throws -> NewSession {
        let draft = try await draft(input, context)
        let purpose = PasswordHasher.Purpose(client: context.client, account: draft.username)
        // Any shard will do; ids of accounts made at the same time are spread over all.
        let shard = draft.username.utf8.reduce(17) { $0 &* 31 &+ Int($1) }
        var token: RefreshToken?
        var hash: String?
        let id: ObjectID
        do {
            id = try await context.create(
                AccountRegister.self, input, for: .nobody, onShard: shard
            ) { id, claim in
                let known: String
                if let hash {
                    known = hash
                } else {
                    known = try await hashed(draft, purpose, context)
                    hash = known
                }
                token = try await store(draft, known, input.clientName, as: id, claim, context)
            }
        } catch GraphError.nameTaken {
            // Of addresses this is not said: their owners are mailed.
            throw UserError<Code>(
                .taken, "Another account has this name.", at: Input.Path.username)
        }
        context.services.ringForMail()
        if let token { return try await context.signIn(with: token) }
        return try await signInAgain(input, to: id, context)
    }

    /// What was not begun, since too many want a hash or the client has left, is no registration.
    private static func hashed(
        _ draft: AccountDraft, _ purpose: PasswordHasher.Purpose, _ context: RequestContext
    ) async throws -> String {
        do {
            return try await context.services.passwords.hash(draft.password, for: purpose)
        } catch {
            await context.giveBackRegistration()
            throw error
        }
    }

    /// A form with mistakes is no registration, whatever it was counted as: what comes with a key is
    /// counted later.
    private static func draft(
        _ input: AccountRegisterInput, _ context: RequestContext
    ) async throws -> AccountDraft {
        do {
            return try AccountDraft(input, context.services.accountRules, context.limits)
        } catch {
            if input.idempotencyKey == nil { await context.giveBackRegistration() }
            throw error
        }
    }

    /// The account, its USER object, its first session and the mail to confirm the address, in one write.
    private static func store(
        _ draft: AccountDraft, _ hash: String, _ clientName: String?, as id: ObjectID,
        _ claim: [Query], _ context: RequestContext
    ) async throws -> RefreshToken {
        let account = Account(
            id: id, email: draft.email.text, isEmailVerified: false, passwordHash: hash,
            role: .member)
        let (session, token) = context.newSession(
            try await context.services.newID(id.shard), of: id, clientName: clientName)
        var write = GraphWrite(also: claim)
        let now = context.services.clock.milliseconds
        write.addUser(
            id, username: draft.username,
            Properties(username: draft.username, displayName: draft.displayName))
        write.also(AccountStore.insertion(account, createdAt: now))
        write.also(EmailStore.claim(draft.email, by: id, at: now))
        if context.services.mailing != nil {
            let mail = context.services.newMail(
                .confirmation, to: draft.email.text, of: id, now: now)
            for query in try MailStore.insertions([mail]) { write.also(query) }
        }
        write.also(SessionStore.insertion(session, token))
        for query in context.notingAddress(of: id) { write.also(query) }
        try write.tell(AccountCreated(), by: id)
        try await context.commit(write, claiming: draft.username)
        return token
    }

    /// Answers a request that has made the account before: its tokens may never have arrived. Of the
    /// password nothing was kept with the key, so it is tried as for any sign-in.
    private static func signInAgain(
        _ input: AccountRegisterInput, to id: ObjectID, _ context: RequestContext
    ) async throws -> NewSession {
        let conflict = UserError<Code>(
            .idempotencyConflict, "This key was used with another input.",
            at: Input.idempotencyKeyPath)
        let account = try await context.account(id)
        let isRight = try await context.isPassword(
            input.password, of: account, named: "\(id)", AccountRegister.self)
        guard let account, isRight else { throw conflict }
        if account.isSuspended(at: context.now) {
            throw UserError<Code>(.suspended, "This account is suspended.")
        }
        let session = try await context.beginSession(of: account, clientName: input.clientName)
        guard let session else { throw conflict }
        return session
    }

    static func register(_ payload: inout PayloadResolvers<AccountRegister>) {
        payload.field(\.viewer) { $0.output?.viewer }
        payload.field(\.tokens) { $0.output?.tokens }
    }
}

extension RequestContext {
    fileprivate func giveBackRegistration() async {
        guard let acting = acting(.registration) else { return }
        await giveBack([rated(.registration, by: acting)])
    }
}

extension AccountRegisterInput {
    static let secretPaths = [Path.password]
}

extension ObjectID {
    /// The id of no object: stands for those who have no account.
    static let nobody = ObjectID(rawValue: 0)
}
