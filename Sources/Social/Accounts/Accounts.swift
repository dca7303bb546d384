import GraphQL
import TAO

/// `sessionCreate`: signs in with a name and password.
enum SessionCreate: Mutation {
    static let access = Access.anyone(because: "It is how one signs in.")
    static let texts = [
        TextRule<SessionCreate>(
            \.clientName, at: Input.Path.clientName, "The name of a client", .line,
            codePointsMax: \.clientNameCodePointsMax)
    ]
    static let rate = RateLimit.counted(.signIn)

    static func run(
        _ input: SessionCreateInput, in context: RequestContext
    ) async throws -> NewSession {
        let password = input.password
        var account: Account?
        if let id = try await context.account(named: input.login) {
            account = try await context.account(id)
        }
        let name = account.map { "\($0.id)" } ?? input.login
        let tries = context.signIns(as: name)
        try await context.take(Array(tries.suffix(1)), SessionCreate.self)
        let purpose = PasswordHasher.Purpose(client: context.client, account: name)
        // A password that is too long to be right costs no hashing.
        guard password.utf8.count <= context.limits.passwordBytesMax,
            try await verify(password, account, purpose, tries, context),
            let account
        else {
            throw UserError<Code>(
                .badCredentials, "The name and password do not match an account.")
        }
        await context.giveBack(tries)
        if account.isSuspended {
            throw UserError<Code>(.suspended, "This account is suspended.")
        }
        let token = try await context.create(onShard: account.id.shard) { id in
            let (session, token) = context.newSession(
                id, of: account.id, clientName: input.clientName)
            try await context.services.sessions.insert(session)
            return token
        }
        context.signIn(as: account.id)
        return NewSession(
            viewer: Viewer(id: account.id), tokens: try await context.tokens(for: token))
    }

    /// What was not looked at, because too many want that, was no try.
    private static func verify(
        _ password: String, _ account: Account?, _ purpose: PasswordHasher.Purpose,
        _ tries: [RatedAct], _ context: RequestContext
    ) async throws -> Bool {
        do {
            return try await context.services.passwords.verify(
                password, against: account?.passwordHash, for: purpose)
        } catch let overload as Overload {
            await context.giveBack(tries)
            throw overload
        }
    }
}

/// `sessionRefresh`: trades a refresh token for new tokens.
enum SessionRefresh: Mutation {
    static let access = Access.anyone(because: "The token says whose session it is.")
    static let rate = RateLimit.uncounted(because: "A token that is traded in is used up.")

    static func run(
        _ input: SessionRefreshInput, in context: RequestContext
    ) async throws -> SessionTokens {
        guard let token = RefreshToken(text: input.refreshToken) else {
            throw UserError<Code>(
                .badCredentials, "This is not a refresh token.", at: Input.Path.refreshToken)
        }
        let sessions = context.services.sessions
        let next = RefreshToken(account: token.account, session: token.session)
        let now = context.services.clock.milliseconds
        let isRotated = try await sessions.rotate(
            token, to: next.digest, now: now,
            expiresAt: now + context.limits.refreshLifetimeMilliseconds)
        guard isRotated else {
            // A token that was traded in before is in two hands: neither may go on.
            _ = try await sessions.endIfReplaced(token)
            throw UserError<Code>(
                .tokenExpired, "This token is used up or too old. Sign in again.",
                at: Input.Path.refreshToken)
        }
        return try await context.tokens(for: next)
    }
}

/// `accountRegister`: makes an account and signs it in.
enum AccountRegister: Mutation {
    static let access = Access.anyone(because: "It is how one becomes a member.")
    static let rate = RateLimit.counted(.registration)

    static func run(
        _ input: AccountRegisterInput, in context: RequestContext
    ) async throws -> NewSession {
        let draft = try AccountDraft(
            input, context.services.accountRules, context.limits)
        let hash = try await context.services.passwords.hash(
            draft.password,
            for: PasswordHasher.Purpose(client: context.client, account: draft.username))
        let (id, token): (ObjectID, RefreshToken)
        do {
            // Any shard will do; ids of accounts made at the same time are spread over all.
            let shard = draft.username.utf8.reduce(17) { $0 &* 31 &+ Int($1) }
            (id, token) = try await context.create(onShard: shard) { id in
                (id, try await store(draft, hash, as: id, context))
            }
        } catch GraphError.nameTaken(let namespace, _) {
            throw namespace == NameSpaces.email
                ? UserError<Code>(.taken, "An account has this address.", at: Input.Path.email)
                : UserError<Code>(.taken, "Another account has this name.", at: Input.Path.username)
        }
        context.signIn(as: id)
        return NewSession(viewer: Viewer(id: id), tokens: try await context.tokens(for: token))
    }

    /// The account, its USER object and its first session, in one write.
    private static func store(
        _ draft: AccountDraft, _ hash: String, as id: ObjectID, _ context: RequestContext
    ) async throws -> RefreshToken {
        let account = Account(
            id: id, email: draft.email.text, isEmailVerified: false, passwordHash: hash,
            role: .member,
            isSuspended: false)
        let (session, token) = context.newSession(
            try await context.services.newID(id.shard), of: id, clientName: nil)
        var write = GraphWrite()
        write.addUser(
            id, username: draft.username, emailKey: draft.email.key,
            Properties(username: draft.username, displayName: draft.displayName))
        write.also(
            AccountStore.insertion(account, createdAt: context.services.clock.milliseconds))
        write.also(SessionStore.insertion(session))
        try await context.commit(write)
        return token
    }
}

extension GraphWrite {
    /// A USER object with the names it is found by.
    mutating func addUser(
        _ id: ObjectID, username: String, emailKey: String, _ user: Properties<User>
    ) {
        add(id, user)
        claimName(namespace: NameSpaces.username, name: username, id: id)
        claimName(namespace: NameSpaces.email, name: emailKey, id: id)
    }
}

extension Properties<User> {
    /// As registration makes them.
    init(username: String, displayName: String?) {
        self.init()
        self[.username] = username
        self[.displayName] = displayName?.isEmpty == true ? nil : displayName
    }
}

extension Resolvers<RequestContext> {
    mutating func registerSessionTokens() {
        type(SessionTokens.self) { tokens in
            tokens.field(\.accessToken) { $0.accessToken }
            tokens.field(\.expiresAt) { DateTime(milliseconds: $0.expiresAt) }
            tokens.field(\.refreshToken) { $0.refreshToken }
        }
    }
}
