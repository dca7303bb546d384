import Crypto
import Foundation
import Social

/// Makes and checks addresses that work for a while without signing in: uploads, originals and the
/// pictures of private accounts.
///
/// The signature is an HMAC-SHA256 over a purpose, the path and the moment of expiry, so that an
/// address for one purpose opens nothing else.
package struct URLSigner: Sendable, SecretHolder {
    /// With the key in it already, which is half of the work: it is copied for each address.
    private let keyed: HMAC<SHA256>

    package init(_ secret: SecretKey) {
        keyed = HMAC(key: SymmetricKey(data: secret.derived(for: "url")))
    }

    /// `path?expires=…&signature=…`
    ///
    /// - Parameter expiresMilliseconds: Unix time.
    package func sign(path: String, expiresMilliseconds: Int64) -> String {
        let signature = code(of: "get\n\(path)\n\(expiresMilliseconds)".utf8)
            .withUnsafeBytes { Base64URL.encode($0) }
        return "\(path)?expires=\(expiresMilliseconds)&signature=\(signature)"
    }

    /// The part of a public picture's address that only the server can compute: 96 bits.
    package func key(ofPublic name: String) -> String {
        code(of: "public\n\(name)".utf8)
            .withUnsafeBytes { Base64URL.encode(UnsafeRawBufferPointer(rebasing: $0.prefix(12))) }
    }

    func isKey(_ text: some StringProtocol, ofPublic name: String) -> Bool {
        let expected = SymmetricKey(data: Array(key(ofPublic: name).utf8))
        // Compared in constant time, as keys are.
        return SymmetricKey(data: Array(text.utf8)) == expected
    }

    enum Verdict: Equatable {
        /// Milliseconds that are left.
        case valid(forMilliseconds: Int64)
        case expired
        case forged
    }

    func check(path: String, query: FormQuery, nowMilliseconds: Int64) -> Verdict {
        guard let expires = query["expires"].flatMap({ Int64($0) }),
            let signature = query["signature"].flatMap({ Base64URL.decode($0) }),
            // Compared in constant time, as codes are.
            code(of: "get\n\(path)\n\(expires)".utf8) == signature
        else { return .forged }
        return expires > nowMilliseconds
            ? .valid(forMilliseconds: expires - nowMilliseconds) : .expired
    }

    /// The last part of an upload address, which tells everything about the upload.
    package func token(for ticket: UploadTicket) -> String {
        let payload = ticket.bytes
        return Base64URL.encode(payload + code(of: Array(ticket.way.rawValue.utf8) + payload))
    }

    /// Nil if the token was not made here, or for another way.
    func ticket(of token: some StringProtocol, for way: UploadTicket.Way) -> UploadTicket? {
        guard let bytes = Base64URL.decode(token), bytes.count > SHA256.byteCount else {
            return nil
        }
        let payload = Array(bytes.dropLast(SHA256.byteCount))
        let purpose = Array(way.rawValue.utf8)
        guard code(of: purpose + payload) == Array(bytes.suffix(SHA256.byteCount)) else {
            return nil
        }
        return UploadTicket(bytes: payload, way: way)
    }

    private func code(of text: some Sequence<UInt8>) -> HMAC<SHA256>.MAC {
        var keyed = keyed
        keyed.update(data: ContiguousArray(text))
        return keyed.finalize()
    }
}
