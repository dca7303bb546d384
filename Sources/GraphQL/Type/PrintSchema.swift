/// A schema as SDL, without the specification's own definitions, in the order of the schema.
///
/// Built again from this text, a schema is the same but for directives applied to it, which are
/// left out; `@deprecated`, `@specifiedBy` and `@oneOf` are kept. The layout is that of the
/// reference implementation.
package func printSchema(_ schema: Schema) -> String {
    SchemaPrinter(schema: schema, showsAppliedDirectives: false).print()
}

/// A schema as SDL with the directives applied to it, each where it was written or, if that was an
/// extension, on the definition.
package func printSchemaWithDirectives(_ schema: Schema) -> String {
    SchemaPrinter(schema: schema, showsAppliedDirectives: true).print()
}

/// Writes the definitions of a schema.
private struct SchemaPrinter {
    let schema: Schema
    let showsAppliedDirectives: Bool

    func print() -> String {
        var parts: [String] = []
        if let definition = schemaDefinition() { parts.append(definition) }
        parts += schema.directives.filter { !$0.isBuiltIn }.map(directive)
        parts += schema.types.filter { !$0.isBuiltIn }.map(type)
        return parts.joined(separator: "\n\n")
    }

    /// Left out if it says nothing that the names of types do not say.
    /// https://spec.graphql.org/September2026/#sec-Root-Operation-Types
    private func schemaDefinition() -> String? {
        let roots: [(operation: String, usual: String, type: TypeID?)] = [
            ("query", "Query", schema.queryType),
            ("mutation", "Mutation", schema.mutationType),
            ("subscription", "Subscription", schema.subscriptionType),
        ]
        guard roots.contains(where: { $0.type != nil }) else { return nil }
        let directives = applied(schema.appliedDirectives)
        let isUsual = roots.allSatisfy { $0.type == schema.type(named: $0.usual) }
        if isUsual, schema.description == nil, directives.isEmpty { return nil }
        let lines = roots.compactMap { root in
            root.type.map { "  \(root.operation): \(schema[$0].name)\n" }
        }
        return description(schema.description)
            + "schema\(directives) {\n" + lines.joined() + "}"
    }

    private func directive(_ directive: DirectiveDefinition) -> String {
        let locations = directive.locations.map(\.rawValue).joined(separator: " | ")
        return description(directive.description)
            + "directive @\(directive.name)" + arguments(directive.arguments, indentation: "")
            + deprecated(directive.deprecationReason, directive.appliedDirectives)
            + (directive.isRepeatable ? " repeatable" : "") + " on " + locations
    }

    private func type(_ type: TypeDefinition) -> String {
        description(type.description) + header(of: type) + applied(type.appliedDirectives)
            + body(of: type)
    }

    private func header(of type: TypeDefinition) -> String {
        switch type.kind {
        case .scalar: "scalar \(type.name)" + specifiedBy(type.specifiedByURL)
        case .object: "type \(type.name)" + implements(type.interfaces)
        case .interface: "interface \(type.name)" + implements(type.interfaces)
        case .union: "union \(type.name)"
        case .enum: "enum \(type.name)"
        case .inputObject: "input \(type.name)" + (type.isOneOf ? " @oneOf" : "")
        }
    }

    private func body(of type: TypeDefinition) -> String {
        switch type.kind {
        case .scalar:
            return ""
        case .object, .interface:
            return block(type.fields.enumerated().map { field($1, isFirst: $0 == 0) })
        case .union:
            let members = type.possibleTypes.map { schema[$0].name }
            return members.isEmpty ? "" : " = " + members.joined(separator: " | ")
        case .enum:
            return block(type.enumValues.enumerated().map { enumValue($1, isFirst: $0 == 0) })
        case .inputObject:
            return block(
                type.inputFields.enumerated().map { index, field in
                    description(field.description, indentation: "  ", isFirst: index == 0)
                        + "  " + inputValue(field)
                })
        }
    }

    private func implements(_ interfaces: [TypeID]) -> String {
        interfaces.isEmpty
            ? "" : " implements " + interfaces.map { schema[$0].name }.joined(separator: " & ")
    }

    private func block(_ lines: [String]) -> String {
        lines.isEmpty ? "" : " {\n" + lines.joined(separator: "\n") + "\n}"
    }
}

// MARK: - Members

extension SchemaPrinter {
    private func field(_ field: FieldDefinition, isFirst: Bool) -> String {
        description(field.description, indentation: "  ", isFirst: isFirst)
            + "  \(field.name)" + arguments(field.arguments, indentation: "  ")
            + ": \(schema.typeName(field.type))"
            + deprecated(field.deprecationReason, field.appliedDirectives)
    }

    private func enumValue(_ value: EnumValueDefinition, isFirst: Bool) -> String {
        description(value.description, indentation: "  ", isFirst: isFirst) + "  \(value.name)"
            + deprecated(value.deprecationReason, value.appliedDirectives)
    }

    /// On one line, unless one of them has a description.
    private func arguments(_ arguments: [InputValueDefinition], indentation: String) -> String {
        if arguments.isEmpty { return "" }
        if arguments.allSatisfy({ $0.description == nil }) {
            return "(" + arguments.map(inputValue).joined(separator: ", ") + ")"
        }
        let inner = indentation + "  "
        let lines = arguments.enumerated().map { index, argument in
            description(argument.description, indentation: inner, isFirst: index == 0)
                + inner + inputValue(argument)
        }
        return "(\n" + lines.joined(separator: "\n") + "\n\(indentation))"
    }

    private func inputValue(_ input: InputValueDefinition) -> String {
        let defaultValue = input.defaultValueText.map { " = \($0)" } ?? ""
        return "\(input.name): \(schema.typeName(input.type))" + defaultValue
            + deprecated(input.deprecationReason, input.appliedDirectives)
    }

    private func deprecated(_ reason: String?, _ directives: [AppliedDirective]) -> String {
        guard let reason else { return applied(directives) }
        let isUsual = reason == StandardSchema.defaultDeprecationReason
        return (isUsual ? " @deprecated" : " @deprecated(reason: \(printedString(reason)))")
            + applied(directives)
    }

    private func specifiedBy(_ url: String?) -> String {
        url.map { " @specifiedBy(url: \(printedString($0)))" } ?? ""
    }

    /// The directives that have not been written otherwise.
    private func applied(_ directives: [AppliedDirective]) -> String {
        guard showsAppliedDirectives else { return "" }
        let others = directives.filter {
            !["deprecated", "specifiedBy", "oneOf"].contains($0.name)
        }
        return others.map { directive in
            let arguments = directive.arguments.map { "\($0.name): \(literalText($0.value))" }
            return " @\(directive.name)"
                + (arguments.isEmpty ? "" : "(" + arguments.joined(separator: ", ") + ")")
        }.joined()
    }

    /// A description and the line break behind it. Inside of a block a blank line comes first.
    private func description(
        _ text: String?, indentation: String = "", isFirst: Bool = true
    ) -> String {
        guard let text else { return "" }
        let lead = !indentation.isEmpty && !isFirst ? "\n" + indentation : indentation
        let printed =
            BlockString.canPrint(text) ? BlockString.printed(text) : printedString(text)
        return lead + indented(printed, by: indentation) + "\n"
    }
}
