import Foundation
import GraphQL

/// A file of `NAME=value` lines, such as `.env`. Empty lines and lines that begin with `#` are
/// passed over; quotes around a value and `export` before a name are left off.
///
/// Names that are not ours are left alone, as other programs read the file too.
struct EnvironmentFile {
    struct Line: Equatable {
        let number: Int
        let name: String
        let value: String
    }

    let path: String
    let lines: [Line]

    /// Without a line if there is no such file.
    ///
    /// - Throws: `Failure`, which names the file and the line.
    init(_ path: String) throws(Failure) {
        guard FileManager.default.fileExists(atPath: path) else {
            try self.init(path, "")
            return
        }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw Failure("\(path) cannot be read.", status: Failure.misused)
        }
        try self.init(path, String(decoding: data, as: UTF8.self))
    }

    init(_ path: String, _ text: String) throws(Failure) {
        self.path = path
        var lines: [String: Line] = [:]
        let all = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        for (index, text) in all.enumerated() {
            let place = "\(path):\(index + 1)"
            guard let line = try Self.line(String(text), index + 1, place) else { continue }
            if let first = lines[line.name] {
                throw Failure(
                    "\(place): \(line.name) is in line \(first.number) already.",
                    status: Failure.misused)
            }
            lines[line.name] = line
        }
        self.lines = lines.values.sorted { $0.number < $1.number }
    }

    /// Where a line is, for messages.
    func place(_ line: Line) -> String { "\(path):\(line.number)" }

    /// - Throws: `Failure` for a name with our prefix that is none of the settings.
    func checkNames(_ settings: [Setting]) throws(Failure) {
        let prefix = Setting.variablePrefix
        let known = settings.map(\.variable).filter { $0.hasPrefix(prefix) }
        for line in lines where line.name.hasPrefix(prefix) {
            if known.contains(line.name) { continue }
            // What all have in common makes none of them more alike.
            let near = suggestionList(
                String(line.name.dropFirst(prefix.count)),
                known.map { String($0.dropFirst(prefix.count)) })
            throw Failure(
                "\(place(line)): \(line.name) is no setting that is read from a file."
                    + didYouMean(nil, near.map { prefix + $0 }), status: Failure.misused)
        }
    }

    /// Nil for a line without a setting.
    private static func line(
        _ text: String, _ number: Int, _ place: String
    ) throws(Failure) -> Line? {
        let text = text.trimmingCharacters(in: .whitespaces)
        guard !text.isEmpty, !text.hasPrefix("#") else { return nil }
        guard let equals = text.firstIndex(of: "=") else {
            throw Failure("\(place): there is no = in this line.", status: Failure.misused)
        }
        var words = text[..<equals].split(separator: " ")
        if words.count > 1, words[0] == "export" { words.removeFirst() }
        guard words.count == 1, let name = words.first, isName(name) else {
            throw Failure(
                "\(place): a name of letters, digits and _ is needed before the =.",
                status: Failure.misused)
        }
        let value = text[text.index(after: equals)...].trimmingCharacters(in: .whitespaces)
        return Line(number: number, name: String(name), value: try unquoted(value, place))
    }

    private static func isName(_ text: Substring) -> Bool {
        text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
                true
            default: false
            }
        }
    }

    private static func unquoted(_ text: String, _ place: String) throws(Failure) -> String {
        guard let quote = text.first, quote == "\"" || quote == "'" else { return text }
        guard text.count >= 2, text.last == quote else {
            throw Failure("\(place): the quote is not closed.", status: Failure.misused)
        }
        return String(text.dropFirst().dropLast())
    }
}
