import Foundation
import NIOCore

/// Where a connection comes from, as far as shares go: an IPv4 address, or the first 64 bits of an
/// IPv6 one, which is the least that one customer of a network is given.
/// https://www.rfc-editor.org/rfc/rfc6177
struct ClientAddress: Hashable, Sendable {
    private let prefix: UInt64
    private let isIPv6: Bool

    /// Those without an address of the network, such as a socket of this machine, are one.
    init(_ address: SocketAddress?) {
        switch address {
        // Behind family and port, as `ip(7)` and `ipv6(7)` lay it out; which module the fields of
        // these structures belong to depends on what else is imported.
        case .v4(let address):
            let bytes = withUnsafeBytes(of: address.address, Array.init)[4..<8]
            prefix = bytes.reduce(0) { $0 << 8 | UInt64($1) }
            isIPv6 = false
        case .v6(let address):
            let bytes = withUnsafeBytes(of: address.address, Array.init)[8..<24]
            // A socket for both families has IPv4 clients as ::ffff:1.2.3.4, which are not one.
            isIPv6 = !bytes.starts(with: [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF])
            prefix = (isIPv6 ? bytes.prefix(8) : bytes.suffix(4)).reduce(0) { $0 << 8 | UInt64($1) }
        case .unixDomainSocket, nil:
            prefix = 0
            isIPv6 = false
        }
    }
}

extension ClientAddress {
    /// The same for connections that count as one, and for no others.
    var bytes: [UInt8] {
        [isIPv6 ? 6 : 4] + (0..<8).map { UInt8(truncatingIfNeeded: prefix >> (8 * $0)) }
    }
}
