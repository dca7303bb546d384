// Made from Schema/accounts.graphql by `tintype graphql swift`.
// Change that file and run it again.

import GraphQL

/// Input of `accountRegister`.
struct AccountRegisterInput {
    /// Handle; see `User.username`.
    var username: String
    /// Address for sign-in.
    var email: String
    /// At least 8 characters, not a common one.
    var password: String
    /// Name as shown.
    var displayName: String?
}

extension AccountRegisterInput: InputObject {
    init(fields: InputFields) throws {
        username = try fields.read("username")
        email = try fields.read("email")
        password = try fields.read("password")
        displayName = try fields.read("displayName")
    }
}

extension AccountRegisterInput {
    /// Where each field stands, for errors.
    enum Path {
        static let username = InputPath("username")
        static let email = InputPath("email")
        static let password = InputPath("password")
        static let displayName = InputPath("displayName")
    }
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
