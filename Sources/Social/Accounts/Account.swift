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

/// A signed-in device.
struct Session: Sendable {
    /// On the shard of its account.
    var id: ObjectID
    var account: ObjectID
    var clientName: String?
    var refreshDigest: [UInt8]
    var createdAt: Int64
    var expiresAt: Int64
}
