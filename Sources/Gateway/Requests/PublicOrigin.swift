import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore

/// Where a client reaches this server: what stands before the paths of the addresses it is given.
///
/// It is what was configured. Without that, the client has reached us somehow, and is told the same
/// again if it is a name of this machine: `localhost` and `127.0.0.1` are different origins to a
/// browser, and the pictures of a page must come from where the page does. Another name is not
/// believed, as the client may have made it up.
struct PublicOrigin: Sendable {
    /// Such as `https://tintype.example`, without a slash at the end; nil if it was not configured.
    let configured: String?
    /// This machine's name, in lower case.
    private let machine: String

    init(configured: String?, machine: String = ProcessInfo.processInfo.hostName) {
        self.configured = configured.map { $0.hasSuffix("/") ? String($0.dropLast()) : $0 }
        self.machine = machine.lowercased()
    }

    /// - Parameter local: the address of ours at which the client has arrived.
    func text(authority: String?, local: SocketAddress?) -> String {
        if let configured { return configured }
        if let authority, isOurs(authority, local) { return "http://\(authority.lowercased())" }
        guard let local, let ip = local.ipAddress, let port = local.port else { return "" }
        return "http://\(ip.contains(":") ? "[\(ip)]" : ip):\(port)"
    }

    /// Whether a `Host` header names this machine. https://www.rfc-editor.org/rfc/rfc6761#section-6.3
    private func isOurs(_ authority: String, _ local: SocketAddress?) -> Bool {
        guard let name = Self.name(of: authority.lowercased()) else { return false }
        if name == "localhost" || name.hasSuffix(".localhost") { return true }
        if name == machine || name == machine + ".local" { return true }
        guard let address = try? SocketAddress(ipAddress: name, port: 0) else { return false }
        return address.isLoopback || address.ipAddress == local?.ipAddress
    }

    /// The name in `name:port`, without the brackets of an IPv6 address; nil if it is none.
    private static func name(of authority: String) -> String? {
        var name = authority[...]
        if let colon = name.lastIndex(of: ":"), !name.hasSuffix("]") {
            let port = name[name.index(after: colon)...]
            guard UInt16(port) != nil, port.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
                return nil
            }
            name = name[..<colon]
        }
        if name.hasPrefix("["), name.hasSuffix("]") { return String(name.dropFirst().dropLast()) }
        let isPlain = name.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte)
                || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
        }
        return isPlain && !name.isEmpty ? String(name) : nil
    }
}

extension SocketAddress {
    fileprivate var isLoopback: Bool {
        switch self {
        case .v4: ipAddress?.hasPrefix("127.") == true
        case .v6: ipAddress == "::1"
        case .unixDomainSocket: false
        }
    }
}
