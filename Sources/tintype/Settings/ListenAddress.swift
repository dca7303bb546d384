import Foundation
import Gateway

/// An address of this machine to listen on: an IP address, or `localhost`.
struct ListenAddress: Equatable {
    /// As the system takes it, without brackets.
    let host: String
    let isIPv6: Bool
    /// Whether it is all addresses of the machine, and so none that a client could be told.
    let isWildcard: Bool

    init?(_ text: String) {
        host = text == "localhost" ? "127.0.0.1" : text
        var four = in_addr()
        var six = in6_addr()
        if inet_pton(AF_INET, host, &four) == 1 {
            isIPv6 = false
            isWildcard = four.s_addr == 0
        } else if inet_pton(AF_INET6, host, &six) == 1 {
            isIPv6 = true
            isWildcard = withUnsafeBytes(of: six) { bytes in
                // ::, and 0.0.0.0 as IPv6 writes it.
                let isMapped = bytes[10] == 0xFF && bytes[11] == 0xFF
                return bytes.indices.allSatisfy { index in
                    bytes[index] == 0 || isMapped && (index == 10 || index == 11)
                }
            }
        } else {
            return nil
        }
    }

    static func mistake(in text: String) -> String? {
        ListenAddress(text) == nil
            ? "must be an IP address of this machine, such as 127.0.0.1 or ::1" : nil
    }

    /// With a port, as it stands in a URL.
    func url(port: Int) -> String {
        "http://\(isIPv6 ? "[\(host)]" : host):\(port)"
    }

    /// Sees whether the port could be listened on now, by taking it and giving it back.
    ///
    /// - Throws: a sentence, where another program has it or this machine has no such address.
    func check(port: Int) throws(GatewayError) {
        let family = isIPv6 ? AF_INET6 : AF_INET
        let descriptor = socket(family, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw GatewayError(listeningOn: host, port, code: errno) }
        defer { close(descriptor) }
        var yes: Int32 = 1
        // As the server does: connections of the last one that have not timed out are in no way.
        setsockopt(
            descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        guard bind(descriptor, port) == 0 else {
            throw GatewayError(listeningOn: host, port, code: errno)
        }
    }

    private func bind(_ descriptor: Int32, _ port: Int) -> Int32 {
        if isIPv6 {
            var address = sockaddr_in6()
            address.sin6_family = sa_family_t(AF_INET6)
            address.sin6_port = in_port_t(port).bigEndian
            inet_pton(AF_INET6, host, &address.sin6_addr)
            return bind(descriptor, &address)
        }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        inet_pton(AF_INET, host, &address.sin_addr)
        return bind(descriptor, &address)
    }

    private func bind<Address>(_ descriptor: Int32, _ address: inout Address) -> Int32 {
        withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Foundation.bind(descriptor, $0, socklen_t(MemoryLayout<Address>.size))
            }
        }
    }
}
