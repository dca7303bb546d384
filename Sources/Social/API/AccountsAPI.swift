// Made from Schema/accounts.graphql by `tintype graphql swift`.
// Change that file and run it again.

import GraphQL

/// Input of `accountRegister`.
struct AccountRegisterInput {
    /// Handle; see `User.username`.
    var username: String
    /// Address for sign-in and digests.
    var email: String
    /// At least 8 characters, not a common one.
    var password: String
    /// Name as shown.
    var displayName: String?
    /// Name of the client.
    var clientName: String?
    /// The same key within 24 hours makes one account; again it signs in.
    var idempotencyKey: String?
    /// As it came: the same key with another input is a conflict.
    var given = InputFields()
}

extension AccountRegisterInput: IdempotentInput {
    init(fields: InputFields) throws {
        username = try fields.read("username")
        email = try fields.read("email")
        password = try fields.read("password")
        displayName = try fields.read("displayName")
        clientName = try fields.read("clientName")
        idempotencyKey = try fields.read("idempotencyKey")
        given = fields
    }
}

extension AccountRegisterInput {
    /// Where each field stands, for errors.
    enum Path {
        static let username = InputPath("username")
        static let email = InputPath("email")
        static let password = InputPath("password")
        static let displayName = InputPath("displayName")
        static let clientName = InputPath("clientName")
        static let idempotencyKey = InputPath("idempotencyKey")
    }

    static let idempotencyKeyPath = Path.idempotencyKey
}

/// Result of `accountRegister`.
extension AccountRegister {
    typealias Input = AccountRegisterInput
    typealias Code = AccountErrorCode
    typealias ResultFields = AccountRegisterPayloadFields
    static let name = "accountRegister"
    static let payloadName = "AccountRegisterPayload"
    static let payloadFields = AccountRegisterPayloadFields()
}

/// Fields of `AccountRegisterPayload`.
struct AccountRegisterPayloadFields: PayloadFields {
    typealias Parent = Payload<AccountRegister>

    /// The new account; null if it was not made.
    let viewer = Field<Parent, Viewer?, NoArguments>("viewer")
    /// Tokens of the new session.
    let tokens = Field<Parent, SessionTokens?, NoArguments>("tokens")
    /// What went wrong.
    let userErrors = Field<Parent, [UserError<AccountErrorCode>], NoArguments>("userErrors")
}

/// Input of `accountUpdate`. A field that is not given stays. Null clears all but `username`, for
/// which it is INVALID.
struct AccountUpdateInput {
    /// New handle; at most 2 changes in 14 days. The old one stays reserved for 30 days, in which
    /// only
    /// this account can take it again, and leads to the account. Mentions follow the account.
    var username: Change<String> = .keep
    /// New name.
    var displayName: Change<String> = .keep
    /// New biography.
    var biography: Change<String> = .keep
    /// New link.
    var website: Change<URLScalar> = .keep
    /// A READY photo of the viewer's.
    var avatarMediaId: Change<ID> = .keep
}

extension AccountUpdateInput: InputObject {
    init(fields: InputFields) throws {
        username = try fields.read("username")
        displayName = try fields.read("displayName")
        biography = try fields.read("biography")
        website = try fields.read("website")
        avatarMediaId = try fields.read("avatarMediaId")
    }
}

extension AccountUpdateInput {
    /// Where each field stands, for errors.
    enum Path {
        static let username = InputPath("username")
        static let displayName = InputPath("displayName")
        static let biography = InputPath("biography")
        static let website = InputPath("website")
        static let avatarMediaId = InputPath("avatarMediaId")
    }
}

/// Result of `accountUpdate`.
extension AccountUpdate {
    typealias Input = AccountUpdateInput
    typealias Code = AccountErrorCode
    typealias ResultFields = AccountUpdatePayloadFields
    static let name = "accountUpdate"
    static let payloadName = "AccountUpdatePayload"
    static let payloadFields = AccountUpdatePayloadFields()
}

/// Fields of `AccountUpdatePayload`.
struct AccountUpdatePayloadFields: PayloadFields {
    typealias Parent = Payload<AccountUpdate>

    /// The account.
    let user = Field<Parent, User?, NoArguments>("user")
    /// What went wrong.
    let userErrors = Field<Parent, [UserError<AccountErrorCode>], NoArguments>("userErrors")
}

/// Input of `accountDelete`.
struct AccountDeleteInput {
    /// The password, again. A session that signed in within the last 10 minutes needs none.
    var password: String?
}

extension AccountDeleteInput: InputObject {
    init(fields: InputFields) throws {
        password = try fields.read("password")
    }
}

extension AccountDeleteInput {
    /// Where each field stands, for errors.
    enum Path {
        static let password = InputPath("password")
    }
}

/// Result of `accountDelete`.
extension AccountDelete {
    typealias Input = AccountDeleteInput
    typealias Code = AccountErrorCode
    typealias ResultFields = AccountDeletePayloadFields
    static let name = "accountDelete"
    static let payloadName = "AccountDeletePayload"
    static let payloadFields = AccountDeletePayloadFields()
}

/// Fields of `AccountDeletePayload`.
struct AccountDeletePayloadFields: PayloadFields {
    typealias Parent = Payload<AccountDelete>

    /// The account; see `Viewer.deletionScheduledAt`.
    let viewer = Field<Parent, Viewer?, NoArguments>("viewer")
    /// What went wrong.
    let userErrors = Field<Parent, [UserError<AccountErrorCode>], NoArguments>("userErrors")
}

/// Result of `accountDeletionCancel`.
extension AccountDeletionCancel {
    typealias Input = NoInput
    typealias Code = AccountErrorCode
    typealias ResultFields = AccountDeletionCancelPayloadFields
    static let name = "accountDeletionCancel"
    static let payloadName = "AccountDeletionCancelPayload"
    static let payloadFields = AccountDeletionCancelPayloadFields()
}

/// Fields of `AccountDeletionCancelPayload`.
struct AccountDeletionCancelPayloadFields: PayloadFields {
    typealias Parent = Payload<AccountDeletionCancel>

    /// The account.
    let viewer = Field<Parent, Viewer?, NoArguments>("viewer")
    /// What went wrong.
    let userErrors = Field<Parent, [UserError<AccountErrorCode>], NoArguments>("userErrors")
}

/// Tokens of a session.
extension SessionTokens: SchemaObject {
    static let typeName = "SessionTokens"
    static let fields = SessionTokensFields()
}

/// Fields of `SessionTokens`.
struct SessionTokensFields: Sendable {
    typealias Parent = SessionTokens

    /// Send it as `Authorization: Bearer`.
    let accessToken = Field<Parent, String, NoArguments>("accessToken")
    /// When the access token stops working.
    let expiresAt = Field<Parent, DateTimeScalar, NoArguments>("expiresAt")
    /// Trade it in with `sessionRefresh`.
    let refreshToken = Field<Parent, String, NoArguments>("refreshToken")
}

/// Input of `passwordChange`.
struct PasswordChangeInput {
    /// The password so far; a session that signed in within the last 10 minutes needs none.
    var password: String?
    /// At least 8 characters, not a common one.
    var newPassword: String
}

extension PasswordChangeInput: InputObject {
    init(fields: InputFields) throws {
        password = try fields.read("password")
        newPassword = try fields.read("newPassword")
    }
}

extension PasswordChangeInput {
    /// Where each field stands, for errors.
    enum Path {
        static let password = InputPath("password")
        static let newPassword = InputPath("newPassword")
    }
}

/// Result of `passwordChange`.
extension PasswordChange {
    typealias Input = PasswordChangeInput
    typealias Code = AccountErrorCode
    typealias ResultFields = PasswordChangePayloadFields
    static let name = "passwordChange"
    static let payloadName = "PasswordChangePayload"
    static let payloadFields = PasswordChangePayloadFields()
}

/// Fields of `PasswordChangePayload`.
struct PasswordChangePayloadFields: PayloadFields {
    typealias Parent = Payload<PasswordChange>

    /// The account.
    let viewer = Field<Parent, Viewer?, NoArguments>("viewer")
    /// What went wrong.
    let userErrors = Field<Parent, [UserError<AccountErrorCode>], NoArguments>("userErrors")
}

/// Input of `sessionCreate`.
struct SessionCreateInput {
    /// Username or address.
    var login: String
    /// Password.
    var password: String
    /// Name of the client.
    var clientName: String?
}

extension SessionCreateInput: InputObject {
    init(fields: InputFields) throws {
        login = try fields.read("login")
        password = try fields.read("password")
        clientName = try fields.read("clientName")
    }
}

extension SessionCreateInput {
    /// Where each field stands, for errors.
    enum Path {
        static let login = InputPath("login")
        static let password = InputPath("password")
        static let clientName = InputPath("clientName")
    }
}

/// Result of `sessionCreate`.
extension SessionCreate {
    typealias Input = SessionCreateInput
    typealias Code = AccountErrorCode
    typealias ResultFields = SessionCreatePayloadFields
    static let name = "sessionCreate"
    static let payloadName = "SessionCreatePayload"
    static let payloadFields = SessionCreatePayloadFields()
}

/// Fields of `SessionCreatePayload`.
struct SessionCreatePayloadFields: PayloadFields {
    typealias Parent = Payload<SessionCreate>

    /// The account.
    let viewer = Field<Parent, Viewer?, NoArguments>("viewer")
    /// Tokens.
    let tokens = Field<Parent, SessionTokens?, NoArguments>("tokens")
    /// What went wrong.
    let userErrors = Field<Parent, [UserError<AccountErrorCode>], NoArguments>("userErrors")
}

/// Input of `sessionRefresh`.
struct SessionRefreshInput {
    /// The refresh token.
    var refreshToken: String
}

extension SessionRefreshInput: InputObject {
    init(fields: InputFields) throws {
        refreshToken = try fields.read("refreshToken")
    }
}

extension SessionRefreshInput {
    /// Where each field stands, for errors.
    enum Path {
        static let refreshToken = InputPath("refreshToken")
    }
}

/// Result of `sessionRefresh`.
extension SessionRefresh {
    typealias Input = SessionRefreshInput
    typealias Code = AccountErrorCode
    typealias ResultFields = SessionRefreshPayloadFields
    static let name = "sessionRefresh"
    static let payloadName = "SessionRefreshPayload"
    static let payloadFields = SessionRefreshPayloadFields()
}

/// Fields of `SessionRefreshPayload`.
struct SessionRefreshPayloadFields: PayloadFields {
    typealias Parent = Payload<SessionRefresh>

    /// New tokens.
    let tokens = Field<Parent, SessionTokens?, NoArguments>("tokens")
    /// What went wrong.
    let userErrors = Field<Parent, [UserError<AccountErrorCode>], NoArguments>("userErrors")
}

/// Input of `sessionRevoke`.
struct SessionRevokeInput {
    /// Which session; null for the current one.
    var sessionId: ID?
}

extension SessionRevokeInput: InputObject {
    init(fields: InputFields) throws {
        sessionId = try fields.read("sessionId")
    }
}

extension SessionRevokeInput {
    /// Where each field stands, for errors.
    enum Path {
        static let sessionId = InputPath("sessionId")
    }
}

/// Result of `sessionRevoke`.
extension SessionRevoke {
    typealias Input = SessionRevokeInput
    typealias Code = AccountErrorCode
    typealias ResultFields = SessionRevokePayloadFields
    static let name = "sessionRevoke"
    static let payloadName = "SessionRevokePayload"
    static let payloadFields = SessionRevokePayloadFields()
}

/// Fields of `SessionRevokePayload`.
struct SessionRevokePayloadFields: PayloadFields {
    typealias Parent = Payload<SessionRevoke>

    /// The session that ended.
    let revokedSessionId = Field<Parent, ID?, NoArguments>("revokedSessionId")
    /// What went wrong.
    let userErrors = Field<Parent, [UserError<AccountErrorCode>], NoArguments>("userErrors")
}

/// Result of `sessionRevokeOthers`.
extension SessionRevokeOthers {
    typealias Input = NoInput
    typealias Code = AccountErrorCode
    typealias ResultFields = SessionRevokeOthersPayloadFields
    static let name = "sessionRevokeOthers"
    static let payloadName = "SessionRevokeOthersPayload"
    static let payloadFields = SessionRevokeOthersPayloadFields()
}

/// Fields of `SessionRevokeOthersPayload`.
struct SessionRevokeOthersPayloadFields: PayloadFields {
    typealias Parent = Payload<SessionRevokeOthers>

    /// How many sessions ended.
    let revokedCount = Field<Parent, Int?, NoArguments>("revokedCount")
    /// What went wrong.
    let userErrors = Field<Parent, [UserError<AccountErrorCode>], NoArguments>("userErrors")
}

/// A signed-in device or app.
extension Session: SchemaObject {
    static let typeName = "Session"
    static let fields = SessionFields()
}

/// Fields of `Session`.
struct SessionFields: NodeFields {
    typealias Parent = Session

    /// Opaque global id.
    let id = Field<Parent, ID, NoArguments>("id")
    /// Name the client gave itself, e.g. `iPhone 17`.
    let clientName = Field<Parent, String?, NoArguments>("clientName")
    /// When it signed in.
    let createdAt = Field<Parent, DateTimeScalar, NoArguments>("createdAt")
    /// When it was last used, to the hour.
    let lastSeenAt = Field<Parent, DateTimeScalar, NoArguments>("lastSeenAt")
    /// Whether this request came from it.
    let isCurrent = Field<Parent, Bool, NoArguments>("isCurrent")
}

/// Sessions of the viewer. One that begins while the list is paged is before its first page; one
/// that ends
/// is left out, and moves no other.
enum SessionConnectionKind: ConnectionKind {
    typealias Node = Session
    static let connectionName = "SessionConnection"
    static let edgeName = "SessionEdge"
    static let connectionFields = SessionConnectionFields()
    static let edgeFields = SessionEdgeFields()
}

/// Fields of `SessionConnection`.
struct SessionConnectionFields: ConnectionFields {
    typealias Parent = Connection<SessionConnectionKind>

    /// Edges of this page.
    let edges = Field<Parent, [Edge<SessionConnectionKind>], NoArguments>("edges")
    /// The nodes of `edges`.
    let nodes = Field<Parent, [Session?], NoArguments>("nodes")
    /// Where the page lies.
    let pageInfo = Field<Parent, PageInfo, NoArguments>("pageInfo")
}

/// Fields of `SessionEdge`.
struct SessionEdgeFields: EdgeFields {
    typealias Parent = Edge<SessionConnectionKind>

    /// Cursor of this edge.
    let cursor = Field<Parent, String, NoArguments>("cursor")
    /// The session.
    let node = Field<Parent, Session?, NoArguments>("node")
}
