/// What is wrong with a password.
struct PasswordMistake: Sendable, Equatable {
    /// A sentence.
    let message: String
    /// The bound that was crossed; nil if it is none.
    var limit: Int?
}

/// What names and passwords accounts may have, as far as that differs between deployments.
package struct AccountRules: Sendable {
    let reservedNames: ReservedNames
    /// In lower case.
    private let commonPasswords: Set<String>

    package init(
        reservedNames: ReservedNames = ReservedNames(),
        commonPasswords: some Sequence<String> = []
    ) {
        self.reservedNames = reservedNames
        self.commonPasswords = Set(commonPasswords.lazy.map { $0.lowercased() })
    }

    /// What is wrong with a new password; nil if nothing is. What it is made of is up to
    /// its owner, as NIST has it (SP 800-63B, 3.1.1.2).
    ///
    /// - Parameter words: what others know of the account, such as its name.
    func mistake(
        inPassword password: String, words: [String], _ limits: SocialLimits
    ) -> PasswordMistake? {
        // Measured as it came first: the form NFC of one without end would cost as much, and who
        // signs in with what came is measured by that.
        let bytesMax = limits.passwordBytesMax
        let isShort = password.utf8.count <= bytesMax
        let letters = isShort ? TextRules.normalized(password) : ""
        guard isShort, letters.utf8.count <= bytesMax else {
            return PasswordMistake(
                message: "A password has at most \(bytesMax) bytes.", limit: bytesMax)
        }
        let countMin = limits.passwordCodePointsMin
        if letters.unicodeScalars.count < countMin {
            return PasswordMistake(
                message: "A password has at least \(countMin) characters.", limit: countMin)
        }
        if !letters.unicodeScalars.contains(where: TextRules.isVisible) {
            return PasswordMistake(message: BrokenTextRule.blank.message(of: "A password"))
        }
        let word = letters.lowercased()
        if words.contains(where: { $0.lowercased() == word }) {
            return PasswordMistake(
                message: "A password is neither the name nor the address of its account.")
        }
        return commonPasswords.contains(word)
            ? PasswordMistake(message: "This password is too easy to guess.") : nil
    }
}
