import Crypto
import Foundation
import JWTKit
import Social
import Synchronization

/// Who a request comes from.
package struct Identity: Sendable, Hashable {
    package var viewerID: Int64
    package var sessionID: Int64
    /// Whether the session may do next to nothing, because of what the account was when it began.
    package var isRestricted: Bool

    package init(viewerID: Int64, sessionID: Int64, isRestricted: Bool = false) {
        self.viewerID = viewerID
        self.sessionID = sessionID
        self.isRestricted = isRestricted
    }
}

/// Issues and verifies access tokens: JSON Web Tokens signed with HMAC-SHA256, good for an hour.
/// https://www.rfc-editor.org/rfc/rfc7519
///
/// Whose session it is, is sealed in it: an id tells when an account or a session was made, and where it
/// lies.
///
/// A token is verified once and remembered until it expires, because parsing and checking one costs
/// more than answering a small query.
package final class AccessTokens: Sendable, SecretHolder {
    /// How long a token works, unless its session ends before; the session's refresh token gives the
    /// next.
    package static let lifetimeMilliseconds: Int64 = 60 * 60 * 1_000

    private let keys = JWTKeyCollection()
    private let key: HMACKey
    private let idKey: SymmetricKey
    private let isKeyAdded = Mutex(false)
    private let remembered = Mutex<[String: Remembered]>([:])
    private let limits: GatewayLimits
    private let nowMilliseconds: @Sendable () -> Int64
    private let isEnded: @Sendable (_ sessionID: Int64) -> Bool

    private struct Remembered {
        let identity: Identity
        let expiresMilliseconds: Int64
    }

    /// - Parameters:
    ///   - nowMilliseconds: Unix time.
    ///   - isEnded: whether a session is known to have ended. Asked of every request.
    package init(
        _ secret: SecretKey, limits: GatewayLimits = .standard,
        nowMilliseconds: @escaping @Sendable () -> Int64,
        isEnded: @escaping @Sendable (_ sessionID: Int64) -> Bool = { _ in false }
    ) {
        key = HMACKey(key: SymmetricKey(data: secret.derived(for: "token")))
        idKey = SymmetricKey(data: secret.derived(for: "token ids"))
        self.limits = limits
        self.nowMilliseconds = nowMilliseconds
        self.isEnded = isEnded
    }

    /// A token and when it expires, in Unix milliseconds (a whole second).
    package func issue(
        _ identity: Identity
    ) async throws -> (token: String, expiresMilliseconds: Int64) {
        let now = nowMilliseconds() / 1_000
        let expires = now + Self.lifetimeMilliseconds / 1_000
        let claims = Claims(
            iss: Claims.issuer, sub: try subject(of: identity),
            lim: identity.isRestricted ? true : nil, iat: now, exp: expires)
        return (try await keyed().sign(claims), expires * 1_000)
    }

    /// Who a token speaks for; nil if it is forged, expired, of a session that has ended, or none at
    /// all.
    package func verify(_ token: String) async -> Identity? {
        guard let identity = await signed(token), !isEnded(identity.sessionID) else { return nil }
        return identity
    }

    private func signed(_ token: String) async -> Identity? {
        guard token.utf8.count <= limits.accessTokenBytesMax else { return nil }
        let now = nowMilliseconds()
        if let known = remembered.withLock({ $0[token] }) {
            return known.expiresMilliseconds > now ? known.identity : nil
        }
        guard let claims = try? await keyed().verify(token, as: Claims.self),
            claims.iss == Claims.issuer, claims.exp * 1_000 > now,
            let ids = ids(of: claims.sub)
        else { return nil }
        let identity = Identity(
            viewerID: ids.viewer, sessionID: ids.session, isRestricted: claims.lim ?? false)
        remember(token, identity, until: claims.exp * 1_000, now: now)
        return identity
    }

    // MARK: Ids

    /// The account and the session, sealed with AES-256-GCM: 8 bytes each, big-endian.
    func subject(of identity: Identity) throws -> String {
        var ids: [UInt8] = []
        for id in [identity.viewerID, identity.sessionID] {
            withUnsafeBytes(of: id.bigEndian) { ids.append(contentsOf: $0) }
        }
        let box = try AES.GCM.seal(ids, using: idKey)
        return Base64URL.encode(Array(box.nonce) + box.ciphertext + box.tag)
    }

    /// Nil for what `subject(of:)` has not made.
    private func ids(of subject: String) -> (viewer: Int64, session: Int64)? {
        guard let bytes = Base64URL.decode(subject),
            let box = try? AES.GCM.SealedBox(combined: bytes),
            let ids = try? AES.GCM.open(box, using: idKey), ids.count == 16
        else { return nil }
        func id(_ bytes: Data) -> Int64 { bytes.reduce(0) { $0 << 8 | Int64($1) } }
        return (id(ids.prefix(8)), id(ids.suffix(8)))
    }

    /// How many tokens are remembered now.
    var rememberedCount: Int { remembered.withLock { $0.count } }

    private func remember(_ token: String, _ identity: Identity, until expires: Int64, now: Int64) {
        remembered.withLock { remembered in
            if remembered.count >= limits.tokensRememberedMax {
                remembered = remembered.filter { $0.value.expiresMilliseconds > now }
            }
            if remembered.count >= limits.tokensRememberedMax {
                // More people than places: begin anew rather than sort.
                remembered.removeAll(keepingCapacity: true)
            }
            remembered[token] = Remembered(identity: identity, expiresMilliseconds: expires)
        }
    }

    /// The key collection is an actor, so the key is added when it is first needed.
    private func keyed() async -> JWTKeyCollection {
        let isAdded = isKeyAdded.withLock { $0 }
        if !isAdded {
            await keys.add(hmac: key, digestAlgorithm: .sha256)
            isKeyAdded.withLock { $0 = true }
        }
        return keys
    }
}

private struct Claims: JWTPayload {
    static let issuer = "tintype"

    let iss: String
    /// The account and the session (`AccessTokens.subject`).
    let sub: String
    /// Whether the session is restricted.
    var lim: Bool?
    /// Unix seconds, as the standard has them.
    let iat: Int64
    let exp: Int64

    /// The signature is checked by the library; times and names by `AccessTokens`, with its clock.
    func verify(using algorithm: some JWTAlgorithm) {}
}
