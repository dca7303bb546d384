/// A value as GraphQL text. Numbers that are not finite, which no literal stands for, become null.
func literalText(_ value: InputValue) -> String {
    switch value {
    case .null: "null"
    case .int(let number): String(number)
    case .float(let number): literalText(number)
    case .string(let text): printedString(text)
    case .boolean(let flag): flag ? "true" : "false"
    case .enum(let name): name
    case .list(let items): LiteralLayout.list(items.map(literalText))
    case .object(let fields):
        LiteralLayout.object(fields.map { "\($0.name): \(literalText($0.value))" })
    }
}

/// Whole numbers without a fraction, as in JSON.
private func literalText(_ number: Double) -> String {
    guard number.isFinite else { return "null" }
    let isWhole = number == number.rounded(.towardZero) && number.magnitude < 1e15
    return isWhole ? String(Int(number)) : number.description
}

/// Lays out the texts of parts as one: in a line if it is not too long, else on lines of their own.
enum LiteralLayout {
    static func list(_ items: [String]) -> String { enclose("[", items, "]", space: "") }

    static func object(_ fields: [String]) -> String { enclose("{", fields, "}", space: " ") }

    private static func enclose(
        _ open: String, _ parts: [String], _ close: String, space: String
    ) -> String {
        let line = open + space + parts.joined(separator: ", ") + space + close
        if line.utf16.count <= Printer.lineLengthMax { return line }
        return open + parts.map { "\n  " + indented($0, by: "  ") }.joined() + "\n" + close
    }
}

/// Indents all lines of a text but the first.
func indented(_ text: String, by indentation: String) -> String {
    if indentation.isEmpty || !text.utf8.contains(UInt8(ascii: "\n")) { return text }
    return text.split(separator: "\n", omittingEmptySubsequences: false)
        .joined(separator: "\n" + indentation)
}

extension BlockString {
    /// A text as a block string that is not indented.
    static func printed(_ text: String) -> String {
        printedLines(of: text).map { String(decoding: $0, as: UTF8.self) }.joined(separator: "\n")
    }
}
