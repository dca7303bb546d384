import Foundation
import NIOCore

/// An address of the network: IPv6, or IPv4 as the IPv6 address ::ffff:1.2.3.4.
struct IPAddress: Hashable, Sendable {
    let bits: UInt128

    private static let ipv4Prefix: UInt128 = 0xFFFF

    /// nil for those without one, such as a socket of this machine.
    init?(_ address: SocketAddress?) {
        // Behind family and port, as `ip(7)` and `ipv6(7)` lay it out; which module the fields of
        // these structures belong to depends on what else is imported.
        switch address {
        case .v4(let address):
            self = withUnsafeBytes(of: address.address) { Self(ipv4: $0[4..<8]) }
        case .v6(let address):
            self = withUnsafeBytes(of: address.address) { Self(ipv6: $0[8..<24]) }
        case .unixDomainSocket, nil: return nil
        }
    }

    /// nil for a text that is no address. `inet_pton`
    init?(_ text: some StringProtocol) {
        var bytes = [UInt8](repeating: 0, count: 16)
        if inet_pton(AF_INET, String(text), &bytes) == 1 {
            self.init(ipv4: bytes.prefix(4))
        } else if inet_pton(AF_INET6, String(text), &bytes) == 1 {
            self.init(ipv6: bytes)
        } else {
            return nil
        }
    }

    private init(ipv4 bytes: some Sequence<UInt8>) {
        bits = bytes.reduce(Self.ipv4Prefix) { $0 << 8 | UInt128($1) }
    }

    private init(ipv6 bytes: some Sequence<UInt8>) {
        bits = bytes.reduce(0) { $0 << 8 | UInt128($1) }
    }

    var isIPv4: Bool { bits >> 32 == Self.ipv4Prefix }
}
