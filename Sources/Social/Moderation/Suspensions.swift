import GraphQL
import Postgres
import TAO

/// `userSuspend`: keeps an account from everything, and its things out of sight. All of its sessions
/// end; those that it begins from then on are restricted (`RequestContext.settle`).
enum UserSuspend: AccountModeration {
    static let texts = [
        TextRule<UserSuspend>(\.message, at: Input.Path.message, "A message"),
        TextRule<UserSuspend>(\.note, at: Input.Path.note, "A note"),
    ]

    static func run(
        _ input: UserSuspendInput, as viewer: ObjectID, in context: RequestContext
    ) async throws -> Ref<User> {
        let now = context.services.clock.milliseconds
        if let until = input.until?.milliseconds, until <= now {
            throw UserError<Code>(
                .invalid, "A suspension ends in the future.", at: Input.Path.until)
        }
        let suspension = Suspension(
            begin: now, until: input.until?.milliseconds, reason: input.reason,
            message: input.message)
        let field = Input.Path.userId
        return try await context.deciding {
            let target = try await context.moderated(input.userId, at: field)
            try await context.requireHigherRole(than: target.account, as: viewer, at: field)
            var entry = context.auditEntry(
                .userSuspended, of: target.user.id, by: viewer, input.note)
            // By which the decision finds it.
            entry.time = suspension.begin
            try await context.store(suspension, of: target.user, entry)
            return Ref(id: target.user.id)
        }
    }

    static func register(_ payload: inout PayloadResolvers<UserSuspend>) {
        payload.field(\.user) { $0.output }
        payload.read(\.decision) { ref, context in
            ModerationDecision(try await context.account(ref.id), at: context.now)
        }
    }
}

/// `userUnsuspend`: ends a suspension.
enum UserUnsuspend: AccountModeration {
    static let texts = [TextRule<UserUnsuspend>(\.note, at: Input.Path.note, "A note")]

    static func run(
        _ input: UserUnsuspendInput, as viewer: ObjectID, in context: RequestContext
    ) async throws -> Ref<User> {
        let field = Input.Path.userId
        return try await context.deciding {
            let target = try await context.moderated(input.userId, at: field)
            if target.account.suspension != nil {
                try await context.requireHigherRole(than: target.account, as: viewer, at: field)
                try await context.store(
                    nil, of: target.user,
                    context.auditEntry(
                        .userUnsuspended, of: target.user.id, by: viewer, input.note))
            }
            return Ref(id: target.user.id)
        }
    }

    static func register(_ payload: inout PayloadResolvers<UserUnsuspend>) {
        payload.field(\.user) { $0.output }
    }
}

extension RequestContext {
    /// Begins a suspension, or ends it, in one write with the end of the account's sessions.
    fileprivate func store(
        _ suspension: Suspension?, of user: User, _ entry: AuditEntry
    ) async throws {
        var properties = Properties<User>(user.object.data)
        properties[.isSuspended] = suspension == nil ? nil : true
        properties[.suspendedUntil] = suspension?.until
        var write = GraphWrite()
        write.update(user.id, properties, ifVersion: user.object.version)
        write.also(AccountStore.setting(suspension, of: user.id))
        write.also(AuditStore.insertion(entry))
        if suspension != nil { write.also(SessionStore.ending(.others(than: nil), of: user.id)) }
        let outcome = try await commit(write)
        guard suspension != nil else { return }
        services.endedSessions.add(outcome.rows[2].map { ObjectID(rawValue: $0.int64(0)) })
    }
}
