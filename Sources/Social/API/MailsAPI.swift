// Made from Schema/mails.graphql by `tintype graphql swift`.
// Change that file and run it again.

import GraphQL

/// Input of `emailChange`.
struct EmailChangeInput {
    /// The new address.
    var email: String
    /// The password; a session that signed in within the last 10 minutes needs none.
    var password: String?
}

extension EmailChangeInput: InputObject {
    init(fields: InputFields) throws {
        email = try fields.read("email")
        password = try fields.read("password")
    }
}

extension EmailChangeInput {
    /// Where each field stands, for errors.
    enum Path {
        static let email = InputPath("email")
        static let password = InputPath("password")
    }
}

/// Result of `emailChange`.
extension EmailChange {
    typealias Input = EmailChangeInput
    typealias Code = AccountErrorCode
    typealias ResultFields = EmailChangePayloadFields
    static let name = "emailChange"
    static let payloadName = "EmailChangePayload"
    static let payloadFields = EmailChangePayloadFields()
}

/// Fields of `EmailChangePayload`.
struct EmailChangePayloadFields: PayloadFields {
    typealias Parent = Payload<EmailChange>

    /// The account; see `Viewer.pendingEmail`.
    let viewer = Field<Parent, Viewer?, NoArguments>("viewer")
    /// What went wrong.
    let userErrors = Field<Parent, [UserError<AccountErrorCode>], NoArguments>("userErrors")
}

/// Input of `emailVerify`.
struct EmailVerifyInput {
    /// Token that was mailed.
    var token: String
}

extension EmailVerifyInput: InputObject {
    init(fields: InputFields) throws {
        token = try fields.read("token")
    }
}

extension EmailVerifyInput {
    /// Where each field stands, for errors.
    enum Path {
        static let token = InputPath("token")
    }
}

/// Result of `emailVerify`.
extension EmailVerify {
    typealias Input = EmailVerifyInput
    typealias Code = AccountErrorCode
    typealias ResultFields = EmailVerifyPayloadFields
    static let name = "emailVerify"
    static let payloadName = "EmailVerifyPayload"
    static let payloadFields = EmailVerifyPayloadFields()
}

/// Fields of `EmailVerifyPayload`.
struct EmailVerifyPayloadFields: PayloadFields {
    typealias Parent = Payload<EmailVerify>

    /// Whether the address is confirmed now.
    let verified = Field<Parent, Bool, NoArguments>("verified")
    /// What went wrong.
    let userErrors = Field<Parent, [UserError<AccountErrorCode>], NoArguments>("userErrors")
}

/// Result of `emailVerificationResend`.
extension EmailVerificationResend {
    typealias Input = NoInput
    typealias Code = AccountErrorCode
    typealias ResultFields = EmailVerificationResendPayloadFields
    static let name = "emailVerificationResend"
    static let payloadName = "EmailVerificationResendPayload"
    static let payloadFields = EmailVerificationResendPayloadFields()
}

/// Fields of `EmailVerificationResendPayload`.
struct EmailVerificationResendPayloadFields: PayloadFields {
    typealias Parent = Payload<EmailVerificationResend>

    /// Whether a mail is on its way; false if no address waits to be confirmed.
    let sent = Field<Parent, Bool, NoArguments>("sent")
    /// What went wrong.
    let userErrors = Field<Parent, [UserError<AccountErrorCode>], NoArguments>("userErrors")
}

/// Input of `passwordResetRequest`.
struct PasswordResetRequestInput {
    /// Username or address.
    var login: String
}

extension PasswordResetRequestInput: InputObject {
    init(fields: InputFields) throws {
        login = try fields.read("login")
    }
}

extension PasswordResetRequestInput {
    /// Where each field stands, for errors.
    enum Path {
        static let login = InputPath("login")
    }
}

/// Result of `passwordResetRequest`.
extension PasswordResetRequest {
    typealias Input = PasswordResetRequestInput
    typealias Code = AccountErrorCode
    typealias ResultFields = PasswordResetRequestPayloadFields
    static let name = "passwordResetRequest"
    static let payloadName = "PasswordResetRequestPayload"
    static let payloadFields = PasswordResetRequestPayloadFields()
}

/// Fields of `PasswordResetRequestPayload`.
struct PasswordResetRequestPayloadFields: PayloadFields {
    typealias Parent = Payload<PasswordResetRequest>

    /// Whether the request was taken; also true if there is no such account.
    let accepted = Field<Parent, Bool, NoArguments>("accepted")
    /// What went wrong.
    let userErrors = Field<Parent, [UserError<AccountErrorCode>], NoArguments>("userErrors")
}

/// Input of `passwordReset`.
struct PasswordResetInput {
    /// Token that was mailed; good for an hour and one use.
    var token: String
    /// At least 8 characters, not a common one.
    var newPassword: String
    /// Name of the client.
    var clientName: String?
}

extension PasswordResetInput: InputObject {
    init(fields: InputFields) throws {
        token = try fields.read("token")
        newPassword = try fields.read("newPassword")
        clientName = try fields.read("clientName")
    }
}

extension PasswordResetInput {
    /// Where each field stands, for errors.
    enum Path {
        static let token = InputPath("token")
        static let newPassword = InputPath("newPassword")
        static let clientName = InputPath("clientName")
    }
}

/// Result of `passwordReset`.
extension PasswordReset {
    typealias Input = PasswordResetInput
    typealias Code = AccountErrorCode
    typealias ResultFields = PasswordResetPayloadFields
    static let name = "passwordReset"
    static let payloadName = "PasswordResetPayload"
    static let payloadFields = PasswordResetPayloadFields()
}

/// Fields of `PasswordResetPayload`.
struct PasswordResetPayloadFields: PayloadFields {
    typealias Parent = Payload<PasswordReset>

    /// The account; null if the password was not set.
    let viewer = Field<Parent, Viewer?, NoArguments>("viewer")
    /// Tokens of the new session.
    let tokens = Field<Parent, SessionTokens?, NoArguments>("tokens")
    /// What went wrong.
    let userErrors = Field<Parent, [UserError<AccountErrorCode>], NoArguments>("userErrors")
}
