import GraphQL
import Postgres
import TAO

/// `userRoleChange`: gives an account another role.
enum UserRoleChange: AccountModeration {
    static let texts = [TextRule<UserRoleChange>(\.note, at: Input.Path.note, "A note")]

    static func run(
        _ input: UserRoleChangeInput, as viewer: ObjectID, in context: RequestContext
    ) async throws -> Ref<User> {
        guard input.role != .anonymous else {
            throw UserError<Code>(
                .invalid, "An account is a member at least.", at: Input.Path.role)
        }
        let target = try await context.moderated(input.userId, at: Input.Path.userId)
        let entry = context.auditEntry(
            .userRoleChanged, of: target.user.id, by: viewer, input.note)
        for trip in ["hold administrators", "change role", "commit"] {
            context.trips.append(sql: [trip])
        }
        let change = try await context.services.accounts.change(
            input.role, entry, keepsAdministrator: true)
        context.forget()
        switch change {
        case .done: return Ref(id: target.user.id)
        case .gone:
            throw UserError<Code>(.notFound, User.missing, at: Input.Path.userId)
        case .isLastAdministrator:
            throw UserError<Code>(
                .notAllowed, "The last administrator stays one.", at: Input.Path.userId)
        }
    }

    static func register(_ payload: inout PayloadResolvers<UserRoleChange>) {
        payload.field(\.user) { $0.output }
    }
}

/// What an operator does about roles, by command.
package struct Roles: Sendable {
    private let tao: TAO
    private let accounts: AccountStore
    private let clock: WallClock

    package init(_ database: Database, clock: WallClock = .system) {
        tao = TAO(types: .social(.standard), database: database, cache: nil, clock: clock)
        accounts = AccountStore(database: database)
        self.clock = clock
    }

    /// What accounts may be given.
    package enum Given: String, CaseIterable, Sendable {
        case member, moderator, admin

        fileprivate var role: Role {
            switch self {
            case .member: .member
            case .moderator: .moderator
            case .admin: .admin
            }
        }
    }

    /// Gives an account a role, in place of the one it had.
    ///
    /// - Parameter username: in any case.
    /// - Returns: false if there is no such account.
    package func give(_ given: Given, to username: String, note: String?) async throws -> Bool {
        guard let name = Username.kept(username, .standard),
            let account = try await tao.stored.ids(named: [name], in: NameSpaces.username)[0]
        else { return false }
        let entry = AuditEntry(
            actor: nil, action: .userRoleChanged, subject: account, note: note,
            time: clock.milliseconds)
        let change = try await accounts.change(given.role, entry, keepsAdministrator: false)
        return change == .done
    }

    /// The usernames of those who are more than members, and what they are; at most `limit` of them.
    package func list(limit: Int) async throws -> [(username: String, role: String)] {
        let staff = try await accounts.staff(limit: limit)
        let users = try await tao.stored.loadUnfiltered(User.self, staff.map(\.id))
        return zip(staff, users).map { ($1?.username ?? "-", $0.role.rawValue) }
    }
}
