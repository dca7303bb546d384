/// Types have different names.
/// https://spec.graphql.org/September2026/#sec-Schema
struct UniqueTypeNames: SDLRule {
    private var known: [String: SDLPosition] = [:]

    init(_ index: SDLIndex) {}

    mutating func enter(_ node: SDLNode, _ context: inout SDLContext) {
        guard case .type(let type) = node, !type.isExtension else { return }
        let name = context.text(type.name.name)
        let position = context.position(type.name.start)
        if let first = known[name] {
            context.errors.report(
                "There can be only one type named \"\(name)\".", at: [first, position])
        } else {
            known[name] = position
        }
    }
}

/// Directives have different names.
/// https://spec.graphql.org/September2026/#sec-Schema
struct UniqueDirectiveNames: SDLRule {
    private var known: [String: SDLPosition] = [:]

    init(_ index: SDLIndex) {}

    mutating func enter(_ node: SDLNode, _ context: inout SDLContext) {
        guard case .directiveDefinition(let directive) = node, !directive.isExtension else {
            return
        }
        let name = context.text(directive.name.name)
        let position = context.position(directive.name.start)
        if let first = known[name] {
            context.errors.report(
                "There can be only one directive named \"@\(name)\".", at: [first, position])
        } else {
            known[name] = position
        }
    }
}

/// A name inside a type, an enum value or a field.
private struct Member: Hashable {
    var type: String
    var name: String
}

/// The values of an enum, its extensions included, have different names.
/// https://spec.graphql.org/September2026/#sec-Enums.Type-Validation
struct UniqueEnumValueNames: SDLRule {
    private var known: [Member: SDLPosition] = [:]

    init(_ index: SDLIndex) {}

    mutating func enter(_ node: SDLNode, _ context: inout SDLContext) {
        guard case .type(let type) = node, type.kind == .enum else { return }
        let typeName = context.text(type.name.name)
        for value in type.enumValues {
            let member = Member(type: typeName, name: context.text(value.name.name))
            let position = context.position(value.name.start)
            if let first = known[member] {
                context.errors.report(
                    "Enum value \"\(typeName).\(member.name)\" can only be defined once.",
                    at: [first, position])
            } else {
                known[member] = position
            }
        }
    }
}

/// The fields of a type, its extensions included, have different names.
/// https://spec.graphql.org/September2026/#sec-Objects.Type-Validation
struct UniqueFieldDefinitionNames: SDLRule {
    private var known: [Member: SDLPosition] = [:]

    init(_ index: SDLIndex) {}

    mutating func enter(_ node: SDLNode, _ context: inout SDLContext) {
        guard case .type(let type) = node else { return }
        let typeName = context.text(type.name.name)
        for name in type.fields.map(\.name) + type.inputFields.map(\.name) {
            let member = Member(type: typeName, name: context.text(name.name))
            let position = context.position(name.start)
            if let first = known[member] {
                context.errors.report(
                    "Field \"\(typeName).\(member.name)\" can only be defined once.",
                    at: [first, position])
            } else {
                known[member] = position
            }
        }
    }
}

/// The arguments of a field, and those of a directive, have different names.
/// https://spec.graphql.org/September2026/#sec-Objects.Type-Validation
struct UniqueArgumentDefinitionNames: SDLRule {
    init(_ index: SDLIndex) {}

    mutating func enter(_ node: SDLNode, _ context: inout SDLContext) {
        switch node {
        case .type(let type):
            let typeName = context.text(type.name.name)
            for field in type.fields where field.arguments.count > 1 {
                let owner = typeName + "." + context.text(field.name.name)
                check(field.arguments, of: owner, &context)
            }
        case .directiveDefinition(let directive):
            check(directive.arguments, of: "@" + context.text(directive.name.name), &context)
        default:
            break
        }
    }

    private func check(
        _ arguments: [InputValueDefinitionNode], of owner: String, _ context: inout SDLContext
    ) {
        for repeated in RepeatedName.all(in: arguments.map(\.name)) {
            let name = context.text(repeated.name)
            context.errors.report(
                "Argument \"\(owner)(\(name):)\" can only be defined once.",
                at: repeated.starts.map { context.position($0) })
        }
    }
}
