import Foundation

/// A file of `NAME=value` lines, such as `.env`. Empty lines and lines that begin with `#` are
/// passed over; quotes around a value and `export` before a name are left off.
enum EnvironmentFile {
    /// Empty if there is no such file.
    static func read(_ path: String) -> [String: String] {
        guard let data = FileManager.default.contents(atPath: path) else { return [:] }
        return parse(String(decoding: data, as: UTF8.self))
    }

    static func parse(_ text: String) -> [String: String] {
        var values: [String: String] = [:]
        for line in text.split(whereSeparator: \.isNewline) {
            let line = line.trimmingCharacters(in: .whitespaces)
            let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, !line.hasPrefix("#") else { continue }
            let words = parts[0].split(separator: " ")
            guard let name = words.last, words.count == 1 || words[0] == "export" else { continue }
            values[String(name)] = unquoted(parts[1].trimmingCharacters(in: .whitespaces))
        }
        return values
    }

    private static func unquoted(_ text: String) -> String {
        for quote in ["\"", "'"] where text.count >= 2 {
            if text.hasPrefix(quote), text.hasSuffix(quote) {
                return String(text.dropFirst().dropLast())
            }
        }
        return text
    }
}
