/// Characters that begin and end text of another direction: embeddings, overrides and isolates.
/// https://www.unicode.org/reports/tr9/, 2.1 to 2.5
///
/// One that is not ended goes on to the end of its paragraph, and a page may show more in it than the
/// text that began it.
enum BidiControls {
    static func contains(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "\u{202A}"..."\u{202E}", "\u{2066}"..."\u{2069}": true
        default: false
        }
    }

    /// A text of which each paragraph ends what it begins: others lose all such characters.
    static func balanced(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: contains) else { return text }
        var kept = String.UnicodeScalarView()
        for paragraph in text.unicodeScalars.split(
            omittingEmptySubsequences: false, whereSeparator: isSeparator)
        {
            let isKept = isBalanced(paragraph)
            kept.append(contentsOf: paragraph.lazy.filter { isKept || !contains($0) })
            if paragraph.endIndex < text.endIndex {
                kept.append(text.unicodeScalars[paragraph.endIndex])
            }
        }
        return String(kept)
    }

    private static func isBalanced(_ paragraph: Substring.UnicodeScalarView) -> Bool {
        /// For each open one what ends it.
        var ends: [Unicode.Scalar] = []
        for scalar in paragraph {
            switch scalar {
            case "\u{202A}", "\u{202B}", "\u{202D}", "\u{202E}": ends.append("\u{202C}")
            case "\u{2066}"..."\u{2068}": ends.append("\u{2069}")
            case "\u{202C}", "\u{2069}": if ends.popLast() != scalar { return false }
            default: break
            }
        }
        return ends.isEmpty
    }

    /// What ends a paragraph: class B.
    private static func isSeparator(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "\n", "\r", "\u{1C}"..."\u{1E}", "\u{85}", "\u{2029}": true
        default: false
        }
    }
}
