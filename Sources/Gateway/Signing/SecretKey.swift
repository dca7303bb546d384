import Crypto
import Foundation
import Social

/// The secret of a deployment, of which everything that must not be forged is derived.
///
/// Every gateway of a deployment needs the same. Changing it makes all tokens, ids, cursors and
/// signed addresses void.
package struct SecretKey: Sendable, SecretHolder {
    private let key: SymmetricKey

    /// - Parameter text: any text of at least `GatewayLimits.secretBytesMin` bytes; nil if it is shorter.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count >= GatewayLimits.secretBytesMin else { return nil }
        self.init(bytes: bytes)
    }

    /// From bytes that are known to be enough.
    init(bytes: [UInt8]) {
        key = SymmetricKey(data: bytes)
    }

    /// A new one, as text: 256 random bits.
    package static func makeText() -> String {
        SymmetricKey(size: .bits256).withUnsafeBytes { Base64URL.encode($0) }
    }

    /// A key of its own for each purpose, so that what is made with one is worth nothing to another.
    package func derived(for purpose: String, byteCount: Int = 32) -> [UInt8] {
        HKDF<SHA256>.deriveKey(
            inputKeyMaterial: key, info: Array("tintype \(purpose)".utf8),
            outputByteCount: byteCount
        ).withUnsafeBytes { Array($0) }
    }
}
