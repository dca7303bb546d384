/// The addresses that the server gives out: their paths. What stands before a path depends on how the
/// client reaches the server (`PublicOrigin`).
package struct Addresses: Sendable {
    private let signer: URLSigner
    private let remembered: RememberedAddresses

    /// How long the address of a picture works that not everyone may see, at least; at most it is twice
    /// as long, and so an hour after sight of it was lost.
    package static let privateMilliseconds: Int64 = 30 * 60 * 1_000

    package init(signer: URLSigner, limits: GatewayLimits = .standard) {
        self.signer = signer
        remembered = RememberedAddresses(countMax: limits.addressesRememberedMax)
    }

    /// How many are remembered now.
    var rememberedCount: Int { remembered.count }

    /// A picture that everyone may see.
    package func publicPicture(_ name: String) -> String {
        remembered.address(of: name) { "/media/\(signer.key(ofPublic: name))/\(name)" }
    }

    /// A picture that not everyone may see. The address is the same for half an hour, so that a
    /// client which asks again need not fetch again.
    package func privatePicture(_ name: String, nowMilliseconds: Int64) -> String {
        let spans = nowMilliseconds / Self.privateMilliseconds + 2
        return remembered.address(of: name, span: spans) {
            signer.sign(
                path: "/private/\(name)", expiresMilliseconds: spans * Self.privateMilliseconds)
        }
    }

    /// An original, for its owner.
    package func original(_ name: String, expiresMilliseconds: Int64) -> String {
        signer.sign(path: "/originals/\(name)", expiresMilliseconds: expiresMilliseconds)
    }

    /// Where the bytes of an upload are sent.
    package func upload(_ ticket: UploadTicket) -> String {
        switch ticket.way {
        case .put: "/upload/\(signer.token(for: ticket))"
        case .tus: "/tus/\(signer.token(for: ticket))"
        }
    }
}
