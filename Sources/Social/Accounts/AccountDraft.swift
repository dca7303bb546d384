import GraphQL

/// What a client asks to be registered as, checked.
struct AccountDraft: Sendable, SecretHolder {
    let username: String
    let email: String
    let password: String
    let displayName: String?

    /// - Throws: every mistake at once, so that a form can show them all.
    init(_ input: AccountRegisterInput, _ limits: SocialLimits) throws(UserErrors<AccountErrorCode>)
    {
        typealias Path = AccountRegisterInput.Path
        var errors = UserErrors<AccountErrorCode>()
        func note(_ code: AccountErrorCode, _ message: String, _ field: InputPath) {
            errors.errors.append(UserError(code, message, at: field))
        }
        let username = TextRules.username(input.username, limits: limits)
        let email = TextRules.email(input.email, limits: limits)
        password = input.password
        displayName = input.displayName.flatMap {
            TextRules.text($0, codePointsMax: limits.displayNameCodePointsMax)
        }
        if let username, TextRules.reservedUsernames.contains(username) {
            note(.taken, "This name is reserved.", Path.username)
        } else if username == nil {
            note(
                .invalid,
                "A name has 1 to \(limits.usernameCharactersMax) of a-z, 0-9, dot and underscore; "
                    + "no dot at an end, no two in a row.", Path.username)
        }
        if email == nil { note(.invalid, "This is not an e-mail address.", Path.email) }
        if let problem = Self.problem(of: password, username: username, limits: limits) {
            note(.invalid, problem, Path.password)
        }
        if input.displayName != nil, displayName == nil {
            note(
                .invalid, "A name has at most \(limits.displayNameCodePointsMax) characters.",
                Path.displayName)
        }
        self.username = username ?? ""
        self.email = email ?? ""
        try errors.throwIfAny()
    }

    private static func problem(
        of password: String, username: String?, limits: SocialLimits
    ) -> String? {
        if password.unicodeScalars.count < limits.passwordCodePointsMin {
            return "A password has at least \(limits.passwordCodePointsMin) characters."
        }
        if password.utf8.count > limits.passwordBytesMax {
            return "A password has at most \(limits.passwordBytesMax) bytes."
        }
        if commonPasswords.contains(password.lowercased()) || password.lowercased() == username {
            return "This password is too easy to guess."
        }
        return nil
    }

    /// The most used ones of eight characters and more.
    private static let commonPasswords: Set<String> = [
        "00000000", "11111111", "12341234", "123123123", "12345678", "123456789", "1234567890",
        "1q2w3e4r", "1q2w3e4r5t", "1qaz2wsx", "987654321", "aa123456", "abc12345", "abcd1234",
        "admin123", "baseball", "changeme", "computer", "dragon123", "football", "iloveyou",
        "iloveyou1", "instagram", "letmein1", "letmein123", "liverpool", "michelle", "monkey123",
        "password", "password1", "password12", "password123", "passw0rd", "princess",
        "princess1", "q1w2e3r4", "qwer1234", "qwerty12", "qwerty123", "qwertyui", "qwertyuiop",
        "starwars", "sunshine", "superman", "tintype1", "trustno1", "welcome1", "whatever",
        "zaq12wsx",
    ]
}
