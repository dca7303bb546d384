import GraphQL
import TAO

/// `userVerify`: marks the identity behind an account as checked.
enum UserVerify: AccountModeration {
    static let texts = [TextRule<UserVerify>(\.note, at: Input.Path.note, "A note")]

    static func run(
        _ input: UserVerifyInput, as viewer: ObjectID, in context: RequestContext
    ) async throws -> Ref<User> {
        try await context.setVerified(
            true, input.userId, at: Input.Path.userId, by: viewer, input.note)
    }

    static func register(_ payload: inout PayloadResolvers<UserVerify>) {
        payload.field(\.user) { $0.output }
    }
}

/// `userUnverify`: takes that mark away.
enum UserUnverify: AccountModeration {
    static let texts = [TextRule<UserUnverify>(\.note, at: Input.Path.note, "A note")]

    static func run(
        _ input: UserUnverifyInput, as viewer: ObjectID, in context: RequestContext
    ) async throws -> Ref<User> {
        try await context.setVerified(
            false, input.userId, at: Input.Path.userId, by: viewer, input.note)
    }

    static func register(_ payload: inout PayloadResolvers<UserUnverify>) {
        payload.field(\.user) { $0.output }
    }
}

extension RequestContext {
    fileprivate func setVerified(
        _ isVerified: Bool, _ id: ID, at path: InputPath, by viewer: ObjectID, _ note: String?
    ) async throws -> Ref<User> {
        try await deciding {
            let user = try await moderated(id, at: path).user
            if (user[.isVerified] ?? false) != isVerified {
                var properties = Properties<User>(user.object.data)
                properties[.isVerified] = isVerified ? true : nil
                var write = GraphWrite()
                write.update(user.id, properties, ifVersion: user.object.version)
                let action = isVerified ? AuditAction.userVerified : .userUnverified
                write.also(
                    AuditStore.insertion(auditEntry(action, of: user.id, by: viewer, note)))
                try await commit(write)
            }
            return Ref(id: user.id)
        }
    }
}
