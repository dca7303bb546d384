/// What a mail says: short, and what its reader can do about it.
struct MailText: Equatable {
    let subject: String
    let body: String

    private init(_ subject: String, _ paragraphs: [String?]) {
        self.subject = subject
        body = paragraphs.compactMap { $0 }.joined(separator: "\n\n")
    }

    /// What to do with a token, with a link if there is a client to lead to.
    private static func use(_ token: String, _ link: String?, _ purpose: String) -> String {
        guard let link else { return "\(purpose), enter this code:\n\n\(token)" }
        return "\(purpose), open this address:\n\n\(link)\n\nOr enter this code:\n\n\(token)"
    }

    /// - Parameters:
    ///   - isNew: whether the account has no address yet that is confirmed.
    static func confirmation(
        _ username: String, isNew: Bool, token: String, link: String?
    ) -> MailText {
        MailText(
            "Confirm your e-mail address",
            [
                isNew
                    ? "Hello,\n\nthe account \(username) was made with this e-mail address."
                    : "Hello,\n\nthe account \(username) is to have this e-mail address.",
                use(token, link, "To confirm that it is yours"), "It works once, for 24 hours.",
                "If you know nothing of this, do nothing: the account then does not get your address.",
            ])
    }

    /// To the owner of an address that somebody else gave, or the owner without thinking of it.
    ///
    /// - Parameter owner: the username of the account that has the address.
    static func addressTaken(_ username: String, owner: String) -> MailText {
        MailText(
            "You have an account already",
            [
                "Hello,\n\nsomebody asked for this e-mail address to belong to the account "
                    + "\(username). It belongs to your account \(owner), and stays there.",
                "If that was you: sign in as \(owner), or ask for a new password if you have forgotten "
                    + "yours. To use the address for \(username) instead, give \(owner) another one "
                    + "first.",
                "If it was not you, do nothing.",
            ])
    }

    static func passwordReset(_ username: String, token: String, link: String?) -> MailText {
        MailText(
            "Set a new password",
            [
                "Hello,\n\nsomebody asked for a new password of your account \(username).",
                use(token, link, "To set one"),
                "It works once, for an hour. All devices are signed out then.",
                "If it was not you, do nothing: your password stays as it is.",
            ])
    }

    static func changeAsked(_ username: String) -> MailText {
        MailText(
            "Your e-mail address is to be changed",
            [
                "Hello,\n\nyour account \(username) is to have another e-mail address. It takes the "
                    + "place of this one when it is confirmed.",
                "If it was not you, somebody can sign in to your account: change your password now, "
                    + "and ask for this address again.",
            ])
    }

    static func addressChanged(_ username: String) -> MailText {
        MailText(
            "Your e-mail address was changed",
            [
                "Hello,\n\nyour account \(username) has another e-mail address now. Mails no longer go "
                    + "to this one.",
                "If it was not you, sign in as \(username), change your password and set your address "
                    + "again.",
            ])
    }

    static func passwordChanged(_ username: String) -> MailText {
        MailText(
            "Your password was changed",
            [
                "Hello,\n\nthe password of your account \(username) was changed, and all other "
                    + "devices were signed out.",
                "If it was not you, ask for a new password now.",
            ])
    }
}
