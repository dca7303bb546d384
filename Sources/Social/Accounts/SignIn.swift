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
    /// A session and its refresh token, not stored yet.
    func newSession(
        _ id: ObjectID, of account: ObjectID, clientName: String?
    ) -> (session: Session, token: RefreshToken) {
        let now = services.clock.milliseconds
        let token = RefreshToken(account: account, session: id)
        let session = Session(
            id: id, account: account, clientName: clientName, refreshDigest: token.digest,
            createdAt: now, expiresAt: now + limits.refreshLifetimeMilliseconds)
        return (session, token)
    }

    func tokens(for refresh: RefreshToken) async throws -> SessionTokens {
        let access = try await services.issueAccessToken(refresh.account, refresh.session)
        return SessionTokens(
            accessToken: access.token, expiresAt: access.expiresAt, refreshToken: refresh.text)
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
