/// What `@defer` and `@stream` add to planning.
/// https://github.com/graphql/graphql-spec/pull/1110
extension Planner {
    /// The `@defer` of a fragment, if it is switched on.
    func deferDirective(of selection: Selection) -> Int32? {
        activeDirective("defer", in: selection.directives)
    }

    /// The use of `@defer` that holds what is in a fragment: a new one, or that around it.
    mutating func beginUsage(_ directive: Int32?, in outer: Int?) throws(GraphQLError) -> Int? {
        guard let directive else { return outer }
        try countFields(1)
        let label = label(of: document.directives[Int(directive)])
        deferUsages.append(DeferUsage(label: label, parent: outer, directive: directive))
        return deferUsages.count - 1
    }

    mutating func streamPlan(
        of group: CollectedFields.Group, _ type: SchemaType
    ) throws(GraphQLError) -> StreamPlan? {
        // Fields with different streams do not merge, so the first tells for all.
        let directives = document.selections[Int(group.selections[0].index)].directives
        guard type.isList, let index = activeDirective("stream", in: directives),
            let definition = schema.schema.directive(named: "stream")
        else { return nil }
        hasStreams = true
        let directive = document.directives[Int(index)]
        let completion = try completion(of: type.named, group.undeferred, delivery: [])
        return StreamPlan(
            label: label(of: directive),
            arguments: try arguments(definition.arguments, given: directive.arguments),
            completion: completion)
    }

    private func activeDirective(_ name: String, in directives: NodeRange) -> Int32? {
        guard isIncremental else { return nil }
        return directives.first { index in
            let directive = document.directives[Int(index)]
            guard document.text(directive.name.name) == name else { return false }
            guard let argument = argument("if", of: directive) else { return true }
            let value = document.values[Int(argument)]
            let text = document.text(value.name)
            return value.kind == .variable ? Self.delivers(conditions[text]) : text != "false"
        }
    }

    /// Whether a variable that `@defer(if:)` or `@stream(if:)` tests switches it on.
    static func delivers(_ value: InputValue?) -> Bool {
        value == nil || value == .boolean(true)
    }

    private func label(of directive: Directive) -> String? {
        guard let value = argument("label", of: directive),
            [.string, .blockString].contains(document.values[Int(value)].kind)
        else { return nil }
        return document.stringValue(of: value)
    }

    /// Index of the value that a directive is given for an argument.
    private func argument(_ name: String, of directive: Directive) -> Int32? {
        directive.arguments.lazy.map { document.arguments[Int($0)] }
            .first { document.text($0.name.name) == name }?.value
    }
}
