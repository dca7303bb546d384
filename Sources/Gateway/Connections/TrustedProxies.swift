import HTTPTypes
import NIOCore

/// Networks of proxies of ours. What they say of where a request comes from is believed; of anyone
/// else, nothing is.
package struct TrustedProxies: Sendable {
    private struct Network: Sendable {
        let address: IPAddress
        /// Of the 128.
        let length: Int

        func has(_ other: IPAddress) -> Bool {
            length == 0 || (address.bits ^ other.bits) >> UInt128(128 - length) == 0
        }
    }

    private let networks: [Network]

    /// None at all.
    package static let none = TrustedProxies(networks: [])

    private init(networks: [Network]) {
        self.networks = networks
    }

    /// - Parameter networks: such as `10.0.0.0/8`, `2001:db8::/32` or `192.0.2.7`; nil if one of
    ///   them is none.
    package init?(_ networks: [String]) {
        var read: [Network] = []
        for text in networks {
            let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
            guard let address = parts.first.flatMap({ IPAddress($0) }) else { return nil }
            let most = address.isIPv4 ? 32 : 128
            guard let length = parts.count == 1 ? most : Int(parts[1]), (0...most).contains(length)
            else { return nil }
            read.append(Network(address: address, length: 128 - most + length))
        }
        self.networks = read
    }

    package var isEmpty: Bool { networks.isEmpty }

    /// The client of a request: of the addresses that each proxy has added behind what it was told,
    /// the last that is not a proxy's. What stands before it the client may have made up.
    ///
    /// - Parameters:
    ///   - peer: the other end of the connection.
    ///   - forwarded: the values of `X-Forwarded-For`, in their order.
    func client(peer: IPAddress?, forwarded: [String]) -> IPAddress? {
        var client = peer
        var told = forwarded.joined(separator: ",").split(separator: ",")[...]
        while let proxy = client, networks.contains(where: { $0.has(proxy) }),
            let next = told.popLast()
        {
            guard let address = Self.address(in: next) else { break }
            client = address
        }
        return client
    }

    /// As some proxies write them: with a port, and IPv6 then in brackets.
    private static func address(in text: Substring) -> IPAddress? {
        let text = text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()
        let name = String(text)
        if let address = IPAddress(name) { return address }
        if name.hasPrefix("["), let end = name.firstIndex(of: "]") {
            return IPAddress(name[..<end].dropFirst())
        }
        return name.lastIndex(of: ":").flatMap { IPAddress(name[..<$0]) }
    }
}

extension TrustedProxies {
    /// The client of a request, as far as shares go.
    func client(peer: SocketAddress?, _ headers: HTTPFields) -> ClientAddress {
        ClientAddress(
            client(peer: IPAddress(peer), forwarded: headers[values: .xForwardedFor]))
    }
}
