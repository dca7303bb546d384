extension Printer {
    /// Writes a value, each part of it once. Stops where the text is as long as is wanted.
    mutating func writeValue(_ index: Int32) {
        let value = document.values[Int(index)]
        switch value.kind {
        case .int, .float, .null, .boolean, .enum: writeToken(of: value)
        case .variable:
            write("$")
            write(value.name)
        case .string, .blockString: writeString(index, value)
        case .list: writeListValue(index)
        case .object: writeObjectValue(index)
        case .objectField:
            write(value.name)
            write(": ")
            writeValue(index + 1)
        }
    }

    private mutating func writeToken(of value: Value) {
        write(document.source.bytes[Int(value.start)..<Int(value.start + value.length)])
    }

    private mutating func writeString(_ index: Int32, _ value: Value) {
        // Not worth decoding if most of it is not wanted.
        if Int(value.length) > bytesMax { return writeToken(of: value) }
        let text = document.stringValue(of: index)
        if value.kind == .blockString { writeBlockString(text) } else { write(printedString(text)) }
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

// MARK: - Widths

/// How wide values are when each is written in one line.
///
/// What contains a value that must be broken is too wide itself; so the width in one line decides
/// everywhere. Measuring ends where a line does: a value costs no more than a line of it, however
/// deep it is and however often it is asked for.
extension Printer {
    /// Columns of a value in one line, in UTF-16 units as the reference counts; some number above
    /// `lineLengthMax` if they are more than that.
    func width(ofValue index: Int32) -> Int {
        var width = 0
        addWidth(ofValue: index, to: &width)
        return width
    }

    private func addWidth(ofValue index: Int32, to width: inout Int) {
        let value = document.values[Int(index)]
        switch value.kind {
        case .int, .float, .null, .boolean, .enum: width += Int(value.length)
        case .variable: width += 1 + document.length(of: value.name)
        case .string, .blockString: width += self.width(ofString: index, value)
        case .objectField:
            width += document.length(of: value.name) + 2
            addWidth(ofValue: index + 1, to: &width)
        case .list, .object:
            width += value.kind == .list ? 2 : 4
            var child = index + 1
            while child < value.end, width <= Self.lineLengthMax {
                if child > index + 1 { width += 2 }
                addWidth(ofValue: child, to: &width)
                child = document.values[Int(child)].end
            }
        }
    }

    private func width(ofString index: Int32, _ value: Value) -> Int {
        if value.length > Self.measuredBytesMax { return Self.lineLengthMax + 1 }
        let text = document.stringValue(of: index)
        guard value.kind == .blockString else { return printedString(text).utf16.count }
        let lines = BlockString.printedLines(of: text)
        return lines.reduce(lines.count - 1) {
            $0 + String(decoding: $1, as: UTF8.self).utf16.count
        }
    }

    /// A string of more bytes is not taken to fit in a line: a character takes up to twelve.
    private static let measuredBytesMax = 12 * lineLengthMax

    /// Whether a value takes several lines, be it only for a block string of several lines.
    func isBroken(_ index: Int32) -> Bool {
        let value = document.values[Int(index)]
        switch value.kind {
        case .objectField: return isBroken(index + 1)
        case .blockString: return isBroken(blockString: index)
        case .list, .object:
            // One that fits in a line has no more parts than that has columns.
            return width(ofValue: index) > Self.lineLengthMax
                || (index + 1..<value.end).contains {
                    document.values[Int($0)].kind == .blockString && isBroken(blockString: $0)
                }
        default: return false
        }
    }

    private func isBroken(blockString index: Int32) -> Bool {
        BlockString.printedLines(of: document.stringValue(of: index)).count > 1
    }
}

extension Document {
    /// Bytes of a name.
    fileprivate func length(of name: Name) -> Int { Int(names[Int(name.id)].length) }
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
