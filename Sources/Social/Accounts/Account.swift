import TAO

/// What signs an account in, and what only its owner may see of it.
struct Account: Sendable, SecretHolder {
    /// Id of the USER object.
    var id: ObjectID
    var email: String
    var isEmailVerified: Bool
    var passwordHash: String
    var role: Role
    var suspension: Suspension?
    /// When it will be gone, in milliseconds since 1970; nil if it will not.
    var deletionAt: Int64?
    /// The address that shall take the place of `email` when it is proved, and since when.
    var pending: (email: String, since: Int64)?

    /// The address that was asked for, unless that was so long ago that it is forgotten.
    func pendingEmail(now: Int64, _ limits: SocialLimits) -> String? {
        pending.flatMap { $0.since > now - limits.emailClaimMilliseconds ? $0.email : nil }
    }

    /// The addresses that wait to be confirmed, the one first that was asked for last.
    func addressesToConfirm(now: Int64, _ limits: SocialLimits) -> [String] {
        [pendingEmail(now: now, limits), isEmailVerified ? nil : email].compactMap { $0 }
    }

    func isSuspended(at now: Int64) -> Bool { suspension?.holds(at: now) ?? false }
}

/// Why and until when an account is suspended.
struct Suspension: Sendable {
    /// When it began, in milliseconds since 1970.
    var begin: Int64
    /// nil for ever.
    var until: Int64?
    var reason: ReportReason?
    /// What moderation wrote to the account.
    var message: String?

    func holds(at now: Int64) -> Bool { until.map { $0 > now } ?? true }
}
