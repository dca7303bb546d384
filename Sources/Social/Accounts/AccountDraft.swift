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
        func note(_ message: String, _ field: InputPath, _ code: AccountErrorCode = .invalid) {
            errors.errors.append(UserError(code, message, at: field))
        }
        let username = Username.kept(input.username, limits)
        if username == nil { note(Username.rules(limits), Path.username) }
        if let username, rules.reservedNames.contains(username) {
            note("This name is reserved.", Path.username, .taken)
        }
        let email = EmailAddress(input.email, limits)
        if email == nil { note("This is not an e-mail address.", Path.email) }
        var displayName: String?
        do {
            displayName = try input.displayName.map { text throws(BrokenTextRule) in
                try TextRules.text(text, .line, codePointsMax: limits.displayNameCodePointsMax)
            }
        } catch {
            note(error.message(of: "A name"), Path.displayName)
        }
        let words = [username, email?.text, email.map { String($0.name) }, displayName]
        let mistake = rules.mistake(
            inPassword: input.password, words: words.compactMap { $0 }, limits)
        if let mistake { note(mistake, Path.password) }
        try errors.throwIfAny()
        guard let username, let email else { preconditionFailure("their mistakes are noted") }
        self.username = username
        self.email = email
        self.password = input.password
        self.displayName = displayName
    }
}
