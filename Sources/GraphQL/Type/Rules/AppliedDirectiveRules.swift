/// Directives are defined, and for the place where they are used.
/// https://spec.graphql.org/September2026/#sec-Directives-Are-Defined
struct SDLKnownDirectives: SDLRule {
    init(_ index: SDLIndex) {}

    mutating func enter(_ node: SDLNode, _ context: inout SDLContext) {
        guard case .directive(let directive, let location) = node else { return }
        let name = context.text(directive.name.name)
        let position = context.position(directive.start)
        guard let definition = context.index.directives[name] else {
            context.errors.report("Unknown directive \"@\(name)\".", at: position)
            return
        }
        if !definition.locations.contains(location) {
            context.errors.report(
                "Directive \"@\(name)\" may not be used on \(location.rawValue).", at: position)
        }
    }
}

/// A directive that is not repeatable is used once on an element, its extensions included.
/// https://spec.graphql.org/September2026/#sec-Directives-Are-Unique-per-Location
struct SDLUniqueDirectivesPerLocation: SDLRule {
    /// An element that may be spread over several definitions and extensions.
    private enum Element: Hashable {
        case schema
        case type(String)
        case directive(String)
    }

    private var known: [Element: [String: SDLPosition]] = [:]

    init(_ index: SDLIndex) {}

    mutating func enter(_ node: SDLNode, _ context: inout SDLContext) {
        switch node {
        case .schema(let node):
            Self.check(node.directives, seen: &known[.schema, default: [:]], &context)
        case .type(let node) where !node.directives.isEmpty:
            let element = Element.type(context.text(node.name.name))
            Self.check(node.directives, seen: &known[element, default: [:]], &context)
        case .directiveDefinition(let node) where !node.directives.isEmpty:
            let element = Element.directive(context.text(node.name.name))
            Self.check(node.directives, seen: &known[element, default: [:]], &context)
        case .field(let node):
            checkAlone(node.directives, &context)
        case .inputValue(let node):
            checkAlone(node.directives, &context)
        case .enumValue(let node):
            checkAlone(node.directives, &context)
        case .type, .directiveDefinition, .typeName, .directive, .value:
            break
        }
    }

    private func checkAlone(_ directives: NodeRange, _ context: inout SDLContext) {
        if directives.count < 2 { return }
        var seen: [String: SDLPosition] = [:]
        Self.check(directives, seen: &seen, &context)
    }

    private static func check(
        _ directives: NodeRange, seen: inout [String: SDLPosition], _ context: inout SDLContext
    ) {
        for index in directives {
            let directive = context.document.directives[Int(index)]
            let name = context.text(directive.name.name)
            guard let definition = context.index.directives[name], !definition.isRepeatable else {
                continue
            }
            let position = context.position(directive.start)
            if let first = seen[name] {
                context.errors.report(
                    "The directive \"@\(name)\" can only be used once at this location.",
                    at: [first, position])
            } else {
                seen[name] = position
            }
        }
    }
}
