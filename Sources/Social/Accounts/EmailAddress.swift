import Crypto
import Foundation

/// An address that mail can be sent to, in the one form in which it is kept: lower case and NFC, the
/// domain as the domain name system knows it.
///
/// A mailbox of RFC 5321, 4.1.2, without what nobody has: quoted names and addresses in brackets. Names
/// and domains may have the letters of all scripts (RFC 6531).
struct EmailAddress: Sendable, Hashable {
    let text: String

    /// nil if there can be no such address, or it has more than 254 bytes (RFC 5321, 4.5.3.1.3).
    init?(_ text: String, _ limits: SocialLimits) {
        guard text.utf8.count <= limits.loginBytesMax else { return nil }
        let address = TextRules.normalized(TextRules.trimmed(text).lowercased())
        let parts = address.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, Self.isName(parts[0]), let domain = Self.domain(parts[1])
        else { return nil }
        self.text = "\(parts[0])@\(domain)"
        guard self.text.utf8.count <= limits.emailBytesMax else { return nil }
    }

    /// The bound that a text crosses which is none; nil if it is wrong otherwise.
    static func limit(of text: String, _ limits: SocialLimits) -> Int? {
        text.utf8.count > limits.emailBytesMax ? limits.emailBytesMax : nil
    }

    /// One that was stored.
    init(kept text: String) {
        self.text = text
    }

    /// What stands before the at sign.
    var name: Substring { text.prefix { $0 != "@" } }

    /// What it is found by in the table of claims, whose keys are shorter than addresses may be.
    var key: String {
        let keyBytesMax = 128
        guard text.utf8.count > keyBytesMax else { return text }
        return "sha256 " + Base64URL.encode(SHA256.hash(data: Array(text.utf8)))
    }

    /// RFC 5321, `Dot-string`, of at most 64 bytes.
    private static func isName(_ name: Substring) -> Bool {
        name.utf8.count <= 64
            && name.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { atom in
                isLetterFirst(atom) && atom.unicodeScalars.allSatisfy { isLetter($0) || isMark($0) }
            }
    }

    /// Labels of letters, digits and hyphens inside, at least two, the last no number; as
    /// they are written in ASCII. nil if that cannot be.
    private static func domain(_ text: Substring) -> String? {
        func isLabel(_ label: Substring) -> Bool {
            isLetterFirst(label) && !label.hasPrefix("-") && !label.hasSuffix("-")
                && label.unicodeScalars.allSatisfy { isLetter($0) || $0 == "-" }
        }
        guard text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy(isLabel)
        else { return nil }
        var components = URLComponents()
        components.host = String(text)
        guard let domain = components.encodedHost, DomainName.isPublic(domain) else { return nil }
        return domain
    }

    /// Not empty, and no mark without a letter before it.
    private static func isLetterFirst(_ text: Substring) -> Bool {
        guard let first = text.unicodeScalars.first else { return false }
        return switch first.properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark: false
        default: true
        }
    }

    private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        guard !scalar.properties.isDefaultIgnorableCodePoint else { return false }
        return switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
            .decimalNumber, .nonspacingMark, .spacingMark:
            true
        default: false
        }
    }

    /// RFC 5322, `atext` that is neither letter nor digit.
    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        "!#$%&'*+-/=?^_`{|}~".unicodeScalars.contains(scalar)
    }
}
