import TAO

/// What signs an account in, and what only its owner may see of it.
struct Account: Sendable, SecretHolder {
    /// Id of the USER object.
    var id: ObjectID
    var email: String
    var isEmailVerified: Bool
    var passwordHash: String
    var role: Role
    var isSuspended: Bool
}
