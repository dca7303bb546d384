import Foundation

/// What people may write, and in which form it is kept.
///
/// All texts are kept in Unicode's form NFC, so that what looks the same is the same, and without white
/// space at both ends.
enum TextRules {
    /// How a text is laid out.
    enum Layout: Sendable {
        /// Names: one line that cannot change how what stands beside it is read.
        case line
        /// Captions, comments and the like: line breaks and tabs.
        case lines
    }

    /// The form in which a text is kept. One that is empty from the start is a text: whether it may be
    /// is up to who asks.
    ///
    /// What could not be short enough in any form is not brought into one: a code point of the form NFC
    /// is at most four others, of four bytes each.
    ///
    /// - Throws: the first rule that it breaks.
    static func text(
        _ text: String, _ layout: Layout = .lines, codePointsMax: Int
    ) throws(BrokenTextRule) -> String {
        guard text.utf8.count <= 16 * codePointsMax else {
            throw .tooLong(codePointsMax: codePointsMax)
        }
        var kept = normalized(text)
        if layout == .lines { kept = BidiControls.balanced(kept) }
        kept = trimmed(kept)
        for scalar in kept.unicodeScalars {
            if let rule = layout.broken(by: scalar) { throw rule }
        }
        guard text.isEmpty || kept.unicodeScalars.contains(where: isVisible) else { throw .blank }
        guard kept.unicodeScalars.count <= codePointsMax else {
            throw .tooLong(codePointsMax: codePointsMax)
        }
        return kept
    }

    /// The form NFC. https://www.unicode.org/reports/tr15/
    static func normalized(_ text: String) -> String {
        text.utf8.allSatisfy { $0 < 0x80 } ? text : text.precomposedStringWithCanonicalMapping
    }

    static func trimmed(_ text: String) -> String {
        let scalars = text.unicodeScalars
        guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
            let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
        else { return "" }
        return String(scalars[first...last])
    }

    /// Whether a reader sees anything of it. The Braille pattern without dots is a symbol by its
    /// properties, and looks like a space; Hangul fillers are ignorable by theirs.
    static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
        let properties = scalar.properties
        guard !properties.isWhitespace, !properties.isDefaultIgnorableCodePoint else {
            return false
        }
        return switch properties.generalCategory {
        case .control, .format: false
        default: scalar != "\u{2800}"
        }
    }
}

extension TextRules.Layout {
    fileprivate func broken(by scalar: Unicode.Scalar) -> BrokenTextRule? {
        switch scalar {
        case "\n", "\r", "\u{2028}", "\u{2029}": self == .line ? .lineBreak : nil
        case "\t" where self == .lines: nil
        case _ where BidiControls.contains(scalar): self == .line ? .direction(scalar) : nil
        case _ where scalar.properties.generalCategory == .control: .control(scalar)
        default: nil
        }
    }
}

/// The rule that a text breaks.
enum BrokenTextRule: Error, Equatable {
    case tooLong(codePointsMax: Int)
    /// It shows nothing.
    case blank
    case control(Unicode.Scalar)
    case lineBreak
    /// It turns the direction of writing around.
    case direction(Unicode.Scalar)
    case noWebAddress

    /// The bound that was crossed; nil if it is none.
    var limit: Int? {
        if case .tooLong(let max) = self { max } else { nil }
    }

    /// What is said of it.
    /// - Parameter name: how the text is called, such as "A caption".
    func message(of name: String) -> String {
        func code(_ scalar: Unicode.Scalar) -> String {
            let digits = String(scalar.value, radix: 16, uppercase: true)
            return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
        }
        return switch self {
        case .tooLong(let max): "\(name) has at most \(max) characters."
        case .blank: "\(name) needs at least one character that can be seen."
        case .control(let scalar): "\(name) holds no control characters, such as \(code(scalar))."
        case .lineBreak: "\(name) stands on one line."
        case .direction(let scalar):
            "\(name) holds no characters that change the direction of writing, such as "
                + "\(code(scalar))."
        case .noWebAddress: "\(name) is an address such as https://example.com/about."
        }
    }
}
