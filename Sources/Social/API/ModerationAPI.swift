// Made from Schema/moderation.graphql by `tintype graphql swift`.
// Change that file and run it again.

import GraphQL

/// Why something is reported or was taken down.
enum ReportReason: String, SchemaEnum {
    /// Unwanted, repeated or automatic content.
    case spam = "SPAM"
    /// Nudity or sexual acts.
    case nudity = "NUDITY"
    /// Hate.
    case hate = "HATE"
    /// Bullying or harassment.
    case harassment = "HARASSMENT"
    /// Violence or dangerous organisations.
    case violence = "VIOLENCE"
    /// Suicide, self-injury or eating disorders.
    case selfHarm = "SELF_HARM"
    /// Harm to children.
    case childSafety = "CHILD_SAFETY"
    /// Scams and fraud.
    case scam = "SCAM"
    /// False information.
    case misinformation = "MISINFORMATION"
    /// Pretending to be someone else.
    case impersonation = "IMPERSONATION"
    /// Another's work.
    case intellectualProperty = "INTELLECTUAL_PROPERTY"
    /// Sale of regulated goods.
    case regulatedGoods = "REGULATED_GOODS"
    /// Anything else; say it in `comment`.
    case other = "OTHER"
}

/// What can be reported and decided about.
enum AnyModerationSubject: FieldResult {
    case user(User)
    case post(Post)
    case comment(Comment)
    case story(Story)

    func slot(in outcome: inout OutcomeBuilder) -> Slot {
        switch self {
        case .user(let it): it.slot(in: &outcome)
        case .post(let it): it.slot(in: &outcome)
        case .comment(let it): it.slot(in: &outcome)
        case .story(let it): it.slot(in: &outcome)
        }
    }
}

/// What moderation can do.
enum ModerationAction: String, SchemaEnum {
    /// Nothing was wrong. Nobody but moderators is told.
    case dismiss = "DISMISS"
    /// Put behind a cover.
    case markSensitive = "MARK_SENSITIVE"
    /// Kept out of EXPLORE, REELS, search and suggestions.
    case limitReach = "LIMIT_REACH"
    /// Taken down.
    case remove = "REMOVE"
    /// The account behind it was suspended, and what was reported taken down.
    case suspend = "SUSPEND"
}

/// A decision of moderation, seen by the account that it is about and by moderators.
extension ModerationDecision: SchemaObject {
    static let typeName = "ModerationDecision"
    static let fields = ModerationDecisionFields()
}

/// Fields of `ModerationDecision`.
struct ModerationDecisionFields: NodeFields {
    typealias Parent = ModerationDecision

    /// Opaque global id.
    let id = Field<Parent, ID, NoArguments>("id")
    /// What it is about, which its owner sees even where it was taken down; null if it is gone.
    let subject = Field<Parent, AnyModerationSubject?, NoArguments>("subject")
    /// What was decided.
    let action = Field<Parent, ModerationAction, NoArguments>("action")
    /// Why.
    let reason = Field<Parent, ReportReason, NoArguments>("reason")
    /// What moderation wrote to the account.
    let message = Field<Parent, String?, NoArguments>("message")
    /// When it was decided.
    let createdAt = Field<Parent, DateTimeScalar, NoArguments>("createdAt")
    /// When a suspension ends; null for never, and for other decisions.
    let until = Field<Parent, DateTimeScalar?, NoArguments>("until")
    /// When it was taken back; null if it holds.
    let revokedAt = Field<Parent, DateTimeScalar?, NoArguments>("revokedAt")
    /// Who decided; null if an operator did.
    let decidedBy = Field<Parent, User?, NoArguments>("decidedBy")
    /// What was written for the log.
    let note = Field<Parent, String?, NoArguments>("note")
}

/// Input of `userSuspend`; it replaces an earlier suspension.
struct UserSuspendInput {
    /// Whom to suspend.
    var userId: ID
    /// Why.
    var reason: ReportReason
    /// When it ends; null for never.
    var until: DateTimeScalar?
    /// For the account.
    var message: String?
    /// For the log.
    var note: String?
}

extension UserSuspendInput: InputObject {
    init(fields: InputFields) throws {
        userId = try fields.read("userId")
        reason = try fields.read("reason")
        until = try fields.read("until")
        message = try fields.read("message")
        note = try fields.read("note")
    }
}

extension UserSuspendInput {
    /// Where each field stands, for errors.
    enum Path {
        static let userId = InputPath("userId")
        static let reason = InputPath("reason")
        static let until = InputPath("until")
        static let message = InputPath("message")
        static let note = InputPath("note")
    }
}

/// Result of `userSuspend`.
extension UserSuspend {
    typealias Input = UserSuspendInput
    typealias Code = ModerationErrorCode
    typealias ResultFields = UserSuspendPayloadFields
    static let name = "userSuspend"
    static let payloadName = "UserSuspendPayload"
    static let payloadFields = UserSuspendPayloadFields()
}

/// Fields of `UserSuspendPayload`.
struct UserSuspendPayloadFields: PayloadFields {
    typealias Parent = Payload<UserSuspend>

    /// The account; null where the viewer cannot see it, such as one that is suspended.
    let user = Field<Parent, User?, NoArguments>("user")
    /// The decision.
    let decision = Field<Parent, ModerationDecision?, NoArguments>("decision")
    /// What went wrong.
    let userErrors = Field<Parent, [UserError<ModerationErrorCode>], NoArguments>("userErrors")
}

/// Input of `userUnsuspend`.
struct UserUnsuspendInput {
    /// Whose suspension ends.
    var userId: ID
    /// For the log.
    var note: String?
}

extension UserUnsuspendInput: InputObject {
    init(fields: InputFields) throws {
        userId = try fields.read("userId")
        note = try fields.read("note")
    }
}

extension UserUnsuspendInput {
    /// Where each field stands, for errors.
    enum Path {
        static let userId = InputPath("userId")
        static let note = InputPath("note")
    }
}

/// Result of `userUnsuspend`.
extension UserUnsuspend {
    typealias Input = UserUnsuspendInput
    typealias Code = ModerationErrorCode
    typealias ResultFields = UserUnsuspendPayloadFields
    static let name = "userUnsuspend"
    static let payloadName = "UserUnsuspendPayload"
    static let payloadFields = UserUnsuspendPayloadFields()
}

/// Fields of `UserUnsuspendPayload`.
struct UserUnsuspendPayloadFields: PayloadFields {
    typealias Parent = Payload<UserUnsuspend>

    /// The account.
    let user = Field<Parent, User?, NoArguments>("user")
    /// What went wrong.
    let userErrors = Field<Parent, [UserError<ModerationErrorCode>], NoArguments>("userErrors")
}

/// Input of `userVerify`.
struct UserVerifyInput {
    /// Whose identity was checked.
    var userId: ID
    /// For the log: how.
    var note: String?
}

extension UserVerifyInput: InputObject {
    init(fields: InputFields) throws {
        userId = try fields.read("userId")
        note = try fields.read("note")
    }
}

extension UserVerifyInput {
    /// Where each field stands, for errors.
    enum Path {
        static let userId = InputPath("userId")
        static let note = InputPath("note")
    }
}

/// Result of `userVerify`.
extension UserVerify {
    typealias Input = UserVerifyInput
    typealias Code = ModerationErrorCode
    typealias ResultFields = UserVerifyPayloadFields
    static let name = "userVerify"
    static let payloadName = "UserVerifyPayload"
    static let payloadFields = UserVerifyPayloadFields()
}

/// Fields of `UserVerifyPayload`.
struct UserVerifyPayloadFields: PayloadFields {
    typealias Parent = Payload<UserVerify>

    /// The account.
    let user = Field<Parent, User?, NoArguments>("user")
    /// What went wrong.
    let userErrors = Field<Parent, [UserError<ModerationErrorCode>], NoArguments>("userErrors")
}

/// Input of `userUnverify`.
struct UserUnverifyInput {
    /// Whose mark to take away.
    var userId: ID
    /// For the log.
    var note: String?
}

extension UserUnverifyInput: InputObject {
    init(fields: InputFields) throws {
        userId = try fields.read("userId")
        note = try fields.read("note")
    }
}

extension UserUnverifyInput {
    /// Where each field stands, for errors.
    enum Path {
        static let userId = InputPath("userId")
        static let note = InputPath("note")
    }
}

/// Result of `userUnverify`.
extension UserUnverify {
    typealias Input = UserUnverifyInput
    typealias Code = ModerationErrorCode
    typealias ResultFields = UserUnverifyPayloadFields
    static let name = "userUnverify"
    static let payloadName = "UserUnverifyPayload"
    static let payloadFields = UserUnverifyPayloadFields()
}

/// Fields of `UserUnverifyPayload`.
struct UserUnverifyPayloadFields: PayloadFields {
    typealias Parent = Payload<UserUnverify>

    /// The account.
    let user = Field<Parent, User?, NoArguments>("user")
    /// What went wrong.
    let userErrors = Field<Parent, [UserError<ModerationErrorCode>], NoArguments>("userErrors")
}

/// Input of `userRoleChange`.
struct UserRoleChangeInput {
    /// Whose role.
    var userId: ID
    /// The new role; ANONYMOUS is INVALID.
    var role: Role
    /// For the log.
    var note: String?
}

extension UserRoleChangeInput: InputObject {
    init(fields: InputFields) throws {
        userId = try fields.read("userId")
        role = try fields.read("role")
        note = try fields.read("note")
    }
}

extension UserRoleChangeInput {
    /// Where each field stands, for errors.
    enum Path {
        static let userId = InputPath("userId")
        static let role = InputPath("role")
        static let note = InputPath("note")
    }
}

/// Result of `userRoleChange`.
extension UserRoleChange {
    typealias Input = UserRoleChangeInput
    typealias Code = ModerationErrorCode
    typealias ResultFields = UserRoleChangePayloadFields
    static let name = "userRoleChange"
    static let payloadName = "UserRoleChangePayload"
    static let payloadFields = UserRoleChangePayloadFields()
}

/// Fields of `UserRoleChangePayload`.
struct UserRoleChangePayloadFields: PayloadFields {
    typealias Parent = Payload<UserRoleChange>

    /// The account.
    let user = Field<Parent, User?, NoArguments>("user")
    /// What went wrong.
    let userErrors = Field<Parent, [UserError<ModerationErrorCode>], NoArguments>("userErrors")
}
