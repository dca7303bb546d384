/// Names that would be mistaken for pages, files and mailboxes of the server, or for the people who
/// run the place.
package struct ReservedNames: Sendable {
    private let outlines: Set<String>

    package init(_ names: some Sequence<String> = []) {
        outlines = Set(names.map(Self.outline))
    }

    /// Names of a file, one to a line; lines that begin with `#` are for people.
    package static func names(inLines text: String) -> [String] {
        text.split(whereSeparator: \.isNewline).map { TextRules.trimmed(String($0)) }
            .filter { !$0.isEmpty && !$0.hasPrefix("#") }
    }

    /// Whether a name is one of them, or looks like one.
    func contains(_ username: String) -> Bool {
        outlines.contains(Self.outline(username))
    }

    /// What names that look alike have in common: digits are the letters they resemble, and what
    /// only separates does not count.
    private static func outline(_ name: String) -> String {
        String(
            String.UnicodeScalarView(
                name.lowercased().unicodeScalars.compactMap { scalar in
                    switch scalar {
                    case ".", "_", "-": nil
                    case "0": "o"
                    case "1", "i": "l"
                    case "2": "z"
                    case "3": "e"
                    case "4": "a"
                    case "5": "s"
                    case "6", "9": "g"
                    case "7": "t"
                    case "8": "b"
                    default: scalar
                    }
                }))
    }
}
