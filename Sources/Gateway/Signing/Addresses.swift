/// The addresses that the server gives out.
package struct Addresses: Sendable {
    private let base: @Sendable () -> String
    private let signer: URLSigner

    /// How long the address of a picture works that not everyone may see, at least.
    package static let privateMilliseconds: Int64 = 60 * 60 * 1_000

    /// - Parameter base: where clients reach this server, such as `https://tintype.example`, without
    ///   a slash at the end; asked each time, as it may be known only once the port is.
    package init(base: @escaping @Sendable () -> String, signer: URLSigner) {
        self.base = base
        self.signer = signer
    }

    /// A page of the product, such as `/alice`.
    package func page(_ path: String) -> String { base() + path }

    /// A picture that everyone may see.
    package func publicPicture(_ name: String) -> String {
        "\(base())/media/\(signer.key(ofPublic: name))/\(name)"
    }

    /// A picture that not everyone may see. The address is the same for an hour, so that a client
    /// which asks again need not fetch again.
    package func privatePicture(_ name: String, nowMilliseconds: Int64) -> String {
        let hours = nowMilliseconds / Self.privateMilliseconds + 2
        return base()
            + signer.sign(
                path: "/private/\(name)", expiresMilliseconds: hours * Self.privateMilliseconds)
    }

    /// An original, for its owner.
    package func original(_ name: String, expiresMilliseconds: Int64) -> String {
        base() + signer.sign(path: "/originals/\(name)", expiresMilliseconds: expiresMilliseconds)
    }

    /// Where the bytes of an upload are put.
    package func upload(_ ticket: UploadTicket) -> String {
        "\(base())/upload/\(signer.token(for: ticket))"
    }
}
