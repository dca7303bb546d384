import Foundation

/// A server that carries mails, as an operator names it.
///
/// | address | how |
/// |---|---|
/// | `smtps://user:password@host` | TLS from the first byte, port 465 (RFC 8314) |
/// | `smtp://user:password@host` | STARTTLS, without which nothing is said, port 587 |
/// | `smtp+plain://host` | no encryption, so no password: for a relay on this machine, port 25 |
package struct SMTPServer: Sendable, CustomStringConvertible, CustomReflectable {
    enum Security: String {
        case tls = "smtps"
        case startTLS = "smtp"
        case none = "smtp+plain"

        var port: Int {
            switch self {
            case .tls: 465
            case .startTLS: 587
            case .none: 25
            }
        }
    }

    let security: Security
    /// Without brackets.
    let host: String
    let port: Int
    let user: String?
    let password: String?

    /// nil for what is none, or would send a password in the clear.
    package init?(_ url: String) {
        guard let parts = URLComponents(string: url), let host = parts.host, !host.isEmpty,
            let security = Security(rawValue: parts.scheme?.lowercased() ?? ""),
            ["", "/"].contains(parts.path), parts.query == nil, parts.fragment == nil,
            (parts.user == nil) == (parts.password == nil),
            security != .none || parts.user == nil
        else { return nil }
        // A line break in one of them would be another command where a server takes them in lines.
        let words = [parts.user, parts.password].compactMap { $0 }
        guard words.allSatisfy({ word in !word.isEmpty && word.utf8.allSatisfy { $0 >= 0x20 } })
        else { return nil }
        self.security = security
        self.host = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
        port = parts.port ?? security.port
        guard (1...65_535).contains(port) else { return nil }
        user = parts.user
        password = parts.password
    }

    /// What is wrong with a text, as the end of a sentence.
    package static func mistake(in url: String) -> String? {
        SMTPServer(url) == nil
            ? "must be smtps://user:password@host, smtp://user:password@host (STARTTLS) or, without "
                + "a password, smtp+plain://host" : nil
    }

    /// Without the password and its user.
    package var description: String { "\(security.rawValue)://\(host):\(port)" }

    package var customMirror: Mirror {
        Mirror(self, unlabeledChildren: [String](), ancestorRepresentation: .suppressed)
    }
}
