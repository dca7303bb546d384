import Crypto
import Foundation
import TAO

/// What a mail carries to prove that its reader reads the mails of an address:
///
///     token = 16 letters: the account, as its global id   54 letters: mail: i64, secret: 32 bytes
///
/// The secret follows from the server's key and the mail, so that a mail which is sent again says the
/// same, and nothing of it waits in a queue. The database keeps its digest alone.
struct MailToken: Sendable, SecretHolder {
    private static let accountLetters = 16
    private static let secretBytes = 32

    let account: ObjectID
    let mail: Int64
    private let secret: [UInt8]

    init(account: ObjectID, mail: Int64, key: SymmetricKey) {
        self.account = account
        self.mail = mail
        var body: [UInt8] = []
        body.append(bigEndian: UInt64(bitPattern: account.rawValue))
        body.append(bigEndian: UInt64(bitPattern: mail))
        secret = Array(HMAC<SHA256>.authenticationCode(for: body, using: key))
    }

    /// Nil for text that cannot be a token.
    init?(text: String, _ ids: GlobalIDs) {
        let letters = Self.accountLetters + Base64URL.length(of: 8 + Self.secretBytes)
        guard text.utf8.count == letters,
            let node = ids.node(String(text.prefix(Self.accountLetters))), node.type == .user,
            let bytes = Base64URL.decode(text.dropFirst(Self.accountLetters))
        else { return nil }
        account = node.object
        mail = Int64(bitPattern: bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) })
        secret = Array(bytes.dropFirst(8))
    }

    func text(_ ids: GlobalIDs) -> String {
        var body: [UInt8] = []
        body.append(bigEndian: UInt64(bitPattern: mail))
        return ids.text(NodeID(.user, account)) + Base64URL.encode(body + secret)
    }

    /// SHA-256 of the secret.
    var digest: [UInt8] { Array(SHA256.hash(data: secret)) }
}
