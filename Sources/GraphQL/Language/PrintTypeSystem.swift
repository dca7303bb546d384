extension Printer {
    mutating func write(_ schema: SchemaDefinition) {
        writeDescription(schema.description)
        write(schema.isExtension ? "extend schema" : "schema")
        writeDirectives(schema.directives)
        writeBlock(schema.operationTypes) { printer, definition in
            printer.write(definition.operation.rawValue + ": ")
            printer.write(definition.type.name)
        }
    }

    mutating func write(_ type: TypeSystemTypeDefinition) {
        writeDescription(type.description)
        write((type.isExtension ? "extend " : "") + type.kind.keyword + " ")
        write(type.name.name)
        if !type.interfaces.isEmpty {
            write(" implements ")
            writeList(type.interfaces, separator: " & ") { $0.write($1.name) }
        }
        writeDirectives(type.directives)
        if !type.memberTypes.isEmpty {
            write(" = ")
            writeList(type.memberTypes, separator: " | ") { $0.write($1.name) }
        }
        writeBlock(type.fields) { $0.write($1) }
        writeBlock(type.enumValues) { $0.write($1) }
        writeBlock(type.inputFields) { $0.write($1) }
    }

    private mutating func write(_ field: FieldDefinitionNode) {
        writeDescription(field.description)
        write(field.name.name)
        writeArguments(field.arguments)
        write(": " + document.printed(field.type))
        writeDirectives(field.directives)
    }

    private mutating func write(_ value: EnumValueDefinitionNode) {
        writeDescription(value.description)
        write(value.name.name)
        writeDirectives(value.directives)
    }

    private mutating func write(_ value: InputValueDefinitionNode) {
        writeDescription(value.description)
        write(value.name.name)
        write(": " + document.printed(value.type))
        writeDefaultValue(value.defaultValue)
        writeDirectives(value.directives)
    }

    mutating func write(_ directive: TypeSystemDirectiveDefinition) {
        writeDescription(directive.description)
        write(directive.isExtension ? "extend directive @" : "directive @")
        write(directive.name.name)
        writeArguments(directive.arguments)
        writeDirectives(directive.directives)
        if directive.isRepeatable { write(" repeatable") }
        guard !directive.isExtension else { return }
        write(" on ")
        writeList(directive.locations, separator: " | ") { $0.write($1.name) }
    }

    /// Arguments of a field or directive, each on its own line if one of them takes several.
    private mutating func writeArguments(_ arguments: [InputValueDefinitionNode]) {
        guard !arguments.isEmpty else { return }
        let isSplit = arguments.contains { argument in
            argument.description != nil || isBroken(argument.defaultValue)
                || isBroken(argument.directives)
        }
        if isSplit {
            writeLines("(", arguments, ")") { $0.write($1) }
        } else {
            write("(")
            writeList(arguments, separator: ", ") { $0.write($1) }
            write(")")
        }
    }

    /// Items in braces behind a space; nothing if there are none.
    private mutating func writeBlock<Item>(
        _ items: [Item], _ writeItem: (inout Printer, Item) -> Void
    ) {
        guard !items.isEmpty else { return }
        write(" ")
        writeLines("{", items, "}", writeItem)
    }
}

extension TypeKind {
    /// What begins a definition of this kind.
    var keyword: String {
        switch self {
        case .scalar: "scalar"
        case .object: "type"
        case .interface: "interface"
        case .union: "union"
        case .enum: "enum"
        case .inputObject: "input"
        }
    }
}
