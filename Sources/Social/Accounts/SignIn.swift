import GraphQL
import TAO

/// Tokens of a session.
struct SessionTokens: Sendable, SecretHolder {
    let accessToken: String
    let expiresAt: Int64
    let refreshToken: String
}

/// A session that has just begun.
struct NewSession: Sendable {
    let viewer: Viewer
    let tokens: SessionTokens
}

extension RequestContext {
    /// Begins a session of an account, and goes on as that account.
    func beginSession(of account: ObjectID, clientName: String?) async throws -> NewSession {
        let token = try await create(onShard: account.shard) { id in
            let (session, token) = newSession(id, of: account, clientName: clientName)
            try await services.sessions.insert(session, token)
            return token
        }
        return try await signIn(with: token)
    }

    /// A session and its first token, not stored yet.
    func newSession(
        _ id: ObjectID, of account: ObjectID, clientName: String?
    ) -> (session: Session, token: RefreshToken) {
        let now = services.clock.milliseconds
        let session = Session(
            id: id, account: account, clientName: clientName, createdAt: now, lastSeenAt: now,
            expiresAt: now + limits.refreshLifetimeMilliseconds)
        return (session, RefreshToken(account: account, session: id))
    }

    /// Goes on in a session that has just begun.
    func signIn(with token: RefreshToken) async throws -> NewSession {
        signIn(as: token.account, in: token.session)
        return NewSession(viewer: Viewer(id: token.account), tokens: try await tokens(for: token))
    }

    func tokens(for refresh: RefreshToken) async throws -> SessionTokens {
        let access = try await services.issueAccessToken(refresh.account, refresh.session)
        return SessionTokens(
            accessToken: access.token, expiresAt: access.expiresAt,
            refreshToken: refresh.text(services.refreshKey))
    }

    /// What an attempt to sign in counts as; nothing for this process itself.
    func signIns(as name: String) -> [RatedAct] {
        guard let acting = acting(.signIn) else { return [] }
        return [rated(.signIn, by: acting), rated(.signInByName, by: acting, about: name)]
    }

    /// The account that a username or address names.
    func account(named login: String) async throws -> ObjectID? {
        let (namespace, name) =
            login.utf8.contains(UInt8(ascii: "@"))
            ? (NameSpaces.email, EmailAddress(login, limits)?.key)
            : (NameSpaces.username, Username.kept(login, limits))
        guard let name else { return nil }
        return try await graph.ids(named: [name], in: namespace).first ?? nil
    }
}
