/// Where a mail comes from or goes to: `no-reply@tintype.example`, or `Tintype <no-reply@…>`.
package struct MailAddress: Sendable, Equatable {
    /// The name that is shown; nil for none.
    package let name: String?
    /// With one at sign.
    package let address: String

    /// nil for what can stand in no header and no command of SMTP.
    package init?(_ text: String) {
        guard text.hasSuffix(">"), let open = text.lastIndex(of: "<") else {
            self.init(name: nil, address: text)
            return
        }
        let name = text[..<open].split(separator: " ").joined(separator: " ")
        let address = text[text.index(after: open)...].dropLast()
        self.init(name: name.isEmpty ? nil : name, address: String(address))
    }

    /// nil for an address that is none; the name may be any text, as it is encoded.
    package init?(name: String?, address: String) {
        let parts = address.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }),
            address.utf8.count <= MailLimits.addressBytesMax,
            address.unicodeScalars.allSatisfy(Self.isHarmless)
        else { return nil }
        self.name = name
        self.address = address
    }

    /// What is behind the at sign.
    package var domain: String { String(address.drop { $0 != "@" }.dropFirst()) }

    /// Whether only servers can take it that know addresses beyond ASCII. RFC 6531
    var needsUTF8: Bool { !address.utf8.allSatisfy { $0 < 0x80 } }

    /// As it stands in a header. RFC 5322, 3.4
    var header: String {
        guard let name else { return address }
        let phrase = HeaderText.phrase(name)
        return phrase.hasPrefix("\"") ? "\(phrase) <\(address)>" : "\(phrase)\r\n <\(address)>"
    }

    /// No space, no control character, and nothing that ends an address or begins another part.
    private static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .spaceSeparator, .surrogate,
            .unassigned:
            false
        default: !"<>()[]:;,\\\"".unicodeScalars.contains(scalar)
        }
    }
}
