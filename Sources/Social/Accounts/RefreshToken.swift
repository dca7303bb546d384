import Crypto
import TAO

/// The long-lived half of a session's tokens, and one of a family: all tokens of a session hold the
/// same 256 random bits, of which the server keeps only the digest, and each its number.
///
///     token = nonce: 12 bytes, sealed body, tag: 16 bytes
///     body  = account: i64, session: i64, number: i32, secret: 32 bytes   big-endian
///
/// It says whose it is, so that its row is found on one shard, but to the server alone: ids tell when and
/// where something was made. It is sealed with AES-256-GCM, and the nonce is a digest of the body under a
/// key of its own, as of a synthetic initialization vector (RFC 5297): no holder of a token can make
/// another of the family, and who asks twice for the successor of one gets the same.
struct RefreshToken: Sendable, SecretHolder {
    private static let secretBytes = 32
    private static let bytes = 8 + 8 + 4 + secretBytes
    private static let nonceBytes = 12
    private static let letters = Base64URL.length(of: nonceBytes + bytes + 16)

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
        guard text.utf8.count == Self.letters, let bytes = Base64URL.decode(text),
            let box = try? AES.GCM.SealedBox(combined: bytes),
            let opened = try? AES.GCM.open(box, using: Self.key(key, "seal")),
            opened.count == Self.bytes
        else { return nil }
        let body = Array(opened)
        func word(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }
        account = ObjectID(rawValue: Int64(bitPattern: word(body[0..<8])))
        session = ObjectID(rawValue: Int64(bitPattern: word(body[8..<16])))
        number = Int32(truncatingIfNeeded: word(body[16..<20]))
        secret = Array(body[20...])
    }

    /// - Throws: never, for keys of 256 bits.
    func text(_ key: SymmetricKey) throws -> String {
        var body: [UInt8] = []
        body.append(bigEndian: UInt64(bitPattern: account.rawValue))
        body.append(bigEndian: UInt64(bitPattern: session.rawValue))
        body += (0..<4).map { UInt8(truncatingIfNeeded: number >> (24 - 8 * $0)) }
        body += secret
        let digest = HMAC<SHA256>.authenticationCode(for: body, using: Self.key(key, "nonce"))
        let nonce = try AES.GCM.Nonce(data: Array(digest).prefix(Self.nonceBytes))
        let box = try AES.GCM.seal(body, using: Self.key(key, "seal"), nonce: nonce)
        return Base64URL.encode(Array(box.nonce) + box.ciphertext + box.tag)
    }

    private static func key(_ key: SymmetricKey, _ purpose: String) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(
            inputKeyMaterial: key, info: Array("refresh tokens, \(purpose)".utf8),
            outputByteCount: 32)
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
