import NIOCore

/// Where a client is, as far as shares go: an IPv4 address, or the first 64 bits of an IPv6 one,
/// which is the least that one customer of a network is given.
/// https://www.rfc-editor.org/rfc/rfc6177
struct ClientAddress: Hashable, Sendable {
    private let prefix: UInt64
    private let isIPv6: Bool

    /// Those without an address of the network, such as a socket of this machine, are one.
    init(_ address: IPAddress?) {
        isIPv6 = address?.isIPv4 == false
        let bits = address?.bits ?? 0
        prefix = isIPv6 ? UInt64(bits >> 64) : UInt64(truncatingIfNeeded: bits & 0xFFFF_FFFF)
    }

    /// Of the other end of a connection.
    init(_ address: SocketAddress?) {
        self.init(IPAddress(address))
    }
}

extension ClientAddress {
    /// The same for clients that count as one, and for no others.
    var bytes: [UInt8] {
        [isIPv6 ? 6 : 4] + (0..<8).map { UInt8(truncatingIfNeeded: prefix >> (8 * $0)) }
    }
}
