extension Walker {
    /// A literal as messages show it: as the printer would print it, cut if it is long.
    func printed(_ index: Int32) -> String {
        excerpt(LiteralPrinter(document: document).print(index))
    }
}

/// Prints the beginning of a literal; what lies beyond the excerpt is not looked at.
private struct LiteralPrinter {
    let document: Document

    /// Lists and objects that are longer take a line for each item.
    private static let lineCharactersMax = 80
    /// Printing stops when this much is certain to be printed.
    private static let charactersMax = 2 * Limits.quotedCharactersMax

    func print(_ index: Int32) -> String {
        let value = document.values[Int(index)]
        switch value.kind {
        case .null: return "null"
        case .variable: return "$" + excerpt(document.text(value.name))
        case .boolean, .enum: return excerpt(document.text(value.name))
        case .int, .float: return beginning(of: value)
        case .string, .blockString: return print(string: index, value)
        case .list:
            let items = parts(of: index, value) { print($0) }
            return enclose(items, separator: ", ", inner: "", "[", "]")
        case .object:
            let fields = parts(of: index, value) { field in
                let name = document.text(document.values[Int(field)].name)
                return "\(excerpt(name)): \(print(field + 1))"
            }
            return enclose(fields, separator: ", ", inner: " ", "{", "}")
        case .objectField: return print(index + 1)
        }
    }

    /// What is inside a list or object, until it is enough.
    private func parts(
        of index: Int32, _ value: Value, _ print: (Int32) -> String
    ) -> [String] {
        var parts: [String] = []
        var length = 0
        var item = index + 1
        while item < value.end, length < Self.charactersMax {
            let part = print(item)
            length += part.utf8.count + 2
            parts.append(part)
            item = document.values[Int(item)].end
        }
        return parts
    }

    private func enclose(
        _ parts: [String], separator: String, inner: String, _ open: String, _ close: String
    ) -> String {
        let line = open + inner + parts.joined(separator: separator) + inner + close
        guard line.unicodeScalars.count > Self.lineCharactersMax else { return line }
        let lines = parts.flatMap { $0.split(separator: "\n", omittingEmptySubsequences: false) }
        return open + "\n" + lines.map { "  " + $0 + "\n" }.joined() + close
    }

    private func beginning(of value: Value) -> String {
        let length = min(value.length, UInt32(Self.charactersMax))
        return document.source.text(from: value.start, length: length)
    }

    private func print(string index: Int32, _ value: Value) -> String {
        // Not worth decoding if it is cut before its end anyway.
        if value.length > 8 * UInt32(Self.charactersMax) { return beginning(of: value) }
        let text = document.stringValue(of: index)
        guard value.kind == .blockString else { return printedString(text) }
        let lines = BlockString.printedLines(of: text)
        return lines.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "\n")
    }
}
