import Foundation

/// The parts of `scheme://host:port/path`, as strict as what is built on it needs: ASCII only, no
/// user, no query, no fragment. https://www.rfc-editor.org/rfc/rfc3986#section-3
struct WebAddress: Equatable {
    /// In lower case.
    let scheme: String
    /// In lower case; an IPv6 address in brackets.
    let host: String
    let port: Int?
    /// Empty, or with a slash at its beginning.
    let path: String

    init?(_ text: String) {
        guard let mark = text.firstRange(of: "://") else { return nil }
        scheme = text[..<mark.lowerBound].lowercased()
        let rest = text[mark.upperBound...]
        let slash = rest.firstIndex(of: "/") ?? rest.endIndex
        path = String(rest[slash...])
        guard Self.isScheme(scheme), Self.isPath(path),
            let (host, port) = Self.hostAndPort(rest[..<slash])
        else { return nil }
        self.host = host
        self.port = port
    }

    private static func hostAndPort(_ text: Substring) -> (String, Int?)? {
        var host = text
        var port: Int?
        if let colon = text.lastIndex(of: ":"), !text.hasSuffix("]") {
            let digits = text[text.index(after: colon)...]
            guard let number = Int(digits), (1...65_535).contains(number),
                digits.utf8.allSatisfy({ (0x30...0x39).contains($0) })
            else { return nil }
            port = number
            host = text[..<colon]
        }
        if host.hasPrefix("["), host.hasSuffix("]") {
            guard let inner = ListenAddress(String(host.dropFirst().dropLast())), inner.isIPv6
            else {
                return nil
            }
        } else {
            guard isName(host) else { return nil }
        }
        return (host.lowercased(), port)
    }

    /// Labels of letters, digits and `-` with dots between, which an IPv4 address is too.
    private static func isName(_ text: Substring) -> Bool {
        text.utf8.count <= 253
            && text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
                (1...63).contains(label.utf8.count) && !label.hasPrefix("-")
                    && !label.hasSuffix("-")
                    && label.utf8.allSatisfy { isLetterOrDigit($0) || "-_".utf8.contains($0) }
            }
    }

    private static func isScheme(_ text: String) -> Bool {
        guard let first = text.utf8.first, isLetterOrDigit(first), !(0x30...0x39).contains(first)
        else { return false }
        return text.utf8.allSatisfy { isLetterOrDigit($0) || "+-.".utf8.contains($0) }
    }

    private static func isPath(_ text: String) -> Bool {
        text.utf8.allSatisfy { isLetterOrDigit($0) || "/-._~%!$&'()*+,;=:@".utf8.contains($0) }
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }
}

/// Where clients reach the server.
enum PublicURL {
    static func mistake(in text: String) -> String? {
        guard let address = WebAddress(text), ["http", "https"].contains(address.scheme) else {
            return "must be http:// or https:// and a host, such as https://tintype.example, "
                + "without a user, a query or a fragment"
        }
        return nil
    }
}

/// What a browser says of the page that asks: scheme, host, and the port where it is not the
/// scheme's own. https://html.spec.whatwg.org/multipage/browsers.html#ascii-serialisation-of-an-origin
enum WebOrigin {
    private static let standardPorts = ["http": 80, "https": 443]

    static func mistake(inList text: String) -> String? {
        for part in Settings.list(text) where part != "*" {
            guard let address = WebAddress(part), address.path.isEmpty else {
                return "must be origins such as https://app.example, with commas between, or *; "
                    + "\"\(part)\" has another form"
            }
            if let port = address.port, standardPorts[address.scheme] == port {
                return "has \"\(part)\", which browsers write as "
                    + "\(address.scheme)://\(address.host)"
            }
        }
        return nil
    }

    /// As browsers write them.
    static func all(in parts: [String]) -> [String] {
        parts.map { $0.lowercased() }
    }
}
