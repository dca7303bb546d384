import Crypto
import TAO

/// The long-lived half of a session's tokens. It says whose it is, so that its row is found on one
/// shard, and holds 256 random bits, of which the server keeps only the digest.
struct RefreshToken: Sendable, SecretHolder {
    private static let secretBytes = 32

    let account: ObjectID
    let session: ObjectID
    private let secret: [UInt8]

    /// A new token.
    init(account: ObjectID, session: ObjectID) {
        var random = SystemRandomNumberGenerator()
        self.account = account
        self.session = session
        secret = (0..<Self.secretBytes).map { _ in UInt8.random(in: .min ... .max, using: &random) }
    }

    /// Nil for text that no token has.
    init?(text: String) {
        guard text.utf8.count == 64, let bytes = Base64URL.decode(text) else { return nil }
        func id(_ start: Int) -> ObjectID {
            let word = bytes[start..<start + 8].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            return ObjectID(rawValue: Int64(bitPattern: word))
        }
        account = id(0)
        session = id(8)
        secret = Array(bytes[16...])
    }

    var text: String {
        func bytes(_ id: ObjectID) -> [UInt8] {
            (0..<8).map { UInt8(truncatingIfNeeded: id.rawValue >> Int64(56 - 8 * $0)) }
        }
        return Base64URL.encode(bytes(account) + bytes(session) + secret)
    }

    /// SHA-256 of the secret.
    var digest: [UInt8] { Array(SHA256.hash(data: secret)) }
}
