import TAO

/// What somebody signs in with, a username or an address, in the form in which it is kept: what names
/// the same account, be there one or not, is the same.
struct LoginName: Sendable, Equatable {
    let namespace: Int16
    let name: String

    /// nil for what no account can have.
    init?(_ login: String, _ limits: SocialLimits) {
        guard login.utf8.count <= limits.loginBytesMax else { return nil }
        if login.utf8.contains(UInt8(ascii: "@")) {
            guard let address = EmailAddress(login, limits) else { return nil }
            (namespace, name) = (NameSpaces.email, address.key)
        } else {
            guard let username = Username.kept(login, limits) else { return nil }
            (namespace, name) = (NameSpaces.username, username)
        }
    }

    /// What tries are counted under where no account has the name.
    var text: String { "\(namespace) \(name)" }
}

extension RequestContext {
    /// The account that a name is found by. Of those who claim an address that nobody has proved, it is
    /// the first: who claims it later takes nothing from anybody.
    func account(named login: LoginName) async throws -> ObjectID? {
        if login.namespace == NameSpaces.email {
            trips.append(sql: ["claims"])
            return try await services.emails.claimants(
                of: login.name, lapsedAt: services.claimsLapsedAt(now), countMax: 1
            ).first
        }
        return try await graph.ids(named: [login.name], in: login.namespace).first ?? nil
    }
}
