/// A handle in the form in which it is kept.
enum Username {
    /// Lower case. Nil if it breaks the rules: 1 to 30 of `a-z 0-9 . _`, not starting or ending with a
    /// dot, no two dots in a row.
    static func kept(_ text: String, _ limits: SocialLimits) -> String? {
        guard text.utf8.count <= limits.usernameCharactersMax else { return nil }
        let name = text.lowercased()
        guard (1...limits.usernameCharactersMax).contains(name.utf8.count),
            name.utf8.allSatisfy(isAllowed),
            name.utf8.first != dot, name.utf8.last != dot, !name.contains("..")
        else { return nil }
        return name
    }

    /// The bound that a text crosses which is none; nil if it is too short or wrong otherwise.
    static func limit(of text: String, _ limits: SocialLimits) -> Int? {
        let max = limits.usernameCharactersMax
        return text.count > max ? max : nil
    }

    /// What is said of a text that is none.
    static func rules(_ limits: SocialLimits) -> String {
        "A name has 1 to \(limits.usernameCharactersMax) of a-z, 0-9, dot and underscore; "
            + "no dot at an end, no two in a row."
    }

    private static let dot = UInt8(ascii: ".")

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            dot, UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
