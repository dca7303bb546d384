extension Printer {
    mutating func writeValue(_ index: Int32) {
        let value = document.values[Int(index)]
        switch value.kind {
        case .int, .float, .null, .boolean, .enum: write(document.rawText(ofValue: index))
        case .variable:
            write("$")
            write(value.name)
        case .string: write(printedString(document.stringValue(of: index)))
        case .blockString: writeBlockString(document.stringValue(of: index))
        case .list: writeListValue(index)
        case .object: writeObjectValue(index)
        case .objectField:
            write(value.name)
            write(": ")
            writeValue(index + 1)
        }
    }

    mutating func writeBlockString(_ text: String) {
        for (index, line) in BlockString.printedLines(of: text).enumerated() {
            if index > 0 { writeLineBreak() }
            write(line)
        }
    }

    private mutating func writeListValue(_ index: Int32) {
        let items = document.children(ofValue: index)
        if width(ofValue: index) > Self.lineLengthMax {
            writeLines("[", items, "]") { $0.writeValue($1) }
        } else {
            write("[")
            writeList(items, separator: ", ") { $0.writeValue($1) }
            write("]")
        }
    }

    private mutating func writeObjectValue(_ index: Int32) {
        let fields = document.children(ofValue: index)
        if width(ofValue: index) > Self.lineLengthMax {
            writeLines("{", fields, "}") { $0.writeValue($1) }
        } else {
            write("{ ")
            writeList(fields, separator: ", ") { $0.writeValue($1) }
            write(" }")
        }
    }
}

/// How wide values of a document are when each is written in one line.
///
/// The children of a value follow it, so one pass from the last value to the first knows them all.
/// What contains a value that must be broken is too wide itself; so the width in one line decides
/// everywhere.
struct ValueWidths {
    /// The measured values, none without its descendants.
    private let range: NodeRange
    private var widths: [Width]

    private struct Width {
        /// In UTF-16 units, as the reference counts.
        var units = 0
        /// Whether the value takes several lines, be it only for a block string of several lines.
        var isBroken = false
    }

    init(_ document: Document, _ range: NodeRange) {
        self.range = range
        widths = Array(repeating: Width(), count: range.count)
        for index in range.reversed() {
            widths[Int(index - range.lowerBound)] = measure(index, of: document)
        }
    }

    /// Columns of a value in one line.
    func units(_ index: Int32) -> Int { width(index).units }

    /// Whether a value is written in several lines.
    func isBroken(_ index: Int32) -> Bool { width(index).isBroken }

    private func width(_ index: Int32) -> Width { widths[Int(index - range.lowerBound)] }

    private func measure(_ index: Int32, of document: Document) -> Width {
        let value = document.values[Int(index)]
        let name = document.text(value.name).utf8.count
        switch value.kind {
        case .int, .float, .null, .boolean, .enum: return Width(units: Int(value.length))
        case .variable: return Width(units: 1 + name)
        case .string:
            return Width(units: printedString(document.stringValue(of: index)).utf16.count)
        case .blockString:
            let lines = BlockString.printedLines(of: document.stringValue(of: index))
            let units = lines.reduce(lines.count - 1) {
                $0 + String(decoding: $1, as: UTF8.self).utf16.count
            }
            return Width(units: units, isBroken: lines.count > 1)
        case .objectField:
            var width = width(index + 1)
            width.units += name + 2
            return width
        case .list: return measureChildren(of: index, brackets: 2, in: document)
        case .object: return measureChildren(of: index, brackets: 4, in: document)
        }
    }

    private func measureChildren(
        of index: Int32, brackets: Int, in document: Document
    ) -> Width {
        var total = Width(units: brackets)
        for child in document.children(ofValue: index) {
            let separator = child > index + 1 ? 2 : 0
            total.units += width(child).units + separator
            total.isBroken = total.isBroken || width(child).isBroken
        }
        total.isBroken = total.isBroken || total.units > Printer.lineLengthMax
        return total
    }
}

/// A text as a string in quotes: quotes, backslashes and control characters are escaped.
/// https://spec.graphql.org/September2026/#StringValue
func printedString(_ text: String) -> String {
    var printed = "\""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\"": printed += "\\\""
        case "\\": printed += "\\\\"
        case "\u{8}": printed += "\\b"
        case "\t": printed += "\\t"
        case "\n": printed += "\\n"
        case "\u{C}": printed += "\\f"
        case "\r": printed += "\\r"
        case "\0"..<" ", "\u{7F}"..."\u{9F}":
            printed += "\\u" + hexadecimal(scalar.value, digits: 4)
        default: printed.unicodeScalars.append(scalar)
        }
    }
    return printed + "\""
}
