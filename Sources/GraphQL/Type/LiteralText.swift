/// A value as GraphQL text. Numbers that are not finite, which no literal stands for, become null.
func literalText(_ value: InputValue) -> String {
    var writer = InputValueWriter()
    writer.write(value)
    return writer.text
}

/// Writes values front to back, each part once, in the layout of `printDocument`.
private struct InputValueWriter {
    private(set) var text = ""
    private var indentation = 0

    mutating func write(_ value: InputValue) {
        switch value {
        case .list(let items):
            let isSplit = isTooWide(value)
            writeParts("[", items.count, "]", space: "", isSplit: isSplit) { writer, index in
                writer.write(items[index])
            }
        case .object(let fields):
            let isSplit = isTooWide(value)
            writeParts("{", fields.count, "}", space: " ", isSplit: isSplit) { writer, index in
                writer.text += fields[index].name + ": "
                writer.write(fields[index].value)
            }
        default: text += Self.leafText(value)
        }
    }

    private mutating func writeParts(
        _ open: String, _ count: Int, _ close: String, space: String, isSplit: Bool,
        _ writePart: (inout Self, Int) -> Void
    ) {
        text += open
        if isSplit { indentation += 1 } else { text += space }
        for index in 0..<count {
            if isSplit { writeLineBreak() } else if index > 0 { text += ", " }
            writePart(&self, index)
        }
        if isSplit {
            indentation -= 1
            writeLineBreak()
        } else {
            text += space
        }
        text += close
    }

    private mutating func writeLineBreak() {
        text += "\n" + String(repeating: "  ", count: indentation)
    }

    private func isTooWide(_ value: InputValue) -> Bool {
        var left = Printer.lineLengthMax
        Self.measure(value, &left)
        return left < 0
    }

    /// Takes the columns of a value in one line off what is left, until nothing is.
    private static func measure(_ value: InputValue, _ left: inout Int) {
        switch value {
        case .list(let items):
            left -= 2 + 2 * max(items.count - 1, 0)
            for item in items where left >= 0 { measure(item, &left) }
        case .object(let fields):
            left -= 4 + 2 * max(fields.count - 1, 0)
            for field in fields where left >= 0 {
                left -= field.name.utf8.count + 2
                measure(field.value, &left)
            }
        default: left -= leafText(value).utf16.count
        }
    }

    private static func leafText(_ value: InputValue) -> String {
        switch value {
        case .null, .list, .object: "null"
        case .int(let number): String(number)
        case .float(let number): text(of: number)
        case .number(let text): text
        case .string(let text): printedString(text)
        case .boolean(let flag): flag ? "true" : "false"
        case .enum(let name): name
        }
    }

    /// Whole numbers without a fraction, as in JSON.
    private static func text(of number: Double) -> String {
        guard number.isFinite else { return "null" }
        let isWhole = number == number.rounded(.towardZero) && number.magnitude < 1e15
        return isWhole ? String(Int(number)) : number.description
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
