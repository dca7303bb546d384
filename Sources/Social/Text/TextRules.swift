/// What people may write, and in which form it is kept.
enum TextRules {
    /// A handle as it is kept: lower case. Nil if it breaks the rules: 1 to 30 of `a-z 0-9 . _`, not
    /// starting or ending with a dot, no two dots in a row.
    static func username(_ text: String, limits: SocialLimits) -> String? {
        let name = text.lowercased()
        guard (1...limits.usernameCharactersMax).contains(name.utf8.count),
            name.utf8.allSatisfy(isUsernameByte),
            name.utf8.first != dot, name.utf8.last != dot, !name.contains("..")
        else { return nil }
        return name
    }

    /// Names that would be mistaken for pages or for the people who run the place.
    static let reservedUsernames: Set<String> = [
        "about", "account", "accounts", "admin", "administrator", "api", "explore", "graphql",
        "help", "home", "media", "moderator", "null", "official", "p", "post", "posts", "privacy",
        "root", "search", "security", "settings", "staff", "stories", "support", "system", "terms",
        "tintype", "undefined",
    ]

    /// An address as it is kept: lower case. Nil if it cannot be one.
    static func email(_ text: String, limits: SocialLimits) -> String? {
        let address = trimmed(text).lowercased()
        let parts = address.split(separator: "@", omittingEmptySubsequences: false)
        guard address.utf8.count <= limits.emailBytesMax, parts.count == 2, !parts[0].isEmpty,
            parts[0].utf8.count <= 64, isDomain(parts[1]),
            address.unicodeScalars.allSatisfy({ !$0.properties.isWhitespace && !isControl($0) })
        else { return nil }
        return address
    }

    /// Text of a caption, comment or name: white space at both ends is dropped. Nil if it is longer
    /// than `codePointsMax` or holds control characters other than line breaks and tabs.
    static func text(_ text: String, codePointsMax: Int) -> String? {
        let text = trimmed(text)
        guard text.unicodeScalars.count <= codePointsMax,
            !text.unicodeScalars.contains(where: { isControl($0) && !isLayout($0) })
        else { return nil }
        return text
    }

    static func trimmed(_ text: String) -> String {
        let scalars = text.unicodeScalars
        guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
            let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
        else { return "" }
        return String(scalars[first...last])
    }

    private static let dot = UInt8(ascii: ".")

    private static func isUsernameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            dot, UInt8(ascii: "_"):
            true
        default: false
        }
    }

    private static func isDomain(_ domain: Substring) -> Bool {
        let labels = domain.split(separator: ".", omittingEmptySubsequences: false)
        return labels.count >= 2 && labels.allSatisfy { !$0.isEmpty && $0.utf8.count <= 63 }
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.generalCategory == .control
    }

    private static func isLayout(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "\n" || scalar == "\t" || scalar == "\r"
    }
}
