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
        return Base64URL.encode(payload + code(of: Array("put".utf8) + payload))
    }

    /// Nil if the token was not made here.
    func ticket(of token: some StringProtocol) -> UploadTicket? {
        guard let bytes = Base64URL.decode(token), bytes.count > SHA256.byteCount else {
            return nil
        }
        let payload = Array(bytes.dropLast(SHA256.byteCount))
        guard code(of: Array("put".utf8) + payload) == Array(bytes.suffix(SHA256.byteCount)) else {
            return nil
        }
        return UploadTicket(bytes: payload)
    }

    private func code(of text: some Sequence<UInt8>) -> HMAC<SHA256>.MAC {
        var keyed = keyed
        keyed.update(data: ContiguousArray(text))
        return keyed.finalize()
    }
}

/// What an upload address allows: one file of one type, up to a size, for a while.
package struct UploadTicket: Sendable, Equatable {
    package var mediaID: Int64
    package var ownerID: Int64
    /// Unix time.
    package var expiresMilliseconds: Int64
    /// Size that was announced; a file of another size is refused.
    package var byteCount: Int64
    /// As announced, such as `image/jpeg`.
    package var contentType: String

    package init(
        mediaID: Int64, ownerID: Int64, expiresMilliseconds: Int64, byteCount: Int64,
        contentType: String
    ) {
        self.mediaID = mediaID
        self.ownerID = ownerID
        self.expiresMilliseconds = expiresMilliseconds
        self.byteCount = byteCount
        self.contentType = contentType
    }

    fileprivate var bytes: [UInt8] {
        var bytes: [UInt8] = []
        for number in [mediaID, ownerID, expiresMilliseconds, byteCount] {
            withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
        }
        return bytes + Array(contentType.utf8)
    }

    fileprivate init?(bytes: [UInt8]) {
        guard bytes.count > 32, let type = String(validating: bytes[32...], as: UTF8.self) else {
            return nil
        }
        func number(_ index: Int) -> Int64 {
            bytes[index * 8..<index * 8 + 8].reduce(0) { $0 << 8 | Int64($1) }
        }
        self.init(
            mediaID: number(0), ownerID: number(1), expiresMilliseconds: number(2),
            byteCount: number(3), contentType: type)
    }
}
