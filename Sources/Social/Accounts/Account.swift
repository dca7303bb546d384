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
