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
        let refusal = UserError<Code>(
            .badCredentials, "The name and password do not match an account.")
        guard let account = try await account(input, context) else { throw refusal }
        let session = try await context.beginSession(of: account, clientName: input.clientName)
        guard let session else { throw refusal }
        return session
    }

    /// nil if the name and the password do not match one. It takes as long then, unless they are such
    /// that they match none anywhere.
    private static func account(
        _ input: SessionCreateInput, _ context: RequestContext
    ) async throws -> Account? {
        guard input.password.utf8.count <= context.limits.passwordBytesMax,
            let login = LoginName(input.login, context.limits)
        else { return nil }
        // The run was counted before it began.
        let taken = context.acting(.signIn).map { [context.rated(.signIn, by: $0)] } ?? []
        let account: Account?
        do {
            let id = try await context.account(named: login)
            account = try await context.account(id ?? .nobody)
        } catch {
            await context.giveBack(taken)
            throw error
        }
        let isRight = try await context.isPassword(
            input.password, of: account, named: account.map { "\($0.id)" } ?? login.text,
            taken: taken, SessionCreate.self)
        return isRight ? account : nil
    }

    static func register(_ payload: inout PayloadResolvers<SessionCreate>) {
        payload.field(\.viewer) { $0.output?.viewer }
        payload.field(\.tokens) { $0.output?.tokens }
    }
}

/// `sessionRefresh`: trades a refresh token for new tokens.
enum SessionRefresh: Mutation {
    static let access = Access.anyone(because: "The token says whose session it is.")
    static let rate = RateLimit.uncounted(because: "A session has one token at a time.")

    static func run(
        _ input: SessionRefreshInput, in context: RequestContext
    ) async throws -> SessionTokens {
        let services = context.services
        guard let token = RefreshToken(text: input.refreshToken, services.refreshKey) else {
            throw UserError<Code>(
                .badCredentials, "This is not a refresh token.", at: Input.Path.refreshToken)
        }
        let now = services.clock.milliseconds
        let account = try await context.account(token.account)
        if account?.isSuspended(at: now) == true {
            throw UserError<Code>(.suspended, "This account is suspended.")
        }
        context.trips.append(sql: ["replace token"])
        let isReplaced = try await services.sessions.replace(
            token, now: now, grace: context.limits.refreshGraceMilliseconds,
            expiresAt: now + context.limits.refreshLifetimeMilliseconds)
        guard isReplaced else {
            context.trips.append(sql: ["end sessions"])
            services.endedSessions.add(
                try await services.sessions.end(.stolen(token), of: token.account))
            throw UserError<Code>(
                .tokenExpired, "This token is used up or too old. Sign in again.",
                at: Input.Path.refreshToken)
        }
        return try await context.tokens(for: token.successor, of: account)
    }

    static func register(_ payload: inout PayloadResolvers<SessionRefresh>) {
        payload.field(\.tokens) { $0.output }
    }
}

extension GraphWrite {
    /// A USER object with the name it is found by.
    mutating func addUser(_ id: ObjectID, username: String, _ user: Properties<User>) {
        add(id, user)
        claimName(namespace: NameSpaces.username, name: username, id: id)
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
