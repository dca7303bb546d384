import Crypto
import TAO

/// The long-lived half of a session's tokens, and one of a family: all tokens of a session hold the
/// same 256 random bits, of which the server keeps only the digest, and each its number.
///
///     token = account: i64, session: i64, number: i32, secret: 32 bytes, tag: 32 bytes   big-endian
///
/// It says whose it is, so that its row is found on one shard. The tag is an HMAC of the rest under the
/// server's key: no holder of a token can make another of the family, and who asks twice for the
/// successor of one gets the same.
struct RefreshToken: Sendable, SecretHolder {
    private static let secretBytes = 32
    private static let bytes = 8 + 8 + 4 + secretBytes
    private static let letters = Base64URL.length(of: bytes + SHA256.byteCount)

    let account: ObjectID
    let session: ObjectID
    private(set) var number: Int32
    private let secret: [UInt8]

    /// The first token of a new family.
    init(account: ObjectID, session: ObjectID) {
        var random = SystemRandomNumberGenerator()
        self.account = account
        self.session = session
        number = 0
        secret = (0..<Self.secretBytes).map { _ in UInt8.random(in: .min ... .max, using: &random) }
    }

    /// Nil for text that `text(_:)` did not make with the same key.
    init?(text: String, _ key: SymmetricKey) {
        guard text.utf8.count == Self.letters, let bytes = Base64URL.decode(text) else {
            return nil
        }
        let (body, tag) = (bytes.prefix(Self.bytes), bytes.dropFirst(Self.bytes))
        guard HMAC<SHA256>.isValidAuthenticationCode(tag, authenticating: body, using: key)
        else { return nil }
        func word(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }
        account = ObjectID(rawValue: Int64(bitPattern: word(body[0..<8])))
        session = ObjectID(rawValue: Int64(bitPattern: word(body[8..<16])))
        number = Int32(truncatingIfNeeded: word(body[16..<20]))
        secret = Array(body[20...])
    }

    func text(_ key: SymmetricKey) -> String {
        var body: [UInt8] = []
        body.append(bigEndian: UInt64(bitPattern: account.rawValue))
        body.append(bigEndian: UInt64(bitPattern: session.rawValue))
        body += (0..<4).map { UInt8(truncatingIfNeeded: number >> (24 - 8 * $0)) }
        body += secret
        return Base64URL.encode(body + HMAC<SHA256>.authenticationCode(for: body, using: key))
    }

    /// The token that takes its place.
    var successor: RefreshToken {
        var next = self
        next.number &+= 1
        return next
    }

    /// SHA-256 of the family's secret.
    var familyDigest: [UInt8] { Array(SHA256.hash(data: secret)) }
}
