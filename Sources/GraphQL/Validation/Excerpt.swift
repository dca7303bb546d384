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
    /// A literal as messages show it: as the printer would print it, cut if it is long.
    func excerpt(ofValue index: Int32) -> String {
        GraphQL.excerpt(LiteralExcerpt(document: self).beginning(ofValue: index))
    }
}

/// Prints the beginning of a literal; what lies beyond the excerpt is not looked at.
private struct LiteralExcerpt {
    let document: Document

    /// Printing stops when this much is certain to be printed.
    private static let charactersMax = 2 * Limits.quotedCharactersMax

    func beginning(ofValue index: Int32) -> String {
        let value = document.values[Int(index)]
        switch value.kind {
        case .null: return "null"
        case .variable: return "$" + excerpt(document.text(value.name))
        case .boolean, .enum: return excerpt(document.text(value.name))
        case .int, .float: return beginning(ofToken: value)
        case .string, .blockString: return beginning(ofString: index, value)
        case .list: return LiteralLayout.list(beginning(ofPartsOf: index, value))
        case .object: return LiteralLayout.object(beginning(ofPartsOf: index, value))
        case .objectField:
            return "\(excerpt(document.text(value.name))): \(beginning(ofValue: index + 1))"
        }
    }

    /// What is inside a list or object, until it is enough.
    private func beginning(ofPartsOf index: Int32, _ value: Value) -> [String] {
        var parts: [String] = []
        var length = 0
        var part = index + 1
        while part < value.end, length < Self.charactersMax {
            let text = beginning(ofValue: part)
            length += text.utf8.count + 2
            parts.append(text)
            part = document.values[Int(part)].end
        }
        return parts
    }

    private func beginning(ofToken value: Value) -> String {
        // A character has at most four bytes.
        let length = min(value.length, UInt32(4 * Self.charactersMax))
        return document.source.text(from: value.start, length: length)
    }

    private func beginning(ofString index: Int32, _ value: Value) -> String {
        // Not worth decoding if it is cut before its end anyway.
        if value.length > 8 * UInt32(Self.charactersMax) { return beginning(ofToken: value) }
        let text = document.stringValue(of: index)
        return value.kind == .blockString ? BlockString.printed(text) : printedString(text)
    }
}
