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
    /// Begins a session of an account whose password was right, and goes on as that account.
    /// - Returns: nil if the password, or what the account may do, has been changed since it was read.
    func beginSession(of account: Account, clientName: String?) async throws -> NewSession? {
        let begun = try await create(onShard: account.id.shard) { id in
            let (session, token) = newSession(id, of: account.id, clientName: clientName)
            for trip in ["session rows", "begin session", "commit"] { trips.append(sql: [trip]) }
            let ended = try await services.sessions.insert(
                session, token, of: account, countMax: limits.sessionsMax,
                notingAddress(of: account.id))
            return ended.map { (token, $0) }
        }
        guard let (token, ended) = begun else { return nil }
        services.endedSessions.add(ended)
        return try await signIn(with: token, to: account)
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
    /// - Parameter account: as it was read; nil for one that is new.
    func signIn(with token: RefreshToken, to account: Account? = nil) async throws -> NewSession {
        signIn(as: token.account, in: token.session)
        restrict(account)
        return NewSession(
            viewer: Viewer(id: token.account), tokens: try await tokens(for: token, of: account))
    }

    func tokens(for refresh: RefreshToken, of account: Account?) async throws -> SessionTokens {
        let access = try await services.issueAccessToken(
            refresh.account, refresh.session, account?.restriction(at: now) != nil)
        return SessionTokens(
            accessToken: access.token, expiresAt: access.expiresAt,
            refreshToken: try refresh.text(services.refreshKey))
    }
}
