/// A document as text, in the layout of the reference implementation: two spaces of indentation, a
/// line for each selection, arguments and values broken where they would exceed 80 columns.
///
/// What it gives parses to an equal document. Comments are lost, as they are no part of a document; `formatDocument` keeps them.
package func printDocument(_ document: Document) -> String {
    var printer = Printer(document)
    var previous: Definition?
    for definition in document.definitions {
        if previous != nil { printer.write("\n\n") }
        printer.write(definition, behind: previous)
        previous = definition
    }
    return printer.text
}

extension Document {
    /// A value as text, in the layout of `printDocument`.
    package func printedValue(at index: Int32) -> String {
        var printer = Printer(self)
        printer.writeValue(index)
        return printer.text
    }

    /// A type as text, such as `[Int!]`.
    package func printed(_ type: TypeReference) -> String {
        type.wrapping.wrap(text(type.name.name))
    }
}

/// Writes a document front to back. Whether a value fits in a line is known before it is written.
struct Printer {
    let document: Document
    private var output: [UInt8] = []
    private var indentation = 0
    /// Writing stops here.
    let bytesMax: Int

    /// A longer line is broken where it can be.
    static let lineLengthMax = 80

    /// - Parameter bytesMax: how much of the text is wanted.
    init(_ document: Document, bytesMax: Int = .max) {
        self.document = document
        self.bytesMax = bytesMax
    }

    /// Whether the text is as long as is wanted; what comes behind is not looked at.
    var isFull: Bool { output.count >= bytesMax }

    var text: String { String(decoding: output, as: UTF8.self) }

    mutating func write(_ text: String) {
        output.append(contentsOf: text.utf8.prefix(bytesMax - output.count))
    }

    mutating func write(_ bytes: ArraySlice<UInt8>) {
        output.append(contentsOf: bytes.prefix(bytesMax - output.count))
    }

    mutating func write(_ name: Name) {
        guard name != .none else { return }
        write(document.source.bytes[document.names[Int(name.id)].range])
    }

    /// Begins a new line.
    mutating func writeLineBreak() {
        guard !isFull else { return }
        output.append(UInt8(ascii: "\n"))
        let spaces = min(indentation * 2, bytesMax - output.count)
        output.append(contentsOf: repeatElement(UInt8(ascii: " "), count: spaces))
    }

    /// Writes items with a separator between them.
    mutating func writeList<Items: Sequence>(
        _ items: Items, separator: String, _ writeItem: (inout Printer, Items.Element) -> Void
    ) {
        var isFirst = true
        for item in items {
            guard !isFull else { return }
            if !isFirst { write(separator) }
            isFirst = false
            writeItem(&self, item)
        }
    }

    /// Writes items in brackets, each on an indented line of its own.
    mutating func writeLines<Items: Sequence>(
        _ open: String, _ items: Items, _ close: String, isIndented: Bool = true,
        _ writeItem: (inout Printer, Items.Element) -> Void
    ) {
        write(open)
        if isIndented { indentation += 1 }
        for item in items {
            guard !isFull else { return }
            writeLineBreak()
            writeItem(&self, item)
        }
        if isIndented { indentation -= 1 }
        writeLineBreak()
        write(close)
    }
}

// MARK: - Executable definitions

extension Printer {
    fileprivate mutating func write(_ definition: Definition, behind previous: Definition?) {
        switch definition {
        case .operation(let operation):
            write(operation, allowsShorthand: previous?.canContinueWithBraces != true)
        case .fragment(let fragment): write(fragment)
        case .schema(let schema): write(schema)
        case .type(let type): write(type)
        case .directive(let directive): write(directive)
        }
    }

    private mutating func write(_ operation: OperationDefinition, allowsShorthand: Bool) {
        let isShorthand =
            allowsShorthand && operation.operation == .query && operation.name.name == .none
            && operation.description == nil && operation.variableDefinitions.isEmpty
            && operation.directives.isEmpty
        if !isShorthand {
            writeDescription(operation.description)
            write(operation.operation.rawValue)
            if operation.name.name != .none || !operation.variableDefinitions.isEmpty { write(" ") }
            write(operation.name.name)
            writeVariableDefinitions(operation.variableDefinitions)
            writeDirectives(operation.directives)
            write(" ")
        }
        writeSelectionSet(operation.selectionSet)
    }

    private mutating func write(_ fragment: FragmentDefinition) {
        writeDescription(fragment.description)
        write("fragment ")
        write(fragment.name.name)
        write(" on ")
        write(fragment.typeCondition.name)
        writeDirectives(fragment.directives)
        write(" ")
        writeSelectionSet(fragment.selectionSet)
    }

    private mutating func writeVariableDefinitions(_ range: NodeRange) {
        guard !range.isEmpty else { return }
        let definitions = document.variableDefinitions[range.indices]
        let isSplit = definitions.contains { definition in
            definition.description != nil || isBroken(definition.defaultValue)
                || isBroken(definition.directives)
        }
        if isSplit {
            writeLines("(", definitions, ")", isIndented: false) { $0.write($1) }
        } else {
            write("(")
            writeList(definitions, separator: ", ") { $0.write($1) }
            write(")")
        }
    }

    private mutating func write(_ definition: VariableDefinition) {
        writeDescription(definition.description)
        write("$")
        write(definition.name)
        write(": " + document.printed(definition.type))
        writeDefaultValue(definition.defaultValue)
        writeDirectives(definition.directives)
    }

    private mutating func writeSelectionSet(_ set: SelectionSet) {
        guard !set.range.isEmpty else { return write("{}") }
        writeLines("{", document.children(of: set), "}") { $0.writeSelection($1) }
    }

    private mutating func writeSelection(_ index: Int32) {
        let selection = document.selections[Int(index)]
        switch selection.kind {
        case .field:
            if selection.alias != .none {
                write(selection.alias)
                write(": ")
            }
            write(selection.name.name)
            writeFieldArguments(of: selection)
        case .fragmentSpread:
            write("...")
            write(selection.name.name)
        case .inlineFragment:
            write("...")
            if selection.name.name != .none {
                write(" on ")
                write(selection.name.name)
            }
        }
        writeDirectives(selection.directives)
        guard selection.hasSelectionSet else { return }
        write(" ")
        writeSelectionSet(document.selectionSet(of: index))
    }

    private mutating func writeFieldArguments(of selection: Selection) {
        guard !selection.arguments.isEmpty else { return }
        let arguments = document.arguments[selection.arguments.indices]
        var width = document.text(selection.name.name).utf8.count + 2
        if selection.alias != .none { width += document.text(selection.alias).utf8.count + 2 }
        for argument in arguments { width += self.width(of: argument) + 2 }
        if width - 2 > Self.lineLengthMax {
            writeLines("(", arguments, ")") { $0.write($1) }
        } else {
            writeArguments(selection.arguments)
        }
    }

    private func width(of argument: Argument) -> Int {
        document.text(argument.name.name).utf8.count + 2 + width(ofValue: argument.value)
    }
}

extension Definition {
    /// Whether braces behind it would be taken for its fields. The reference forgets this, so that
    /// its `type A` and `{ a }` read as one definition again.
    fileprivate var canContinueWithBraces: Bool {
        switch self {
        case .operation, .fragment, .directive: false
        case .schema(let schema): schema.operationTypes.isEmpty
        case .type(let type):
            switch type.kind {
            case .scalar, .union: false
            case .object, .interface: type.fields.isEmpty
            case .enum: type.enumValues.isEmpty
            case .inputObject: type.inputFields.isEmpty
            }
        }
    }
}

// MARK: - Parts of all definitions

extension Printer {
    mutating func writeDescription(_ description: Description?) {
        guard let description else { return }
        writeValue(description.value)
        writeLineBreak()
    }

    mutating func writeDefaultValue(_ index: Int32?) {
        guard let index else { return }
        write(" = ")
        writeValue(index)
    }

    /// Writes directives, each behind a space.
    mutating func writeDirectives(_ range: NodeRange) {
        for directive in document.directives[range.indices] {
            write(" @")
            write(directive.name.name)
            writeArguments(directive.arguments)
        }
    }

    private mutating func writeArguments(_ range: NodeRange) {
        guard !range.isEmpty else { return }
        write("(")
        writeList(document.arguments[range.indices], separator: ", ") { $0.write($1) }
        write(")")
    }

    private mutating func write(_ argument: Argument) {
        write(argument.name.name)
        write(": ")
        writeValue(argument.value)
    }

    func isBroken(_ defaultValue: Int32?) -> Bool {
        guard let defaultValue else { return false }
        return isBroken(defaultValue)
    }

    /// Whether one of the directives takes several lines.
    func isBroken(_ directives: NodeRange) -> Bool {
        for directive in document.directives[directives.indices] {
            for argument in document.arguments[directive.arguments.indices]
            where isBroken(argument.value) {
                return true
            }
        }
        return false
    }
}

extension NodeRange {
    /// The same positions, to index an array with.
    var indices: Range<Int> { Int(lowerBound)..<Int(upperBound) }
}
