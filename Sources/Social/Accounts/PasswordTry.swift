import GraphQL
import TAO

extension RequestContext {
    /// Whether a password is the one of an account: every place that is told one asks here, since each
    /// is a place to guess at. So it is counted as a try to sign in to that account from this address,
    /// and put back if the password is right, or was not looked at: too many want that, or the client
    /// has left. It takes as long if there is no such account; one that is too long to be right costs no hash.
    ///
    /// - Parameters:
    ///   - name: what tries of the same account have in common.
    ///   - taken: what this try has been counted as before, to be put back with it.
    /// - Throws: TOO_MANY; `Overload`; `CancellationError` if the client leaves while it waits.
    func isPassword<Kind: Mutation>(
        _ password: String, of account: Account?, named name: String, taken: [RatedAct] = [],
        _ kind: Kind.Type
    ) async throws -> Bool {
        guard password.utf8.count <= limits.passwordBytesMax else { return false }
        let act = acting(.signInByName).map { rated(.signInByName, by: $0, about: name) }
        let acts = act.map { [$0] } ?? []
        try await take(acts, kind)
        let purpose = PasswordHasher.Purpose(client: client, account: name)
        do {
            let isRight = try await services.passwords.verify(
                password, against: account?.passwordHash, for: purpose)
            if isRight { await giveBack(acts + taken) }
            return isRight
        } catch {
            await giveBack(acts + taken)
            throw error
        }
    }
}
