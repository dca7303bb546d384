/// What bounds the length of messages.
enum MessageLimits {
    /// Details that a message puts together from several places, such as the fragments of a cycle.
    static let detailCharactersMax = 1_000
    /// Most fields named on either side of a conflict.
    static let conflictFieldsMax = 20
}

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
