import GraphQL
import Synchronization
import TAO

// What an account may do that is suspended, or about to be deleted: sign in, see what it is told of
// itself, delete itself and take that back. All of its sessions ended when it became so; those that
// begin from then on are restricted, which their access tokens say, so that others cost no look. A
// restricted session looks with each request whether it still has to be.

extension Account {
    /// Why it may do no more than that; nil if it may.
    func restriction(at now: Int64) -> GraphQLError? {
        if let suspension, suspension.holds(at: now) {
            let end = suspension.until.map { " until \(DateTime(milliseconds: $0).text)" } ?? ""
            let message = suspension.message.map { " \($0)" } ?? ""
            return .forbidden("This account is suspended\(end).\(message)")
        }
        if deletionAt != nil { return .forbidden("This account is about to be deleted.") }
        return nil
    }
}

extension RequestContext {
    /// Finds out whether the session still has to be restricted. Before anything else of a request
    /// whose access token says so.
    package func settle() async {
        guard isRestrictedSession, let viewerID else { return }
        do {
            let account = try await account(viewerID)
            restrict(account)
            if account == nil { restriction.withLock { $0 = GraphQLError.unauthenticated } }
        } catch {
            restriction.withLock { $0 = error }
        }
    }

    /// Restricts the rest of the request as far as the account is.
    func restrict(_ account: Account?) {
        let reason = account?.restriction(at: now)
        restriction.withLock { $0 = reason }
    }

    /// - Throws: FORBIDDEN for an account that is suspended or about to be deleted.
    func requireUnrestricted() throws {
        if let reason = restriction.withLock({ $0 }) { throw reason }
    }

    /// - Throws: FORBIDDEN for an account of a lower role; UNAUTHENTICATED for none.
    func require(_ role: Role) async throws {
        try requireUnrestricted()
        guard let account = try await account(requireViewer()) else {
            throw GraphQLError.unauthenticated
        }
        guard account.role.number >= role.number else {
            throw GraphQLError.forbidden("Your role does not let you do this.")
        }
    }
}

extension Resolvers<RequestContext> {
    /// What the schema asks a role for, and what restricted sessions are kept from: all that they are
    /// not let to here, or by their mutation (`Mutation.isOpenToRestricted`).
    mutating func registerGuards() {
        guardFields(with: "requiresRole") { directive in
            // A value that this version does not know asks for the highest.
            let role = directive.arguments.first?.value.string.flatMap { Role(rawValue: $0) }
            return { context in try await context.require(role ?? .admin) }
        }
        let query = QueryRoot.fields
        guardFields(of: QueryRoot.self, except: [query.viewer.name, query.limits.name]) {
            try $0.requireUnrestricted()
        }
        let viewer = Viewer.fields
        let own = [
            viewer.user.name, viewer.email.name, viewer.emailVerified.name, viewer.hasPassword.name,
            viewer.role.name, viewer.settings.name, viewer.sessions.name,
            viewer.deletionScheduledAt.name,
            viewer.suspension.name,
        ]
        guardFields(of: Viewer.self, except: Set(own)) { try $0.requireUnrestricted() }
    }
}

extension GraphQLError {
    static func forbidden(_ message: String) -> GraphQLError {
        GraphQLError(message, code: .forbidden)
    }
}
