import Foundation

/// Texts of headers in ASCII. What is no plain text becomes encoded words (RFC 2047), so that no text,
/// whatever is in it, can begin another header.
enum HeaderText {
    /// Bytes of a text in one encoded word: with the name of a header before it, it fits into a line of
    /// 78 letters.
    private static let wordBytes = 39
    /// Letters of a plain text that fits into its line with any name of a header before it.
    private static let plainLettersMax = 60

    /// A text without structure, such as a subject.
    static func unstructured(_ text: String) -> String {
        isPlain(text) ? text : encoded(text)
    }

    /// A name before an address: a quoted string, or encoded words. RFC 5322, 3.2.5
    static func phrase(_ text: String) -> String {
        guard isPlain(text) else { return encoded(text) }
        let escaped = text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        return "\"\(escaped)\""
    }

    /// What would be read as an encoded word is none.
    private static func isPlain(_ text: String) -> Bool {
        text.utf8.count <= plainLettersMax && text.utf8.allSatisfy { (0x20...0x7e).contains($0) }
            && !text.contains("=?") && text.first != " " && text.last != " "
    }

    /// Words on lines of their own; the space between two of them is not part of the text.
    private static func encoded(_ text: String) -> String {
        var words: [[UInt8]] = [[]]
        for scalar in text.unicodeScalars {
            let bytes = Array(String(scalar).utf8)
            if (words.last?.count ?? 0) + bytes.count > wordBytes { words.append([]) }
            words[words.count - 1] += bytes
        }
        return words.map { "=?utf-8?B?\(Data($0).base64EncodedString())?=" }
            .joined(separator: "\r\n ")
    }
}
