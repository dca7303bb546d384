/// A value as GraphQL text. Numbers that are not finite, which no literal stands for, become null.
package func literalText(_ value: InputValue) -> String {
    switch value {
    case .null: "null"
    case .int(let number): String(number)
    case .float(let number): literalText(number)
    case .string(let text): printedString(text)
    case .boolean(let flag): flag ? "true" : "false"
    case .enum(let name): name
    case .list(let items): listText(items.map(literalText))
    case .object(let fields): objectText(fields.map { "\($0.name): \(literalText($0.value))" })
    }
}

/// Whole numbers without a fraction, as in JSON.
private func literalText(_ number: Double) -> String {
    guard number.isFinite else { return "null" }
    let isWhole = number == number.rounded(.towardZero) && number.magnitude < 1e15
    return isWhole ? String(Int(number)) : number.description
}

extension Schema {
    /// The default value of an argument or input field as GraphQL text: as it was written, in
    /// canonical layout. Nil if there is none.
    package func defaultValueText(of input: InputValueDefinition) -> String? {
        input.defaultValueText
            ?? input.defaultValue.map { printedDefaultValue($0, of: input.type) }
    }

    /// A value as GraphQL text, by the type it is for: a string may stand for an enum value, and a
    /// number in a string for an ID.
    package func printedDefaultValue(_ value: InputValue, of type: SchemaType) -> String {
        switch value {
        case .list(let items) where type.isList:
            let item = type.item
            return listText(items.map { printedDefaultValue($0, of: item) })
        case .object(let fields):
            let definition = self[type.named]
            return objectText(
                fields.map { field in
                    let fieldType = definition.inputField(named: field.name)?.type
                    let text =
                        fieldType.map { printedDefaultValue(field.value, of: $0) }
                        ?? literalText(field.value)
                    return "\(field.name): \(text)"
                })
        case .string(let text):
            let definition = self[type.named]
            let isBare =
                definition.kind == .enum || definition.name == "ID" && isIntegerLiteral(text)
            return isBare ? text : printedString(text)
        default:
            return literalText(value)
        }
    }
}

/// Items in brackets: in one line if it is not too long, else on lines of their own.
private func listText(_ items: [String]) -> String {
    let line = "[" + items.joined(separator: ", ") + "]"
    return line.utf16.count <= Printer.lineLengthMax ? line : brokenText("[", items, "]")
}

private func objectText(_ fields: [String]) -> String {
    let line = "{ " + fields.joined(separator: ", ") + " }"
    return line.utf16.count <= Printer.lineLengthMax ? line : brokenText("{", fields, "}")
}

private func brokenText(_ open: String, _ items: [String], _ close: String) -> String {
    let lines = items.map { "\n  " + indented($0, by: "  ") }
    return open + lines.joined() + "\n" + close
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

private func isIntegerLiteral(_ text: String) -> Bool {
    Int(text).map { String($0) == text } ?? false
}

extension Document {
    /// A literal in canonical layout: as it was written but for white space and commas.
    func literalText(_ index: Int32) -> String {
        let value = values[Int(index)]
        switch value.kind {
        case .variable: return "$" + text(value.name)
        case .null: return "null"
        case .boolean, .enum: return text(value.name)
        case .int, .float: return rawText(ofValue: index)
        case .string: return printedString(stringValue(of: index))
        case .blockString: return BlockString.printed(stringValue(of: index))
        case .list: return listText(children(ofValue: index).map { literalText($0) })
        case .object: return objectText(children(ofValue: index).map { literalText($0) })
        case .objectField: return text(value.name) + ": " + literalText(index + 1)
        }
    }

    /// A literal as an error message shows it, cut if it is long.
    func literalTextForErrors(_ index: Int32) -> String {
        let text = literalText(index)
        return text.utf8.count > SchemaLimits.quotedCharactersMax
            ? text.prefix(SchemaLimits.quotedCharactersMax) + "..." : text
    }
}
