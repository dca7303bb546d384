/// What a mail is about. The numbers are stored: they are never changed or used again.
enum MailKind: Int16, Sendable {
    /// Asks to confirm an address.
    case confirmation = 1
    /// Lets who reads it set a new password.
    case passwordReset = 2
    /// Tells the old address that another one was asked for.
    case changeAsked = 3
    /// Tells the old address that another one took its place.
    case addressChanged = 4
    /// Tells that the password is another one.
    case passwordChanged = 5

    /// How long its token works; what has none is not sent later than that.
    func lifetime(_ limits: SocialLimits) -> Int64 {
        self == .passwordReset
            ? limits.resetTokenMilliseconds : limits.confirmationTokenMilliseconds
    }
}
