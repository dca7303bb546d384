import GraphQL
import TAO

extension RequestContext {
    /// Whether a password is the one of an account: every place that is told one asks here, since each
    /// is a place to guess at. So it is counted as a try to sign in to that account (`tries`), and put back if
    /// the password is right, or was not looked at: too many want that, or the client has left. It takes as
    /// long if there is no such account; one that is too long to be right costs no hash.
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
        let acts: [RatedAct]
        do { acts = try await tries(of: account, named: name) } catch {
            await giveBack(taken)
            throw error
        }
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

    /// What a try counts as. Everyone is counted by address. Strangers to an account, who are at an address
    /// where it has never signed in, are counted together besides, so that many addresses give no more tries
    /// than one. The owner is kept out by none of them where the account is known, or in a session of it;
    /// what guesses there is counted by session.
    private func tries(of account: Account?, named name: String) async throws -> [RatedAct] {
        guard let address = acting(.signInByName) else { return [] }
        let own = rated(.signInByName, by: address, about: name)
        if let account, account.id == viewerID {
            let session = sessionID.map { session in
                withUnsafeBytes(of: session.rawValue.bigEndian) { Array($0) }
            }
            return [own] + (session.map { [rated(.signInInSession, by: $0, about: name)] } ?? [])
        }
        if try await isKnownHere(account) { return [own] }
        return [own, rated(.signInByStranger, by: [], about: name)]
    }
}
