/// Directives get no arguments they do not define.
/// https://spec.graphql.org/September2026/#sec-Argument-Names
struct KnownArgumentNamesOnDirectives: SDLRule {
    init(_ index: SDLIndex) {}

    mutating func enter(_ node: SDLNode, _ context: inout SDLContext) {
        guard case .directive(let directive, _) = node else { return }
        let name = context.text(directive.name.name)
        guard let definition = context.index.directives[name] else { return }
        for index in directive.arguments {
            let argument = context.document.arguments[Int(index)].name
            let argumentName = context.text(argument.name)
            if definition.argumentNames.contains(argumentName) { continue }
            let suggestion = context.suggestion(
                for: argumentName, among: definition.argumentNames.sorted())
            context.errors.report(
                "Unknown argument \"\(argumentName)\" on directive \"@\(name)\".\(suggestion)",
                at: context.position(argument.start))
        }
    }
}

/// A directive gets an argument at most once.
/// https://spec.graphql.org/September2026/#sec-Argument-Uniqueness
struct SDLUniqueArgumentNames: SDLRule {
    init(_ index: SDLIndex) {}

    mutating func enter(_ node: SDLNode, _ context: inout SDLContext) {
        guard case .directive(let directive, _) = node, directive.arguments.count > 1 else {
            return
        }
        let names = directive.arguments.map { context.document.arguments[Int($0)].name }
        for repeated in RepeatedName.all(in: names) {
            let name = context.text(repeated.name)
            context.errors.report(
                "There can be only one argument named \"\(name)\".",
                at: repeated.starts.map { context.position($0) })
        }
    }
}

/// An input object in a value has a field at most once.
/// https://spec.graphql.org/September2026/#sec-Input-Object-Field-Uniqueness
struct SDLUniqueInputFieldNames: SDLRule {
    init(_ index: SDLIndex) {}

    mutating func enter(_ node: SDLNode, _ context: inout SDLContext) {
        guard case .value(let value) = node else { return }
        check(value, &context)
    }

    private func check(_ value: Int32, _ context: inout SDLContext) {
        switch context.document.values[Int(value)].kind {
        case .list:
            for item in context.document.children(ofValue: value) { check(item, &context) }
        case .object:
            checkFields(of: value, &context)
        default:
            break
        }
    }

    private func checkFields(of object: Int32, _ context: inout SDLContext) {
        var known: [Name: SDLPosition] = [:]
        for index in context.document.children(ofValue: object) {
            let field = context.document.values[Int(index)]
            let position = context.position(field.start)
            if let first = known[field.name] {
                let name = context.text(field.name)
                context.errors.report(
                    "There can be only one input field named \"\(name)\".", at: [first, position])
            } else {
                known[field.name] = position
            }
            check(index + 1, &context)
        }
    }
}

/// A directive gets the arguments it cannot do without.
/// https://spec.graphql.org/September2026/#sec-Required-Arguments
struct ProvidedRequiredArgumentsOnDirectives: SDLRule {
    init(_ index: SDLIndex) {}

    mutating func enter(_ node: SDLNode, _ context: inout SDLContext) {}

    /// On the way out, so that mistakes inside of the directive come first.
    mutating func leave(_ directive: Directive, _ context: inout SDLContext) {
        let name = context.text(directive.name.name)
        guard let definition = context.index.directives[name] else { return }
        if definition.requiredArguments.isEmpty { return }
        let given = Set(
            directive.arguments.map {
                context.text(context.document.arguments[Int($0)].name.name)
            })
        for required in definition.requiredArguments where !given.contains(required.name) {
            context.errors.report(
                "Argument \"@\(name)(\(required.name):)\" of type \"\(required.type)\" is required,"
                    + " but it was not provided.",
                at: context.position(directive.start))
        }
    }
}
