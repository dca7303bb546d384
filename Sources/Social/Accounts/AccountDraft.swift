import GraphQL

/// What a client asks to be registered as, checked.
struct AccountDraft: Sendable, SecretHolder {
    let username: String
    let email: EmailAddress
    let password: String
    let displayName: String?

    /// - Throws: every mistake at once, so that a form can show them all.
    init(
        _ input: AccountRegisterInput, _ rules: AccountRules, _ limits: SocialLimits
    ) throws(UserErrors<AccountErrorCode>) {
        typealias Path = AccountRegisterInput.Path
        var errors = UserErrors<AccountErrorCode>()
        func note(_ error: UserError<AccountErrorCode>) { errors.errors.append(error) }
        let username = Username.kept(input.username, limits)
        if username == nil {
            note(
                UserError(
                    .invalid, Username.rules(limits), at: Path.username,
                    limit: Username.limit(of: input.username, limits)))
        }
        if let username, rules.reservedNames.contains(username) {
            note(UserError(.taken, "This name is reserved.", at: Path.username))
        }
        let email = EmailAddress(input.email, limits)
        if email == nil {
            note(
                UserError(
                    .invalid, "This is not an e-mail address.", at: Path.email,
                    limit: EmailAddress.limit(of: input.email, limits)))
        }
        var displayName: String?
        do {
            displayName = try input.displayName.map { text throws(BrokenTextRule) in
                try TextRules.text(text, .line, codePointsMax: limits.displayNameCodePointsMax)
            }
        } catch {
            note(UserError(error, of: "A name", at: Path.displayName))
        }
        let words = [username, email?.text, email.map { String($0.name) }, displayName]
        let mistake = rules.mistake(
            inPassword: input.password, words: words.compactMap { $0 }, limits)
        if let mistake { note(UserError(mistake, at: Path.password)) }
        try errors.throwIfAny()
        guard let username, let email else { preconditionFailure("their mistakes are noted") }
        self.username = username
        self.email = email
        self.password = input.password
        self.displayName = displayName
    }
}
