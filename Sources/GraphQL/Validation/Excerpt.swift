/// A text as messages show it: cut if it is long, so that nothing is echoed at length.
func excerpt(
    _ text: String, charactersMax: Int = Limits.quotedCharactersMax, cutMark: String = "…"
) -> String {
    guard text.utf8.count > charactersMax,
        let end = text.index(text.startIndex, offsetBy: charactersMax, limitedBy: text.endIndex),
        end < text.endIndex
    else { return text }
    return text[..<end] + cutMark
}

extension Document {
    /// A literal as messages show it: as the printer would print it, cut if it is long. What lies
    /// beyond the excerpt is not looked at.
    func excerpt(ofValue index: Int32) -> String {
        // A character has some bytes.
        var printer = Printer(self, bytesMax: 8 * Limits.quotedCharactersMax)
        printer.writeValue(index)
        let text = printer.text
        let shown = GraphQL.excerpt(text)
        return printer.isFull && shown.utf8.count == text.utf8.count ? text + "…" : shown
    }
}
