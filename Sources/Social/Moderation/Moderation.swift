import GraphQL
import TAO

/// A mutation of moderators or administrators about an account, whatever the two are to each other: who
/// blocks all moderators is no safer from them. The schema says who may run it.
protocol AccountModeration: ViewerMutation
where Code == ModerationErrorCode, Output == Ref<User> {}

extension AccountModeration {
    static var access: Access { .anyViewer(because: "The schema asks for a role.") }
    static var rate: RateLimit { .counted(.mark) }
}

/// An account that is moderated, as it is stored.
struct ModeratedAccount: Sendable {
    let user: User
    let account: Account
}

extension RequestContext {
    /// - Throws: NOT_FOUND if there is none.
    func moderated(
        _ id: ID, at path: InputPath
    ) async throws -> ModeratedAccount {
        guard let id = object(id, .user),
            let user = try await stored([id])[0]?.ofKind(.user).map(User.init),
            let account = try await account(id)
        else {
            throw UserError<ModerationErrorCode>(.notFound, User.missing, at: path)
        }
        return ModeratedAccount(user: user, account: account)
    }

    /// - Throws: NOT_ALLOWED unless the viewer is of a higher role than the account.
    func requireHigherRole(
        than account: Account, as viewer: ObjectID, at path: InputPath
    ) async throws {
        guard let own = try await self.account(viewer), own.role.number > account.role.number
        else {
            throw UserError<ModerationErrorCode>(
                .notAllowed, "This account has the same role as you, or a higher one.", at: path)
        }
    }

    func auditEntry(
        _ action: AuditAction, of subject: ObjectID, by actor: ObjectID, _ note: String?
    ) -> AuditEntry {
        AuditEntry(
            actor: actor, action: action, subject: subject, note: note,
            time: services.clock.milliseconds)
    }
}

extension TextRule where Kind: AccountModeration {
    /// What is written for the log, or to the account.
    init(
        _ text: any WritableKeyPath<Kind.Input, String?> & Sendable, at path: InputPath,
        _ name: String
    ) {
        self.init(text, at: path, name, codePointsMax: \.moderationTextCodePointsMax)
    }
}

extension ModerationErrorCode: InvalidErrorCode {}

extension ReportReason: StoredEnum {
    var number: Int64 {
        switch self {
        case .spam: 0
        case .nudity: 1
        case .hate: 2
        case .harassment: 3
        case .violence: 4
        case .selfHarm: 5
        case .childSafety: 6
        case .scam: 7
        case .misinformation: 8
        case .impersonation: 9
        case .intellectualProperty: 10
        case .regulatedGoods: 11
        case .other: 12
        }
    }
}
