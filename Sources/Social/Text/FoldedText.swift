import Foundation

/// The words of a text in a form in which they are compared: whatever their case, their width, and what
/// cannot be seen between their letters.
enum FoldedText {
    /// The words in their order. What stands between words, such as white space and punctuation, is left
    /// out; a symbol, and a letter of a script that is written without spaces, is a word of its own.
    static func words(_ text: String) -> [String] {
        var words: [String] = []
        var word = ""
        func end() {
            if !word.isEmpty { words.append(word) }
            word = ""
        }
        for scalar in folded(text).unicodeScalars {
            switch Part(scalar) {
            case .letter: word.unicodeScalars.append(scalar)
            case .mark where word.isEmpty:
                // Belongs to a letter that is a word of its own.
                if words.isEmpty { continue }
                words[words.count - 1].unicodeScalars.append(scalar)
            case .mark: word.unicodeScalars.append(scalar)
            case .word:
                end()
                words.append(String(scalar))
            case .gap: end()
            }
        }
        end()
        return words
    }

    /// The form NFKC of lower case, without what is ignorable: nearly toNFKC_Casefold.
    /// https://www.unicode.org/versions/Unicode16.0.0/core-spec/chapter-3/#G33992
    static func folded(_ text: String) -> String {
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.lowercased() }
        var folded = ""
        for scalar in text.precomposedStringWithCompatibilityMapping.unicodeScalars
        where !scalar.properties.isDefaultIgnorableCodePoint {
            // Upper case first, for letters with several small forms. The i without a dot is another letter.
            let upper = scalar == "\u{131}" ? "\u{131}" : scalar.properties.uppercaseMapping
            for scalar in upper.unicodeScalars { folded += scalar.properties.lowercaseMapping }
        }
        return folded.precomposedStringWithCompatibilityMapping
    }

    private enum Part {
        case letter, mark, word, gap

        init(_ scalar: Unicode.Scalar) {
            switch scalar.properties.generalCategory {
            case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter,
                .otherLetter,
                .decimalNumber, .letterNumber, .otherNumber:
                self = FoldedText.isUnspaced(scalar) ? .word : .letter
            case .nonspacingMark, .spacingMark, .enclosingMark: self = .mark
            case .mathSymbol, .currencySymbol, .modifierSymbol, .otherSymbol: self = .word
            default: self = .gap
            }
        }
    }

    /// Blocks of scripts whose words have no spaces between them: Thai, Lao, Tibetan, Myanmar, Khmer, and
    /// what Chinese and Japanese are written in.
    private static let unspaced: [ClosedRange<UInt32>] = [
        0xe00...0xfff, 0x1000...0x109f, 0x1780...0x17ff, 0x3005...0x3007, 0x3040...0x30ff,
        0x3400...0x4dbf, 0x4e00...0x9fff, 0xf900...0xfaff, 0x20000...0x323af,
    ]

    private static func isUnspaced(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value >= 0xe00 && unspaced.contains { $0.contains(scalar.value) }
    }
}
