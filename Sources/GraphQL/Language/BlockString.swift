/// Text in three quotes on either side. https://spec.graphql.org/September2026/#sec-String-Value
enum BlockString {
    private static let quotes = Array("\"\"\"".utf8)

    /// What the text between the quotes stands for: without the indentation that its lines share
    /// (the first excepted) and without blank lines at its ends; lines end with LF.
    /// https://spec.graphql.org/September2026/#BlockStringValue()
    static func value(ofRaw raw: [UInt8]) -> String {
        let lines = raw.lines
        guard let first = lines.firstIndex(where: { !isBlank($0) }),
            let last = lines.lastIndex(where: { !isBlank($0) })
        else { return "" }
        let indentation = lines.dropFirst().filter { !isBlank($0) }.map(indentation).min() ?? 0
        var value: [UInt8] = []
        value.reserveCapacity(raw.count)
        for index in first...last {
            if index > first { value.append(UInt8(ascii: "\n")) }
            appendUnescaped(lines[index].dropFirst(index == 0 ? 0 : indentation), to: &value)
        }
        return String(decoding: value, as: UTF8.self)
    }

    /// The lines of a block string that stands for a text, with its quotes, without indentation.
    ///
    /// Quotes and text share a line where that is short and safe: a text of several lines, a long
    /// one and one that ends like an escape or a quote get lines of their own.
    static func printedLines(of text: String) -> [ArraySlice<UInt8>] {
        let value = Array(text.utf8)
        let escaped = escaped(value)
        let lines = escaped.lines
        let isIndented =
            lines.count > 1 && lines.dropFirst().allSatisfy { $0.isEmpty || isSpace($0.first) }
        let endsWithQuotes = value.suffix(3).elementsEqual(quotes)
        let endsUnsafely =
            value.last == UInt8(ascii: "\\")
            || (value.last == UInt8(ascii: "\"") && !endsWithQuotes)
        let isSpread =
            lines.count > 1 || text.utf16.count > oneLineLengthMax || endsUnsafely
            || endsWithQuotes
        // A line break in front would make the leading space of a single line an indentation.
        let keepsFirstLine = lines.count == 1 && isSpace(value.first)
        var printed = [quotes[...]]
        if isIndented || (isSpread && !keepsFirstLine) {
            printed += lines
        } else {
            printed[0] += lines[0]
            printed += lines.dropFirst()
        }
        if isSpread { printed.append(quotes[...]) } else { printed[printed.count - 1] += quotes }
        return printed
    }

    /// Most UTF-16 units of a text that shares the line with its quotes.
    private static let oneLineLengthMax = 70

    /// Whether a block string can stand for a text: one that reads as itself again, and needs no
    /// escapes for control characters.
    static func canPrint(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard !bytes.isEmpty else { return true }
        let isControl: (UInt8) -> Bool = {
            $0 < 0x10 && $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\t")
        }
        guard !bytes.contains(where: isControl) else { return false }
        let lines = bytes.lines
        guard let first = lines.first, !isBlank(lines[lines.count - 1]) else { return false }
        if lines.count > 1, isBlank(first) { return false }
        let isIndented = lines.allSatisfy { isBlank($0) || isSpace($0.first) }
        return lines.count == 1 || !isIndented
    }

    private static func indentation(_ line: ArraySlice<UInt8>) -> Int {
        line.prefix { isSpace($0) }.count
    }

    private static func isBlank(_ line: ArraySlice<UInt8>) -> Bool {
        line.allSatisfy { isSpace($0) }
    }

    private static func isSpace(_ byte: UInt8?) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
    }

    /// Appends a line, `\"""` as three quotes.
    private static func appendUnescaped(_ line: ArraySlice<UInt8>, to value: inout [UInt8]) {
        var rest = line
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "\\"), rest.starts(with: quotes) { continue }
            value.append(byte)
        }
    }

    /// A text with `\"""` for each three quotes.
    private static func escaped(_ value: [UInt8]) -> [UInt8] {
        var escaped: [UInt8] = []
        escaped.reserveCapacity(value.count)
        var rest = value[...]
        while let byte = rest.first {
            if rest.starts(with: quotes) {
                escaped.append(UInt8(ascii: "\\"))
                escaped += quotes
                rest = rest.dropFirst(quotes.count)
            } else {
                escaped.append(byte)
                rest = rest.dropFirst()
            }
        }
        return escaped
    }
}
